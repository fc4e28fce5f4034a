"""What would tell several explanations of one number apart: what another metric comes to under each."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS as ALL
from costmodel.published.basis import Basis
from costmodel.published.print import tolerance
from costmodel.published.totals import Measure, Totals
from costmodel.questions.reconcile.explanation import Explanation
from costmodel.questions.reconcile.reconciled import Reconciled, in_short
from costmodel.subjects import Subject

METRICS = ("params", "mult_adds", "activations")  # what papers print beside each other
SAME = {"flops": "mult_adds", "weight_bytes": "params"}  # what tells no more than the printed number
CARRIED = ("convention", "without", "batch", "written")  # what holds whatever is counted


def told_apart(number: Reconciled, subject: Subject, part: str | None, counting: Counting, limit: int) -> Reconciled:
    """The same, with what other metrics come to under the first explanations, and which of them differs most."""
    if number.nearest or len(number.shown) < 2:
        return number
    metrics = [metric for metric in METRICS if metric != SAME.get(number.metric, number.metric)]

    def told(ones: tuple[Explanation, ...]) -> tuple[Explanation, ...]:
        first = (replace(one, elsewhere=_elsewhere(one, subject, part, counting, metrics)) for one in ones[:limit])
        return (*first, *ones[limit:])

    found = replace(number, explanations=told(number.explanations), possible=told(number.possible))
    return replace(found, apart=_most_different(found.shown[:limit], metrics))


def other_metrics(number: Reconciled, network: Totals, counting: Counting) -> tuple[str, ...]:
    """The metrics whose totals of a network print the digits of a number that was said to be of another one."""
    holds = tolerance(number.printed.digits, number.printed.unit).holds
    found = []
    for name in ALL:
        with suppress(CostModelError):  # a part has no depth
            if holds(Fraction(network.of(Measure.of(Basis(metric=name), counting)))):
                found.append(name)
    return tuple(found)


def _elsewhere(
    one: Explanation, subject: Subject, part: str | None, counting: Counting, metrics: Iterable[str]
) -> tuple[tuple[str, Fraction], ...]:
    """Metrics, each with its total in single units, where the explanation leaves something to count."""
    said = one.agrees_when
    totals = Totals(subject.built(subject.read(said.knobs)))
    counted = totals if part is None else totals.part(part)
    carried = {name: getattr(said, name) for name in CARRIED if name in said.model_fields_set}
    found = []
    for metric in metrics:
        try:
            found.append((metric, Fraction(counted.of(Measure.of(Basis(metric=metric, **carried), counting)))))
        except CostModelError:
            continue
    return tuple(found)


def _most_different(shown: Iterable[Explanation], metrics: Iterable[str]) -> str | None:
    """The metric that comes to the most different numbers, as papers print them; None where none comes to two."""
    values = [dict(one.elsewhere) for one in shown]
    different = {metric: len({in_short(one[metric]) for one in values if metric in one}) for metric in metrics}
    best = max(different, key=lambda metric: different[metric])
    return best if different[best] > 1 else None
