"""Elasticities are the slope of the law: checked by hand, by Euler's rule, and by real finite differences."""

import json
from fractions import Fraction

import pytest

from costmodel import elasticities
from costmodel.archs import build
from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost
from costmodel.questions.elasticities import elasticity
from costmodel.questions.symbolic import closed_form, symbol, tidy


def test_mobilenet_by_hand() -> None:
    """f = A*alpha**2*rho**2 + B*alpha*rho**2 + C*alpha: x/f * df/dx is (2A + B + C)/f and 2(A + B)/f at 1."""
    a, b, c = 539492352, 28224000, 1024000
    table = elasticities("mobilenet", metrics=["mult_adds"]).by_knob
    assert table["alpha"]["mult_adds"] == Fraction(2 * a + b + c, a + b + c)
    assert table["rho"]["mult_adds"] == table["resolution"]["mult_adds"] == Fraction(2 * (a + b), a + b + c)
    assert table["classes"]["mult_adds"] == Fraction(c, a + b + c)


@pytest.mark.parametrize(
    ("name", "knob", "step"), [("mobilenet", "resolution", 32), ("resnext", "cardinality", 1), ("densenet", "growth", 1)]
)
def test_it_is_what_the_exact_rules_do_nearby(name: str, knob: str, step: int) -> None:
    """Quadratic in these knobs, so that the central difference is the derivative itself."""
    found = elasticities(name, metrics=["mult_adds"])
    at = found.values[knob]
    below, middle, above = (cost(build(name, **{knob: int(at) + d}))["mult_adds"] for d in (-step, 0, step))
    assert found.by_knob[knob]["mult_adds"] == at / middle * Fraction(above - below, 2 * step)


def test_a_configuration_of_ones_own() -> None:
    found = elasticities("mobilenet", {"alpha": "0.5", "resolution": 160}, metrics="params")
    assert found.values["alpha"] == Fraction(1, 2)
    form = closed_form("mobilenet", ["alpha"], metrics=["params"])
    assert found.by_knob["alpha"]["params"] == elasticity(form.metrics["params"], "alpha", Fraction(1, 2))
    assert found.by_knob["resolution"]["params"] == 0


def test_where_branches_meet_the_one_that_takes_over_counts() -> None:
    from sympy import Max

    alpha = symbol("alpha")
    expression = Max(tidy(3 * alpha**2), Max(alpha, 2) + 1)
    assert elasticity(expression, "alpha", Fraction(1)) == 2
    assert elasticity(expression, "alpha", Fraction(1, 2)) == 0
    widens = elasticities("mobilenet_v2", metrics=["params"]).by_knob["alpha"]["params"]
    thins = elasticities("mobilenet_v2", {"alpha": "0.99"}, metrics=["params"]).by_knob["alpha"]["params"]
    assert widens > thins + Fraction(1, 5), "the last convolution widens but never thins"


def test_the_record_and_the_table() -> None:
    found = elasticities("densenet")
    made = found.record()
    assert made["schema"] == "costmodel/elasticities-1"
    assert made["elasticities"]["resolution"]["mult_adds"] == {
        "exact": str(found.by_knob["resolution"]["mult_adds"]),
        "value": 1.999,
    }
    assert json.loads(json.dumps(made)) == made
    rows = {row[0]: row for row in found.document().tables[0].rows}
    assert set(rows) == {"resolution", "classes", "channels", "growth", "compression"}
    assert rows["compression"][1] == "0.5"


def test_a_network_too_large_for_a_closed_form_is_refused_before_one_is_made() -> None:
    with pytest.raises(CostModelError, match="mobilenet_v2 has 15002 operations; allowed: up to 10000 for a closed form"):
        elasticities("mobilenet_v2", {"depth": 100})


def test_bad_requests() -> None:
    for knobs in ({"alpha": "__import__('os')"}, {"nope": 1}):
        with pytest.raises(CostModelError):
            elasticities("mobilenet", knobs)
    with pytest.raises(CostModelError, match="unknown metric"):
        elasticities("mobilenet", metrics=["nope"])
