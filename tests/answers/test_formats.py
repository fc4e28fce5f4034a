"""Every family's report in every format and on pages of every width; tables fit where words do."""

import json
import re
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from typing import Any

import pytest

import costmodel
from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.answers.formats import Page, formats, markdown, render
from costmodel.answers.scale import scale_of
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
        "told", "said aloud", "", "t", "what       count", "-----  ---------", "a      1,000,000", "b              2",
        "-----  ---------", "total  1,000,002",
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


AMOUNTS = [Column("what"), Column("count", "integer", unit="bytes"), Column("%", "share", 2), Column("other", "integer", 1)]
WIDE = Told((Table("t", AMOUNTS, [["a", 10**9, 0.5, 10**12], ["b", 2, 0.004, 1]]),))


def test_what_does_not_fit_is_rounded_then_left_out_and_both_are_said() -> None:
    exact = render(WIDE, "table", Page(80))
    assert "1,000,000,000" in exact
    assert "units" not in exact
    assert "50.00 ████  " in exact
    rounded = render(WIDE, "table", Page(38))
    assert "  1.00 GB  " in rounded
    assert "     2 B   " in rounded
    assert "amounts rounded (--units exact)" in rounded
    narrow = render(WIDE, "table", Page(24))
    assert "left out for width: count_share, other" in " ".join(narrow.split())


def test_units_are_as_asked_whatever_the_width() -> None:
    assert "1.00 GB" in render(WIDE, "table", Page(200, units="human"))
    assert "1,000,000,000" in render(WIDE, "table", Page(24, units="exact"))


def test_a_terminal_of_ascii_gets_nothing_else() -> None:
    text = render(WIDE, "table", Page(80, unicode=False))
    assert text.isascii()
    assert "50.00 ####" in text


def test_heat_says_in_colour_what_a_number_says() -> None:
    text = render(WIDE, "table", Page(80, colour=True))
    assert "\x1b[1m\x1b[31m50.00 ████" in text
    assert "\x1b[2m 0.40" in text
    plain = re.sub(r"\x1b\[\d+m", "", text)
    assert plain == render(WIDE, "table", Page(80))


def test_scopes_are_drawn_as_a_tree_and_written_as_paths() -> None:
    paths = ["stem", "stage1", "stage1/block1", "stage1/block1/conv", "stage10"]
    told = Told((Table("t", [Column("module", "scope")], [[path] for path in paths]),))
    assert render(told, "table").splitlines()[5:] == ["stem", "stage1", "  block1", "    conv", "stage10"]
    assert render(told, "csv").splitlines()[1:] == paths


def test_a_footnote_goes_with_its_column() -> None:
    columns = [Column("name"), Column("verdict", "verdict", 1), Column("reason", "note", 1), Column("n")]
    told = Told((Table("t", columns, [["a name of thirty characters, so", "explained", "because", "1"]]),))
    assert "[1] because" in render(told, "table", Page(80))
    narrow = render(told, "table", Page(40))
    assert "because" not in narrow
    assert "left out for width: verdict" in " ".join(narrow.split())


@pytest.mark.parametrize("width", [7, 12, 20, 40])
def test_no_table_is_wider_than_the_page(width: int) -> None:
    columns = [Column("name"), *(Column(f"metric_{number}", "integer") for number in range(9))]
    for rows in ([], [["a/very/long/path/of/scopes/without/a/space", *[10**30] * 9]]):
        text = render(
            Told((Table("some title of a table", columns, rows, ("a_note_without_any_space" * 3,)),)), "table", Page(width)
        )
        assert max(map(len, text.splitlines())) <= width


def test_columns_are_chosen_by_their_names_for_machines() -> None:
    page = Page(columns=("count_share", "other"))
    assert render(WIDE, "csv", page).splitlines()[0] == "what,count_share,other"
    assert render(WIDE, "table", page).splitlines()[3] == "what  % of count                       other"
    assert "1,000,000,000 " not in render(WIDE, "markdown", page)
    with pytest.raises(CostModelError, match="unknown column 'cuont'; did you mean count"):
        render(WIDE, "table", Page(columns=("cuont",)))
    with pytest.raises(CostModelError, match="json takes no columns; allowed: columns with csv"):
        render(WIDE, "json", page)


