"""What stands side by side: all conventions, or those that are asked for, with the versions of a tool."""

import pytest

import costmodel
from costmodel.answers.formats import render
from costmodel.errors import UnknownName


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


def test_symbols_that_cancel_out_leave_an_int() -> None:
    """Darknet counts no fully connected layer, so that its total does not depend on the classes."""
    answer = costmodel.conventions("mobilenet", {"classes": costmodel.symbol("n")})
    assert "1,135,432,704" in render(answer, "table")
    assert type(answer["darknet"].values["flops"]) is int
