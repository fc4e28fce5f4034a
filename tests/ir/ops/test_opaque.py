"""A network with an op of which nothing is known has no total, whatever is asked; counted in part it has a least."""

from collections.abc import Callable
from typing import Any

import pytest

import costmodel
from costmodel import Counting, Graph, Network
from costmodel.errors import CostModelError
from costmodel.formulas.counting import Incomplete
from costmodel.formulas.metrics import cost
from costmodel.ir.ops import Opaque
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work


def network(resolution: costmodel.Side = 16) -> Graph:
    net = Network(side=resolution)
    with net.scope("body"):
        x = net.conv(net.input, 8, 3)
        x = net.apply(Opaque("custom::op", (8, 4, 4)), x, name="first")
        x = net.apply(Opaque("custom::op", (8, 4, 4)), x, name="second")
        x = net.apply(Opaque("other::op", (8, 4, 4)), x)
    return net.classify(x, 10)


QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "cost": lambda subject: cost(subject if isinstance(subject, Graph) else subject()),
    "report": lambda subject: costmodel.report(subject).totals,
    "guidelines": costmodel.guidelines,
    "conventions": costmodel.conventions,
    "reconcile": lambda subject: costmodel.reconcile(subject, {"mult_adds": "1M"}),
    "compare": lambda subject: costmodel.compare([subject, "mobilenet"]),
    "solve": lambda subject: costmodel.solve(subject, ["resolution"], {"mult_adds": "1M"}),
    "sweep": lambda subject: costmodel.sweep(subject, {"resolution": "8,16"}, metrics=["mult_adds"]),
    "symbolic": lambda subject: costmodel.closed_form(subject, ["resolution"], metrics=["mult_adds"]),
    "elasticities": lambda subject: costmodel.elasticities(subject, metrics=["mult_adds"]),
}
NEED_KNOBS = ("solve", "sweep", "symbolic", "elasticities")


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_names_what_is_not_known(question: str) -> None:
    subject = network if question in NEED_KNOBS else network()
    with pytest.raises(CostModelError) as caught:
        str(QUESTIONS[question](subject))
    message = str(caught.value)
    assert "nothing is known of 2 ops: custom::op (2 at body/first), other::op (at body/opaque)" in message
    assert "\n" not in message


@pytest.mark.parametrize("metric", list(costmodel.cost(costmodel.build("mobilenet"))))
def test_no_metric_leaves_it_out(metric: str) -> None:
    """Not even one that needs no work, such as the peak: what the op holds inside is not known."""
    with pytest.raises(Incomplete):
        cost(network(), metrics=[metric])


def test_counted_in_part_it_is_a_least() -> None:
    partial = Counting(partial=True)
    totals = cost(network(), partial)
    assert totals["mult_adds"] == 16 * 16 * 8 * 27 + 80
    assert costmodel.report(network(), counting=partial).totals == totals
    assert cost(network(), partial, metrics=["params"])["params"] == 8 * 27 + 90


def test_an_op_of_another_program_states_its_shape() -> None:
    op = Opaque("custom::op", (8, 4))
    assert (op.out(Shape(3), Shape(4)), op.type, op.kind) == ((8, 4), "custom::op", "Opaque")
    assert op.work(Shape(8, 4), Shape(3)) == Work()
    with pytest.raises(CostModelError, match="shape cannot be '8'"):
        Opaque("custom::op", 8).out()  # type: ignore[arg-type]
