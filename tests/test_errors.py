"""Errors carry what is wrong, what was given and what is allowed; they pickle; their tree is drawn where it is defined."""

import pickle
import re
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import costmodel
from costmodel import errors
from costmodel.errors import LONGEST, CostModelError, UnknownName, meant, nearest

EXTRAS = ("torch",)


def family(of: type[CostModelError] = CostModelError) -> set[type[CostModelError]]:
    return {of}.union(*(family(child) for child in of.__subclasses__()))


def every_error() -> list[type[CostModelError]]:
    for module in walk_packages(costmodel.__path__, "costmodel."):
        try:
            if not module.name.endswith("__main__"):
                import_module(module.name)
        except ModuleNotFoundError as missing:
            if missing.name not in EXTRAS:  # which only the files that need them import
                raise
    return sorted((one for one in family() if one.__module__.startswith("costmodel.")), key=lambda one: one.__name__)


def test_the_tree_is_drawn_with_every_error() -> None:
    assert set(re.findall(r"── (\w+)", errors.__doc__ or "")) == {one.__name__ for one in every_error()} - {"CostModelError"}


@pytest.mark.parametrize("error", every_error(), ids=lambda one: one.__name__)
def test_an_error_survives_a_pickle(error: type[CostModelError]) -> None:
    made = error.__new__(error)
    CostModelError.__init__(made, "it is wrong", given=3, allowed="4")
    again = pickle.loads(pickle.dumps(made.at("here")))
    assert type(again) is error
    assert str(again) == "here: it is wrong; allowed: 4"
    assert (again.wrong, again.given, again.allowed) == ("it is wrong", 3, "4")


def test_an_unknown_name_survives_a_pickle() -> None:
    error = UnknownName("metric", "mult_ads", ["mult_adds", "params"])
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == "unknown metric 'mult_ads'; did you mean mult_adds?"
    assert again.names == ["mult_adds", "params"]


FAMILIES = ["densenet", "mobilenet", "mobilenet_v2", "nasnet", "resnet", "resnext", "senet", "squeezenet", "wide_resnet"]


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("resnet5", ["resnet", "resnext"]),
        ("Mobile-Net_V4", ["mobilenet_v2", "mobilenet"]),
        ("convnext", []),
        ("sqeezenet", ["squeezenet", "senet"]),
        ("wide", ["wide_resnet"]),
        ("xx", []),
        ("", []),
    ],
)
def test_how_a_name_begins_weighs_more_than_letters_in_common(given: str, near: list[str]) -> None:
    assert nearest(given, FAMILIES) == near


@pytest.mark.parametrize("given", ["peak_memory", "peak-memory", "Peak Memory", "PEAKMEMORY", " peak_memory "])
def test_case_dashes_and_underscores_do_not_matter(given: str) -> None:
    assert meant("metric", given, ["params", "peak_memory"]) == "peak_memory"


@pytest.mark.parametrize("given", ["-3", "3", "peakmemories", "", None, 3])
def test_nothing_else_is_meant(given: object) -> None:
    with pytest.raises(UnknownName):
        meant("metric", given, ["-3x", "peak_memory"])


def test_what_may_be_either_of_two_is_neither() -> None:
    with pytest.raises(UnknownName, match="did you mean a_b or ab"):
        meant("knob", "a-b", ["a_b", "ab", "c"])
    assert meant("knob", "ab", ["a_b", "ab", "c"]) == "ab"


@pytest.mark.parametrize("number", [30, 100, 10**5])
@pytest.mark.parametrize("place", ["", "net.py:make", "x" * (LONGEST - 100)])
def test_a_list_of_names_is_cut_at_a_whole_name(number: int, place: str) -> None:
    names = [f"stage{index}/block" for index in range(number)]
    line = str(UnknownName("layer", "?", names).at(place))
    told, _, more = line.partition("allowed: ")[2].partition(" ... and ")
    kept = told.split(", ")
    assert len(line) <= LONGEST
    assert kept == names[: len(kept)]
    assert more == (f"{number - len(kept):,} more" if len(kept) < number else "")
    assert len(kept) == number or len(line) + len(f", {names[len(kept)]}") > LONGEST  # no other name would have had room


def test_names_that_have_no_room_are_counted() -> None:
    assert str(CostModelError("wrong", allowed=["x" * LONGEST, "y"])) == "wrong; allowed: 2 names"


@pytest.mark.parametrize("text", ["\x1b]0;t\x07", "a\nb", "\u202e", "x" * 10**5, "\ud800", "é \u0660"])
def test_a_message_is_one_short_line_of_printable_characters(text: str) -> None:
    for error in (CostModelError(f"{text} is wrong"), UnknownName("name", text, ["a", "b"])):
        line = str(error)
        assert len(line) <= LONGEST
        assert line.isprintable()


def test_nothing_is_raised_anew_with_another_text() -> None:
    """`type(error)(text)` breaks errors that take something else than a text."""
    for path in Path(costmodel.__file__).parent.rglob("*.py"):
        assert "type(error)(" not in path.read_text(), path
