"""Names that a browser, an editor or a person makes of the right one: `network (1).py`."""

import re
import unicodedata

_COPY_IN_FRONT = re.compile(r"^(copy of|kopie von)[\s_-]+")
_COPY_AT_END = re.compile(r"([\s_-]*(\(\d+\)|\[\d+\]|copy|kopie)|[\s_-]+\d+)+$")
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


def is_like(name: str, right: str) -> bool:
    """Whether a name is another one, but was meant to be the right one.

    Capital letters, what stands between words, the number of a download, a `copy`, and a `.txt`
    after the suffix make no difference.
    """
    if name == right:
        return False
    stem, suffix = _split(name)
    right_stem, right_suffix = _split(right)
    without_copy = _COPY_AT_END.sub("", _COPY_IN_FRONT.sub("", stem))
    wanted = _BETWEEN_WORDS.sub("-", right_stem)
    meant = {_BETWEEN_WORDS.sub("-", text) for text in (stem, without_copy)}
    return suffix == right_suffix and wanted in meant


def _split(name: str) -> tuple[str, str]:
    """Stem and suffix, in small letters; a suffix is one of a module or a notebook."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    if match := re.fullmatch(r"(.+?)(\.py|\.ipynb)(\.txt|\.json)?", plain):
        return match[1].strip(), match[2]
    return plain, ""
