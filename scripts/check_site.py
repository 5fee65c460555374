"""Check the built site: every link and picture is there, and nothing comes from the network.

Zensical's strict mode looks at the links between Markdown pages. This looks at what came out: the
pictures, the included files and the theme as well.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

FETCHED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}
REMOTE_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//[^)\"';]*")


class _Page(HTMLParser):
    """The ids of a page, what it links to and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag's id and where it points to."""
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if values.get(FETCHED.get(tag, "")):
            self.loaded.append(values[FETCHED[tag]])


@cache
def _page(path: Path) -> _Page:
    return _Page(path.read_text(encoding="utf-8"))


def faults(site: Path) -> Iterator[str]:
    """What is wrong with the site in this folder, one line each."""
    pages = sorted(site.rglob("*.html"))
    if not pages:
        yield f"{site}: there is no page here"
    for path in pages:
        page = _page(path)
        name = path.relative_to(site)
        for target in page.loaded:
            if urlsplit(target).netloc:
                yield f"{name}: loads {target} from the network"
        for target in page.links + page.loaded:
            if _is_missing(path, target):
                yield f"{name}: {target} is not there"
    for path in sorted(site.rglob("*.css")):
        for found in REMOTE_STYLE.findall(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(site)}: {found} is loaded from the network"


def _is_missing(page: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return False
    if page.name == "404.html" and target.startswith("/"):
        return False  # it may be shown for any address, so its links begin at the site's root
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if file.is_dir():
        file /= "index.html"
    if not file.is_file():
        return True
    return bool(parts.fragment) and file.suffix == ".html" and not _has(file, parts.fragment)


def _has(page: Path, fragment: str) -> bool:
    return unquote(fragment) in _page(page).ids


def main() -> None:
    """Print what is wrong with the site named by the first argument; exit with 1 if anything is."""
    site = Path(sys.argv[1]).resolve()
    found = list(faults(site))
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"{site}: {len(list(site.rglob('*.html')))} pages, {len(found)} faults")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
