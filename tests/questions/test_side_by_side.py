"""What stands side by side: all conventions, or those that are asked for, with the versions of a tool."""

import pytest

import costmodel
from costmodel.answers.formats import Page, render
from costmodel.errors import CostModelError, UnknownName
from costmodel.formulas.counting import Counting
from costmodel.ir.ops.opaque import Opaque
from costmodel.questions.conventions import KINDS


def test_a_name_stands_for_every_version_of_a_tool() -> None:
    made = costmodel.conventions("mobilenet", only=["ptflops", "thop", "paper"])
    names = [reading.convention.name for reading in made.readings]
    assert names == [name for name in costmodel.CONVENTIONS if name.startswith(("paper", "ptflops-", "thop"))]
    assert len(names) > 6
    assert costmodel.conventions("mobilenet", only="thop-0-0-22").readings[0].values == made["thop-0-0-22"].values


@pytest.mark.parametrize("name", ["tho", "thop-", "", 3])
def test_a_part_of_a_name_is_none(name: str) -> None:
    with pytest.raises(UnknownName, match="unknown convention"):
        costmodel.conventions("mobilenet", only=[name])


def test_mistakes_are_told_of_those_that_are_asked_for_and_what_was_only_read_is_said() -> None:
    every, one = costmodel.conventions("mobilenet"), costmodel.conventions("mobilenet", only="thop-0-0-22")
    assert "known mistakes of" not in render(every, "table")
    assert "known mistakes of thop-0-0-22: a bias" in " ".join(render(one, "table").split())
    unmeasured = [name for name, one in costmodel.CONVENTIONS.items() if not one.measured]
    assert f"not held against what it prints: {', '.join(unmeasured)}" in " ".join(render(every, "table").split())


def test_the_numbers_stand_by_kind_and_against_the_papers_count() -> None:
    made = costmodel.conventions("resnet")
    assert [table.title for table in made.document().tables] == list(KINDS)
    rows = {row[1]: row for row in made.table().rows}
    assert set(rows) == set(costmodel.CONVENTIONS)
    assert [rows[name][0] for name in ("strict", "thop", "thop-0-0-22", "ptflops-0-6", "ptflops-aten")] == [
        KINDS[0], KINDS[1], KINDS[2], KINDS[2], KINDS[1],
    ]  # fmt: skip
    place = [column.name for column in made.table().columns].index("ops apart")
    assert [rows[name][place] for name in ("paper", "thop-0-0-22", "torchinfo", "darknet", "torchsummary")] == [
        "same", "+1.33 %", "+<0.01 %", "-0.05 %", None,
    ]  # fmt: skip
    assert made.document().headline == "multiply-adds: thop-0-0-22 counts the most, 1.33 % above paper"


def test_a_page_of_all_is_short_and_what_they_count_is_told_where_it_is_asked_for() -> None:
    short = render(costmodel.conventions("resnet"), "table", Page(80))
    assert "fully connected layers" not in short
    assert short.count("\n") < 70
    assert max(map(len, short.splitlines())) <= 80
    told = render(costmodel.conventions("resnet", explained=True), "table", Page(80))
    assert "known mistakes of thop" in told
    assert "fully connected layers" in told


def test_an_op_that_nobody_knows_is_left_out_where_that_is_allowed() -> None:
    net = costmodel.Network(channels=3, side=8)
    x = net.apply(Opaque("mystery", (4, 8, 8)), net.conv(net.input, 4, 3))
    graph = net.classify(x, 2)
    with pytest.raises(CostModelError, match="mystery"):
        costmodel.conventions(graph)
    made = costmodel.conventions(graph, partial=True)
    assert "ops of which nothing is known are left out" in made.document().lines
    assert made["paper"].values["mult_adds"] == costmodel.cost(graph, Counting(partial=True))["mult_adds"]


def test_symbols_that_cancel_out_leave_an_int() -> None:
    """Darknet counts no fully connected layer, so that its total does not depend on the classes."""
    answer = costmodel.conventions("mobilenet", {"classes": costmodel.symbol("n")})
    assert "1,135,432,704" in render(answer, "table")
    assert type(answer["darknet"].values["flops"]) is int
