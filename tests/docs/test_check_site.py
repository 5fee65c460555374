"""`scripts.check_site` finds what would be wrong for a reader of the built site."""

import pytest

from scripts.check_site import faults


@pytest.fixture
def site(tmp_path):
    (tmp_path / "how-to").mkdir()
    (tmp_path / "index.html").write_text(
        '<h1 id="top">Home</h1><a href="how-to/grade.html#now">x</a>'
    )
    (tmp_path / "how-to" / "grade.html").write_text('<h2 id="now">Now</h2><a href="../">Home</a>')
    return tmp_path


def add(site, html):
    (site / "page.html").write_text(html)
    return list(faults(site))


def test_a_whole_site_has_none(site):
    assert list(faults(site)) == []


def test_an_empty_folder_is_no_site(tmp_path):
    assert len(list(faults(tmp_path))) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<a href="missing.html">',
        '<a href="index.html#missing">',
        '<a href="#missing">',
        '<img src="images/missing.svg">',
        '<a href="../">',
    ],
)
def test_what_a_link_or_a_picture_points_to_must_be_there(site, html):
    assert add(site, html) != []


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://unpkg.com/x.js"></script>',
        '<link rel="stylesheet" href="//fonts.example/x.css">',
        '<img src="http://example.org/x.png">',
    ],
)
def test_nothing_is_loaded_from_the_network(site, html):
    assert add(site, html) == [f"page.html: loads {html.split(chr(34))[-2]} from the network"]


def test_a_style_sheet_loads_nothing_from_the_network_either(site):
    (site / "x.css").write_text(
        "@import url(https://fonts.example/a.css); b{background:url(a.png)}"
    )
    assert len(list(faults(site))) == 1


def test_a_link_to_the_network_is_only_a_link(site):
    assert add(site, '<a href="https://example.org/">') == []