def test_a_note_is_a_column_for_machines_and_stands_below_for_readers() -> None:
    columns = [Column("where"), Column("verdict", "verdict"), Column("reason", "note")]
    told = Told((Table("t", columns, [["a", "explained", "why"], ["b", "agrees", None], ["c", "explained", "why"]]),))
    assert render(told, "csv").splitlines()[1:] == ["a,explained,why", "b,agrees,", "c,explained,why"]
    for format_ in ("table", "markdown", "latex"):
        text = render(told, format_)
        assert text.count("explained [1]") == 2
        assert text.count("[1] why") == 1
    assert '<span class="verdict explained">explained</span> [1]' in render(told, "html")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a*b**2", r"a\*b\*\*2"),
        ("mult_adds", "mult_adds"),
        ("_private_", r"\_private\_"),
        ("a|b", r"a\|b"),
        ("[x](y)", r"[x\](y)"),
        ("<b>", r"\<b>"),
        ("1. one", r"1\. one"),
        ("- dash", r"\- dash"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, written: str) -> None:
    assert markdown.escaped(text) == written
    html = pytest.importorskip("markdown_it").MarkdownIt("commonmark").render(written)
    assert unescape(html) == f"<p>{text}</p>\n"


def test_markdown_writes_formulas_as_mathematics_or_as_code() -> None:
    x, y = costmodel.symbol("alpha"), costmodel.symbol("mult_adds")
    told = Told((Table("t", [Column("f", "formula")], [[x**2 / 2], [abs(costmodel.symbol("x") - x)], ["as said"], [y**2]]),))
    cells = [line.strip("| ") for line in render(told, "markdown").splitlines()[-4:]]
    assert cells == [r"$\frac{\alpha^{2}}{2}$", "`Abs(alpha - x)`", "as said", r"$mult_{adds}^{2}$"]


def test_latex_scales_what_has_a_unit_and_keeps_the_exact_number() -> None:
    columns = [Column("Network"), Column("Params", "integer", unit="parameters"), Column("Weights", "integer", unit="bytes")]
    told = Told((Table("t", columns, [["a_b", 4231976, 16927904], ["c", 138357544, 553430176]]),))
    text = render(told, "latex")
    assert r"a\_b & 4.23 & 16.9 \\ % exactly: 4231976, 16927904" in text
    assert r"c & 138.36 & 553.4 \\" in text
    assert r"Network & (M) & (MB) \\" in text
    assert "4,231,976 & 16,927,904" in render(told, "latex", Page(units="exact"))


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([864, 3139584], None),
        ([0, 1500, 2_000_000], ["0", "1.50", "2,000.00"]),
        ([569 * 10**6, 15_470 * 10**6], ["569", "15,470"]),
        ([Fraction(4001, 2)], ["2.00"]),
        ([], None),
        (["text"], None),
    ],
)
def test_one_prefix_suits_a_column_or_none(numbers: list[Any], shown: list[str] | None) -> None:
    scale = scale_of(numbers)
    assert (None if scale is None else [scale.text(number) for number in numbers]) == shown


def test_latex_goes_on_over_pages_and_leaves_out_what_does_not_fit() -> None:
    wide = [Column("a"), *(Column(f"a rather wide name {n}", "code", n) for n in range(6))]
    text = render(Told((Table("t", wide, [["x", *["abcdefghijklmnopqrst"] * 6]]),)), "latex")
    assert "% left out for width: a rather wide name" in text
    long = Told((Table("t", [Column("n", "integer")], [[n] for n in range(50)]),))
    assert r"\begin{longtable}" in render(long, "latex")
    assert r"\begin{longtable}" not in render(Told((Table("t", [Column("n")], [["1"]]),)), "latex")


@pytest.mark.parametrize("format_", ["csv", "html", "json", "markdown", "table"])
def test_a_caption_is_for_latex(format_: str) -> None:
    with pytest.raises(CostModelError, match=f"{format_} takes no caption; allowed: caption with latex"):
        render(table(), format_, Page(caption="some"))


def test_a_label_is_one_that_latex_takes() -> None:
    with pytest.raises(CostModelError, match="a label cannot be 'a}b'; allowed: letters"):
        render(table(), "latex", Page(label="a}b"))


def test_html_shows_the_exact_number_of_a_rounded_one() -> None:
    told = Told((Table("t", [Column("a"), Column("n", "integer", unit="parameters")], [["<x>", 4231976]]),))
    text = render(told, "html", Page(units="human"))
    assert "<td class='number' title=\"4,231,976\">4.23 M</td>" in text
    assert "&lt;x&gt;" in text
