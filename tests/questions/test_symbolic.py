"""Closed forms equal the exact rules on their domain, and say truly where that is."""

import json
from collections.abc import Callable
from fractions import Fraction
from itertools import islice, product
from typing import Any

import pytest
import sympy

from costmodel.archs import architecture, build, names
from costmodel.archs.common.kinds import BadKnob
from costmodel.archs.common.spec import width_knob
from costmodel.errors import CostModelError
from costmodel.formulas.metrics import cost
from costmodel.numbers.expression import at
from costmodel.questions.symbolic import ClosedForm, closed_form, symbol
from costmodel.questions.symbolic.basis import basis
from costmodel.questions.symbolic.interpolation import polynomial
from costmodel.questions.symbolic.lattice import Lattice

METRICS = ["mult_adds", "params", "mac"]


def widened(name: str) -> str:
    try:
        return width_knob(architecture(name).Spec)
    except BadKnob:
        return "resolution"


def agrees(form: ClosedForm, points: int) -> int:
    """How many configurations of the domain were tried; each agreed in every metric."""
    tried = 0
    for values, exact in islice(form.points(), points):
        assert {name: at(expression, values) for name, expression in form.metrics.items()} == exact, values
        tried += 1
    return tried


@pytest.mark.parametrize("name", names())
def test_every_family_in_its_width_on_twenty_points(name: str) -> None:
    form = closed_form(name, [widened(name)], metrics=METRICS)
    choices = len(form.domain.one_of.get(widened(name), range(20)))
    assert agrees(form, 20) == min(20, choices)


@pytest.mark.parametrize(
    ("name", "free", "knobs"),
    [
        ("mobilenet", ["alpha", "rho"], {}),
        ("mobilenet_v2", ["expansion", "resolution"], {}),
        ("mobilenet_v2", ["alpha", "depth"], {}),
        ("densenet", ["growth", "depth"], {"dataset": "cifar10"}),
        ("densenet", ["growth", "depth"], {}),
        ("resnext", ["cardinality", "width"], {}),
        ("shufflenet_v1", ["groups", "scale"], {}),
        ("efficientnet", ["width", "resolution"], {}),
        ("squeezenet", ["base_e", "incr_e", "squeeze_ratio", "pct3x3"], {}),
        ("senet", ["reduction", "classes"], {}),
        ("resnet", ["reduction", "alpha"], {"se": True}),
        ("nasnet", ["repeats", "filters"], {}),
        ("inception_v3", ["resolution"], {}),
    ],
)
def test_forms_on_twenty_points_of_their_domain(name: str, free: list[str], knobs: dict[str, Any]) -> None:
    assert agrees(closed_form(name, free, knobs, metrics=METRICS), 20) == 20


def test_mobilenet_reads_as_its_law() -> None:
    form = closed_form("mobilenet", ["alpha", "rho"])
    assert str(form.metrics["mult_adds"]) == "539492352*alpha**2*rho**2 + 28224000*alpha*rho**2 + 1024000*alpha"
    assert form.exact_when == ("7*rho is whole", "32*alpha is whole", "alpha is at least 1/4")
    assert form.domains["params"].words == ("32*alpha is whole", "alpha is at least 1/4"), "parameters do not depend on rho"
    assert form.exact_at({"alpha": "0.5", "rho": "5/7"})
    assert not form.exact_at({"alpha": "0.125", "rho": 1})
    assert not form.exact_at({"alpha": 1, "rho": "0.714"})


def test_what_is_dropped_elsewhere_is_measured() -> None:
    form = closed_form("mobilenet", "alpha")
    values, part = form.elsewhere["mult_adds"]
    assert not form.exact_at(values)
    exact = cost(build("mobilenet", **{k: str(v) for k, v in values.items()}))["mult_adds"]
    assert form.evaluate("mult_adds", values) == exact * (1 + part)
    assert "mult_adds" not in closed_form("mobilenet", ["classes"]).elsewhere


@pytest.mark.parametrize(
    ("name", "free", "knobs", "words"),
    [
        ("inception_v3", "resolution", {}, "resolution = 32*n + 11 for a whole n"),
        ("senet", "reduction", {}, "reduction divides 256"),
        ("densenet", "depth", {"dataset": "cifar10"}, "depth = 6*n + 4 for a whole n"),
        ("densenet", "depth", {}, "depth is one of 121, 161, 169, 201, 264"),
        ("nasnet", "repeats", {}, "repeats is at least 2"),
        ("pnasnet", "filters", {}, "filters differs from 128"),
    ],
)
def test_domains_read_well(name: str, free: str, knobs: dict[str, str], words: str) -> None:
    assert words in closed_form(name, free, knobs, metrics="mult_adds").exact_when


def test_a_default_that_follows_a_free_knob_says_so() -> None:
    form = closed_form("densenet", ["depth"], metrics=["params"])
    assert form.knobs["growth"] == "follows depth"
    assert form.evaluate("params", {"depth": 161}) == cost(build("densenet", depth=161))["params"]


def test_a_fold_may_have_no_polynomial_where_sums_have_one() -> None:
    form = closed_form("densenet", ["growth", "depth"], {"dataset": "cifar10"})
    assert "peak_memory" not in form.metrics
    assert any(remark.startswith("peak_memory is no polynomial in depth") for remark in form.remarks)


