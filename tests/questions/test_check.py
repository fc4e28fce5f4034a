"""Does the literature agree: what `check` answers, and that every format can hold all of it."""

import pytest

from costmodel.errors import CostModelError
from costmodel.published.literature import rows
from costmodel.questions.check import check


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
    found = check(["vgg", "resnet", "mobilenet"])
    *tables, papers = found.document().tables
    assert len({tuple(table.columns) for table in tables}) == 1
    assert sum(len(table.rows) for table in tables) == len(found.judged)
    assert sum(found.counts.values()) == len(found.judged)
    assert not found.differing
    assert len(found.table().rows) == len(found.judged)
    assert [dict(zip(("paper", "columns", "settled"), row, strict=True)) for row in papers.rows] == found.settled


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
    assert found.to_pandas().to_dict("records") == pandas.DataFrame(found.record()["rows"]).to_dict("records")
