"""The gallery's pictures can be drawn, and the README's is what the program draws today."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def gallery(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    import gallery

    return gallery


def test_the_readme_shows_what_is_drawn_today(gallery) -> None:  # type: ignore[no-untyped-def]
    """`python docs/gallery.py` draws it anew."""
    assert gallery.README.read_text(encoding="utf-8") == gallery.readme_picture()
    assert f"]({gallery.README.relative_to(ROOT)})" in (ROOT / "README.md").read_text()


def test_every_picture_of_the_page_is_drawn(gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    pytest.importorskip("vl_convert")
    monkeypatch.setattr(gallery, "PICTURES", tmp_path)
    page = gallery.gallery_page()
    for name in (*gallery.PLOTS, *gallery.DRAWINGS, *gallery.TRADES):
        assert f"](pictures/{name}.svg)" in page
        assert ElementTree.parse(tmp_path / f"{name}.svg").getroot().get("role") == "img"


def test_the_dearest_block_of_a_family_is_one_of_several_layers(gallery) -> None:  # type: ignore[no-untyped-def]
    from catalog import dearest

    import costmodel

    assert dearest(costmodel.draw("mobilenet")) == "pair3"
    assert dearest(costmodel.draw("alexnet")) == ""
