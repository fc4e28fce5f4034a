"""What `formula` says of one law, and its value at given sizes."""

import pytest

import costmodel
from costmodel.errors import CostModelError


def test_a_law_says_what_it_means_and_how_to_evaluate_it() -> None:
    document = costmodel.formula("separable_to_standard").document()
    assert document.lines[0].startswith("The reduction in computation: ")
    assert document.lines[1].startswith("equation of Howard et al. 2017")
    assert document.lines[2] == "its value at sizes: --set D_K=...,N=..."


def test_a_value_needs_the_symbols_that_are_left_and_no_others() -> None:
    """Equation 5 of MobileNets is of M, N, D_K and D_F, and the first and the last cancel."""
    some = costmodel.formula("separable_to_standard", {"N": "256", "D_K": 3})
    assert some.document().lines[2] == "at N=256, D_K=3: 265/2304 = 0.115017"
    every = costmodel.formula("separable_to_standard", {"N": "256", "D_K": 3, "M": 64, "D_F": 14})
    assert some.laws[0].value == every.laws[0].value
    with pytest.raises(CostModelError, match="also needs D_K; allowed: --set D_K,N"):
        costmodel.formula("separable_to_standard", {"N": 256})
    with pytest.raises(CostModelError, match="separable_to_standard takes "):
        costmodel.formula("separable_to_standard", {"N": 256, "D_K": 3, "x": 1})


def test_a_claim_says_where_it_holds() -> None:
    law, _ = costmodel.formula("bottleneck_is_no_dearer").document().tables
    assert {what: str(answer) for what, answer in law.rows} == {
        "margin": "c**2/16",
        "holds": "everywhere",
        "equality": "nowhere",
    }
    assert law.notes == ["a claim holds where its margin is not negative"]
