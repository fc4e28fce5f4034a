"""Families beside the networks of torchvision and timm: every measured fact, at every resolution."""

import json
from typing import Any

import pytest
from references import DATA, FACTS, Reason, Reference, references, settings

import costmodel
from costmodel.errors import CostModelError

ALL = references()


@pytest.mark.parametrize("reference", ALL, ids=lambda one: one.name)
def test_a_network_costs_what_it_costs_there(reference: Reference) -> None:
    """To the last digit, but for what a reason says exactly."""
    found = {setting.resolution: setting for setting in settings(reference)}
    assert found
    assert not {resolution: setting.unexplained for resolution, setting in found.items() if setting.unexplained}
    needed = {reason.name for setting in found.values() for reason in setting.why(FACTS)}
    assert needed == {reason.name for reason in reference.because}, "every reason is needed somewhere"


@pytest.mark.parametrize(
    "reference", [one for one in ALL if len(one.measured) < len(ALL[0].measured)], ids=lambda one: one.name
)
def test_where_a_network_does_not_run_there_it_is_refused_here(reference: Reference) -> None:
    for resolution in ALL[0].measured.keys() - reference.measured.keys():
        with pytest.raises(CostModelError, match="does not fit"):
            costmodel.build(reference.family, {**reference.knobs, "resolution": resolution})


def test_everything_that_was_measured_is_held() -> None:
    measured: dict[str, Any] = json.loads((DATA / "references.json").read_text())["measured"]
    assert list(measured) == [reference.name for reference in ALL]
    assert {fact for facts in measured.values() for one in facts.values() for fact in one} <= FACTS.keys()


@pytest.mark.parametrize("fact", ["mult_adds", "params", "mac", "relu6", "sum"])
def test_a_difference_is_seen(fact: str) -> None:
    reference = next(one for one in ALL if one.name == "torchvision:mobilenet_v2(width_mult=0.25)")
    facts = reference.measured[227]
    moved = reference._replace(measured={227: {**facts, fact: facts[fact] + 1}})
    assert [setting.unexplained for setting in settings(moved)] == [{fact: (facts[fact], facts[fact] + 1)}]
    excused = moved._replace(because=(Reason("one more", "because", fixed={fact: 1}),))
    assert not [setting.unexplained for setting in settings(excused) if setting.unexplained]


def test_the_page_counts_what_was_compared() -> None:
    from references import references_page

    page = references_page()
    assert "| mobilenet_v2 | torchvision | 8 | 72 | 72 | 72 | 72 | 72 | 72 |  |" in page
    assert "| inception_v4 | timm | 1 | 9 | 9 | 9 | 9 | 0 + 9 | 0 + 9 |" in page
    assert "| nasnet | timm | 1 | 9 | 9 | 9 | 9 | 0 (9) | 0 (9) |" in page
    assert "unexplained |" not in page
