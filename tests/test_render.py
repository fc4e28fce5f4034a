"""Every family's report in every format and on pages of every width; tables fit where words do."""

import json

import pytest

import costmodel
from costmodel.answers.document import Column, Document, Table
from costmodel.answers.formats import Page, formats, render
from costmodel.archs import names


@pytest.mark.parametrize("name", names())
def test_every_report_renders(name: str) -> None:
    documents = [costmodel.report(name, by=by).document() for by in ("type", "module", "layer")]
    for document in documents:
        for width in (80, 100, 140, 200):
            text = render(document, "table", Page(width))
            assert max(map(len, text.splitlines())) <= width
        for format_ in formats():
            assert render(document, format_)
        assert json.loads(render(document, "json"))["totals"]["mult_adds"] > 0


def table(*rows: tuple[object, ...]) -> Document:
    columns = [Column("what"), Column("printed"), Column("count", "integer"), Column("%", "share", 1)]
    return Document(
        "numbers", dict, (), [Table("some", columns, rows, ("a note that is long enough to be wrapped somewhere",))]
    )


def test_numbers_as_text_are_wrapped_as_text() -> None:
    text = render(table(("a row whose label is far too long for the page", "25,636,712", 1, 0.5)), "table", Page(40))
    assert "25,636,712" in text
    assert max(map(len, text.splitlines())) <= 40


def test_the_least_important_column_leaves_first() -> None:
    document = table(("a", "1", 1, 0.5))
    assert "50.00" in render(document, "table", Page(80))
    assert "50.00" not in render(document, "table", Page(24))


def test_empty_cells_and_empty_tables_render_everywhere() -> None:
    for document in (table((None, None, None, None)), table()):
        for format_ in formats():
            render(document, format_, Page(60))


def test_colour_is_asked_for() -> None:
    document = Document("check", dict, (), [Table("t", [Column("where"), Column("verdict", "verdict")], [["here", "differs"]])])
    assert "\x1b[31mdiffers" in render(document, "table", Page(80, colour=True))
    assert "\x1b" not in render(document, "table", Page(80))
