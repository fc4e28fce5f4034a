"""Does the literature agree: what `check` answers, and that every format can hold all of it."""

from typing import Any

import pytest

from costmodel.errors import CostModelError
from costmodel.published.literature import rows
from costmodel.published.verdict import Judged
from costmodel.questions.check import check
from costmodel.questions.report import report
from costmodel.questions.rows import papers, published_numbers, published_table


def test_one_name_some_names_or_all() -> None:
    assert len(check("vgg").judged) == len(rows("vgg"))
    some = check(["vgg", "alexnet", "vgg"])
    assert [one.row.architecture for one in (some.judged[0], some.judged[-1])] == ["vgg", "alexnet"]
    assert len(some.judged) == len(rows("vgg")) + len(rows("alexnet"))


@pytest.mark.parametrize("names", ["vg", ["vgg", "x"], None, 3, [3], [["vgg"]]])
def test_what_is_no_name_is_one_line(names: object) -> None:
    with pytest.raises(CostModelError):
        check(names)  # type: ignore[arg-type]


def test_tables_have_the_same_columns_and_hold_every_row() -> None:
    found = check(["vgg", "resnet", "mobilenet"], every=True)
    by_name, by_paper, *tables = found.document().tables
    assert len({tuple(table.columns) for table in tables}) == 1
    assert sum(len(table.rows) for table in tables) == len(found.judged)
    assert sum(found.counts.values()) == len(found.judged)
    assert not found.differing
    assert [dict(zip(found.table().headers, row, strict=True)) for row in found.table().rows] == found.record()["rows"]
    for summary in (by_name, by_paper):
        assert sum(sum(cell for cell in row if isinstance(cell, int)) for row in summary.rows) == len(found.judged)
    assert [row[-1] for row in by_paper.rows] == [
        f"{one['settled']} of {one['columns']}" for one in sorted(found.settled, key=lambda one: one["paper"])
    ]


def test_a_summary_shows_the_rows_that_neither_agree_nor_are_explained() -> None:
    found = check("mobilenet")
    paper, rows_shown = found.document().tables
    assert paper.title == "by paper"
    assert 0 < len(rows_shown.rows) == found.counts["undetermined"] + found.counts["unreproduced"]
    assert f"{found.counts['agrees'] + found.counts['explained']} that agree" in found.document().lines[-1]


def test_rows_are_chosen_by_verdict_paper_and_metric() -> None:
    every = check("mobilenet_v2")
    found = check("mobilenet_v2", verdict=["unreproduced", "explained"], paper="sandler", metrics="params")
    assert list(found.judged) == [
        one
        for one in every.judged
        if one.verdict in ("unreproduced", "explained") and "Sandler" in one.row.paper and one.row.metric == "params"
    ]
    assert 0 < len(found.judged) == sum(len(table.rows) for table in found.document().tables[1:])
    assert "verdict unreproduced or explained" in found.document().lines[0]
    assert found.record()["counts"] == found.counts
    none = check("vgg", verdict="differs")
    assert none.failing is None
    assert none.document().title == "check: no published row"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"verdict": "wrong"}, "allowed: agrees, explained, undetermined, unreproduced, differs"),
        ({"verdict": "agree"}, "did you mean agrees?"),
        ({"metrics": "weight"}, "allowed: params, mult_adds"),
        ({"metrics": ["mac"]}, "unknown metric 'mac'"),
        ({"verdict": 3}, "'3' is no verdict"),
        ({"paper": "nobody"}, "unknown paper 'nobody'; allowed: "),
        ({"paper": " "}, "unknown paper ' '"),
        ({"paper": 3}, "unknown paper '3'"),
    ],
)
def test_what_no_row_has_is_refused_with_what_they_have(chosen: dict[str, Any], words: str) -> None:
    with pytest.raises(CostModelError) as refused:
        check("vgg", **chosen)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_papers_are_called_by_as_much_as_tells_them_apart() -> None:
    assert papers(["A 2016, Net, arXiv 1", "A 2016, Net repository", "B and C 2017, Other", "B and C 2017, Other"]) == {
        "A 2016, Net, arXiv 1": "A 2016, Net",
        "A 2016, Net repository": "A 2016, Net repository",
        "B and C 2017, Other": "B and C 2017",
    }
    assert papers(["X 2016", "X 2016, second"]) == {"X 2016": "X 2016", "X 2016, second": "X 2016, second"}


def test_no_two_rows_of_different_papers_look_alike() -> None:
    """Four rows of three papers were all called `Table 2, Xception` on a narrow page."""
    (table,) = published_numbers("", report("xception").published)
    sources = [row[0] for row in table.rows if "Table 2, Xception" in row[0]]
    assert sources == 2 * ["Zoph et al. 2018, Table 2, Xception"] + 2 * ["Tan and Le 2019, Table 2, Xception"]
    assert all(column.priority == 0 for column in table.columns)


def test_what_several_tables_print_alike_stands_once_in_a_report() -> None:
    judged = report("mobilenet").published
    table, parts = published_numbers("", judged)
    places = [row[0] for row in table.rows if row[1:3] == ["mult_adds", "569 M"]]
    assert len(places) == 1
    assert places[0].startswith("Howard et al. 2017, Tables 4, 6, 7, 8; Hu et al. 2019, Table 3; ")
    assert len(table.rows) + len(parts.rows) < len(judged) == len(published_table("", judged).rows)
    (one,) = [row[0] for row in parts.rows if row[2] == "3.06 %"]
    assert one == "Howard et al. 2017, Table 2, Conv DW 3x3: of DWConv 3x3"


def test_the_convention_of_a_row_is_named_where_it_is_not_the_pages() -> None:
    judged = report("xception").published
    assert any(note.endswith("counted as timm does: timm's benchmark counts with fvcore") for note in noted(judged, "paper"))
    assert not any("counted as timm" in note for note in noted(judged, "timm"))
    assert noted(judged, "timm")[-1].endswith("and by paper where it says nothing; the numbers above are by timm")


def noted(judged: tuple[Judged, ...], page: str) -> list[str]:
    return list(published_table("", judged, page).footnoted().notes)


def test_columns_are_judged_whole_whatever_is_asked_for() -> None:
    """Table 8 of MobileNets has rows of three architectures; the reason of VGG's would spoil MobileNet's."""
    found = check("vgg")
    assert {one.row.architecture for one in found.judged} == {"vgg"}
    asked = {one.row.id: one for one in check().judged}
    assert [asked[one.row.id] for one in found.judged] == list(found.judged)
    assert found.selective == sum(one.selective for one in found.judged) > 0
    assert sum(paper["columns"] for paper in found.settled) == len(found.columns)
    assert 0 < sum(paper["settled"] for paper in found.settled) < len(found.columns)


def test_a_frame_has_the_rows_of_the_record() -> None:
    pandas = pytest.importorskip("pandas")
    found = check(["vgg", "alexnet"])
    pandas.testing.assert_frame_equal(found.to_pandas(), pandas.DataFrame(found.record()["rows"]))