@pytest.mark.parametrize("by", ["type", "module"])
def test_parts_add_up(by: Any) -> None:
    for name, free in [("mobilenet_v3", ["alpha"]), ("mobilenet_v2", ["depth", "alpha"])]:
        form = closed_form(name, free, metrics=["mult_adds", "params"], by=by)
        for metric, whole in form.metrics.items():
            assert sympy.expand(sum(part.get(metric, 0) for part in form.parts.values()) - whole) == 0


def test_the_record_is_the_contract() -> None:
    form = closed_form("mobilenet", ["alpha", "rho"], metrics=["mult_adds"])
    made = form.record()
    assert list(made) == ["schema", "architecture", "knobs", "free", "metrics"]
    assert made["schema"] == "costmodel/symbolic-1"
    assert made["free"] == ["alpha", "rho"]
    assert list(made["metrics"]["mult_adds"]) == ["expression", "latex", "exact_when"]
    assert json.loads(json.dumps(made)) == made
    assert "elsewhere" in str(form)


def test_python_and_latex_say_the_same() -> None:
    form = closed_form("mobilenet_v2", ["alpha", "resolution"], metrics=["mult_adds", "params"])
    functions: dict[str, Any] = {}
    exec(form.python(), functions)
    for alpha, resolution in product((1, 2, Fraction(3, 4)), (224, 160)):
        for name in form.metrics:
            value = form.evaluate(name, {"alpha": alpha, "resolution": resolution})
            assert functions[name](Fraction(alpha), Fraction(resolution)) == Fraction(str(value))
    assert r"\mathrm{mult\_adds} = 4940 \alpha^{2} \thinspace \mathrm{resolution}^{2}" in form.latex()


def test_lattices_meet_where_brute_force_says() -> None:
    lattices = [Lattice(Fraction(s, d), Fraction(o, d)) for d in (1, 2) for s in (2, 3, 4, 6) for o in range(s)]
    samples = [Fraction(i, 2) for i in range(60)]
    for a, b in product(lattices, lattices):
        both = [x for x in samples if x in a and x in b]
        met = a & b
        assert [x for x in samples if met is not None and x in met] == both


def test_a_basis_is_as_strong_as_what_it_was_made_of() -> None:
    a, b = symbol("a"), symbol("b")
    assert basis([a, a + b, a + 2 * b]) == [a, b]
    assert basis([a / 6, a / 4]) == [a / 12]
    assert basis([2 * a + b, 2 * a - b]) == [2 * a + b, 2 * b]


def test_polynomials_are_claimed_only_when_confirmed() -> None:
    def points(rule: Any, count: int) -> list[tuple[Fraction, Fraction]]:
        return [(Fraction(x), Fraction(rule(x))) for x in (1, 2, 4, 7, 11, 12, 15, 20)[:count]]

    assert polynomial(points(lambda x: 3 * x * x - x + 7, 6)) == [7, -1, 3]
    assert polynomial(points(lambda x: 3 * x * x - x + 7, 5)) is None, "three points confirm"
    assert polynomial(points(lambda x: 2**x, 8)) is None
    assert polynomial(points(lambda x: 5, 4)) == [5]


@pytest.mark.parametrize(
    ("name", "free", "knobs", "complaint"),
    [
        ("mobilenet", ["nope"], {}, "unknown knob of mobilenet 'nope'"),
        ("mobilenet", ["__import__('os').system('touch /tmp/owned')"], {}, "unknown knob of mobilenet"),
        ("mobilenet", ["variant"], {}, "variant of mobilenet is a choice"),
        ("mobilenet", ["se"], {}, "is a choice"),
        ("mobilenet", [], {}, "name each free knob once"),
        ("mobilenet", ["alpha", "alpha"], {}, "name each free knob once"),
        ("mobilenet", ["alpha"], {"alpha": 2}, "alpha is free and has the value 2"),
        ("senet", ["depth"], {}, "takes the one value 154"),
        ("squeezenet", ["freq"], {}, "mult_adds is no polynomial in freq on the values"),
        ("resnet", ["depth"], {"dataset": "cifar10"}, "mult_adds is no polynomial in depth"),
    ],
)
def test_bad_requests(name: str, free: list[str], knobs: dict[str, Any], complaint: str) -> None:
    with pytest.raises(CostModelError, match=complaint) as error:
        closed_form(name, free, knobs)
    assert "\n" not in str(error.value)


def test_values_are_checked() -> None:
    form = closed_form("mobilenet", ["alpha"], metrics=["params"])
    for values in ({}, {"alpha": 1, "rho": 1}, {"alpha": "__import__('os')"}, {"alpha": "1/0"}):
        with pytest.raises(CostModelError):
            form.evaluate("params", values)


@pytest.mark.parametrize(
    "arguments", [["--free", "nope"], ["--free", "alpha", "--metric", "x"], ["--free", "alpha", "--by", "x"], []]
)
def test_the_command_complains_in_one_line(arguments: list[str], complain: Callable[..., None]) -> None:
    complain("symbolic", "mobilenet", *arguments)


@pytest.mark.parametrize(
    ("name", "free"),
    [("inception_v3", ["resolution"]), ("squeezenext", ["width", "resolution"]), ("nasnet", ["filters", "resolution"])],
)
def test_a_peak_keeps_only_what_can_be_largest(name: str, free: list[str]) -> None:
    form = closed_form(name, free, metrics=["peak_memory"])
    assert len(str(form.metrics["peak_memory"])) < 500
    assert agrees(form, 20) == 20


def test_peak_memory_of_inception_is_one_map() -> None:
    form = closed_form("inception_v3", ["resolution"], metrics=["peak_memory"])
    assert str(form.metrics["peak_memory"]) == "32*(resolution - 5)**2"
