"""Every family's report in every format and on pages of every width; tables fit where words do."""

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

import costmodel
from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.answers.formats import Page, formats, render
from costmodel.archs import names
from costmodel.errors import CostModelError


@pytest.mark.parametrize("name", names())
def test_every_report_renders(name: str) -> None:
    for answer in [costmodel.report(name, by=by) for by in ("type", "module", "layer")]:
        for width in (80, 100, 140, 200):
            text = render(answer, "table", Page(width))
            assert max(map(len, text.splitlines())) <= width
        for format_ in formats():
            assert render(answer, format_)
        assert json.loads(render(answer, "json"))["totals"]["mult_adds"] > 0


@dataclass(frozen=True, eq=False, repr=False)
class Told(Answer):
    """An answer that says what a test gives it."""

    tables: tuple[Table, ...]

    def record(self) -> dict[str, Any]:
        return {}

    def document(self) -> Document:
        return Document("told", (), self.tables)


def table(*rows: tuple[object, ...]) -> Told:
    columns = [Column("what"), Column("printed"), Column("count", "integer"), Column("%", "share", 1)]
    return Told((Table("some", columns, rows, ("a note that is long enough to be wrapped somewhere",)),))


def test_numbers_as_text_are_wrapped_as_text() -> None:
    text = render(table(("a row whose label is far too long for the page", "25,636,712", 1, 0.5)), "table", Page(40))
    assert "25,636,712" in text
    assert max(map(len, text.splitlines())) <= 40


def test_the_least_important_column_leaves_first() -> None:
    answer = table(("a", "1", 1, 0.5))
    assert "50.00" in render(answer, "table", Page(80))
    assert "50.00" not in render(answer, "table", Page(24))


def test_the_labels_of_networks_are_broken_before_anything_else() -> None:
    labels = ("mobilenet:alpha=0.5,rho=0.5", "shufflenet_v1:groups=8")
    answer = Told(
        (Table("t", [Column("metric"), *(Column(label, "integer") for label in labels)], [["params", 10**9, 10**9]]),)
    )
    text = render(answer, "table", Page(50))
    assert max(map(len, text.splitlines())) <= 50
    assert [line.split() for line in text.splitlines()[3:6]] == [
        ["metric", "mobilenet:", "shufflenet_v1:"],
        ["alpha=0.5,", "groups=8"],
        ["rho=0.5"],
    ]
    assert labels[0] in render(answer, "table", Page(80))


def test_empty_cells_and_empty_tables_render_everywhere() -> None:
    for answer in (table((None, None, None, None)), table()):
        for format_ in formats():
            render(answer, format_, Page(60))


def test_colour_is_asked_for() -> None:
    answer = Told((Table("t", [Column("where"), Column("verdict", "verdict")], [["here", "differs"]]),))
    assert "\x1b[31mdiffers" in render(answer, "table", Page(80, colour=True))
    assert "\x1b" not in render(answer, "table", Page(80))


def test_what_a_terminal_would_obey_is_escaped() -> None:
    answer = Told((Table("t\x1b]0;x\x07", [Column("where")], [["here\x1b[2J"]], ("\x9b31m",)),))
    text = render(answer, "table")
    assert "\\x1b[2J" in text
    assert all(character.isprintable() or character == "\n" for character in text)


def test_csv_holds_all_rows_or_refuses() -> None:
    columns = [Column("name"), Column("count", "integer")]
    parts = Told((Table("first", columns, [["a", 1]]), Table("second", columns, [["b", 2]])))
    assert render(parts, "csv") == "table,name,count\nfirst,a,1\nsecond,b,2\n"
    other = Told((Table("main", columns, [["a", 1]]), Table("beside", columns[:1], [["b"]])))
    assert render(other, "csv") == "name,count\na,1\n"
    with pytest.raises(CostModelError, match="told has no table"):
        render(Told(()), "csv")


def test_headers_for_machines_are_each_there_once() -> None:
    names = ("metric", "mobilenet", "vgg", "ratio", "vgg", "ratio")
    table = Table("t", [*map(Column, names), Column("%", "share"), Column("%", "share")], [])
    assert table.headers == ["metric", "mobilenet", "vgg", "ratio", "ratio_vgg", "ratio_vgg_ratio",
                             "ratio_vgg_ratio_share", "ratio_vgg_ratio_share_share"]  # fmt: skip


def test_a_headline_stands_below_the_title_and_a_total_below_a_rule() -> None:
    columns = [Column("what"), Column("count", "integer", unit="params")]
    told = Headed((Table("t", columns, [["a", 10**6], ["b", 2]], total=["total", 10**6 + 2]),))
    assert render(told, "table").splitlines() == [
        "told", "said aloud", "", "t", "what        count", "------  ---------", "a       1,000,000", "b               2",
        "------  ---------", "total   1,000,002",
    ]  # fmt: skip
    assert "total" not in render(told, "csv")


class Headed(Told):
    def document(self) -> Document:
        return super().document()._replace(headline="said aloud")


@pytest.mark.parametrize(
    ("value", "counted", "said"),
    [
        (0, "params", "0"),
        (999, "params", "999"),
        (4089184256, "mult-adds", "4.09 G"),
        (102228128, "bytes", "102.2 MB"),
        (99_994, "params", "99.99 K"),
        (99_996, "params", "100.0 K"),
        (999_950, "params", "1.00 M"),
        (-1_234_000, "params", "-1.23 M"),
        (864, "bytes", "864 B"),
        (Fraction(1, 2), "FLOPs", "0.50"),
        (10**400, "params", f"{10**388:,}.0 T"),
    ],
)
def test_amounts_are_rounded_for_people(value: int | Fraction, counted: str, said: str) -> None:
    assert Column("n", "integer", unit=counted).text(value, human=True) == said
    assert Column("n", "integer").text(value, human=True) != said or value < 1000
