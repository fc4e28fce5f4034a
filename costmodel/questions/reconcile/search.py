"""Someone's number for a network, and the ways of counting under which it holds.

The lattice of `costmodel.questions.reconcile.deviations` is searched whole: networks times ways to count times ways to print,
up to a total cost.
What is listed is minimal: no decision of an explanation can be left out. The simplest stands first; among equally simple
ones the one whose value lies nearest to the print.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, NamedTuple

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError, quoted
from costmodel.formulas.conventions import Convention, convention
from costmodel.formulas.counting import STANDARD, AsCounting
from costmodel.formulas.counting import Counting as Counted
from costmodel.formulas.metrics import METRICS, Metric, cost
from costmodel.formulas.metrics import metric as named_metric
from costmodel.ir.graph import Graph
from costmodel.numbers.show import as_printed, plain, shown
from costmodel.numbers.text import Printed
from costmodel.numbers.text import printed as as_it_stands
from costmodel.numbers.units import contradicts
from costmodel.published.print import prints_as
from costmodel.published.row import Counting
from costmodel.published.verdict import TALLIES, belongs
from costmodel.questions.asked import PrintedNumbers, counted
from costmodel.questions.reconcile.deviations import (
    AS_STATED,
    Choice,
    Deviation,
    Printing,
    Stated,
    Sums,
    networks,
    printings,
    tallied,
)
from costmodel.subjects import AsSubject, Knobs, Subject, subject

SCHEMA = "costmodel/reconcile-1"
MOST = 9  # total cost: three or four decisions together; beyond that anything explains anything
PLAIN_MISS = 4  # a near miss takes one decision
NEAREST = 3


@dataclass(frozen=True)
class Explanation:
    """One way in which the print holds.

    Attributes:
        deviations: the decisions it takes, beyond what was stated; none where the number simply agrees.
        agrees_when: the same as fields of a published row.
        value: what is computed under it, in single units.
    """

    deviations: tuple[Deviation, ...]
    agrees_when: Counting
    value: Fraction

    @property
    def cost(self) -> int:
        return sum(deviation.cost for deviation in self.deviations)

    @property
    def words(self) -> str:
        return ", ".join(deviation.words for deviation in self.deviations) or "agrees as stated"

    @property
    def toml(self) -> str:
        """What a published row says to be explained so; empty where it agrees."""
        fields = self.agrees_when.model_dump(exclude_unset=True)
        return f"agrees_when = {_toml(fields)}" if fields else ""

    def record(self) -> dict[str, Any]:
        """One entry of `reconcile --format json`."""
        return {
            "cost": self.cost,
            "explanation": self.words,
            "computed": plain(self.value),
            "agrees_when": self.agrees_when.model_dump(mode="json", exclude_unset=True),
            "deviations": [deviation._asdict() for deviation in self.deviations],
        }


@dataclass(frozen=True)
class Reconciled:
    """One printed number.

    Attributes:
        computed: under what is stated, in single units.
        explanations: the minimal ones, simplest first.
        nearest: where there is none, what comes nearest with one decision.
    """

    metric: str
    printed: Printed
    computed: Fraction
    explanations: tuple[Explanation, ...]
    nearest: tuple[Explanation, ...] = ()

    @property
    def outcome(self) -> str:
        """In words: how many explanations there are, and what the first is worth."""
        if not self.explanations:
            return "no explanation within reach"
        if not self.explanations[0].deviations:
            return "agrees as stated"
        return "one explanation" if len(self.explanations) == 1 else f"{len(self.explanations)} explanations, simplest first"


@dataclass(frozen=True, eq=False, repr=False)
class Reconciliation(Answer):
    """Printed numbers of one network.

    Attributes:
        limit: how many explanations people are shown of each number; the record has them all.
    """

    name: str
    knobs: dict[str, str]
    convention: str
    numbers: tuple[Reconciled, ...]
    limit: int = 8

    def record(self) -> dict[str, Any]:
        """The contract of `reconcile --format json`."""
        return {
            "schema": SCHEMA,
            "architecture": self.name,
            "knobs": self.knobs,
            "convention": self.convention,
            "numbers": [
                {
                    "metric": one.metric,
                    "printed": str(one.printed),
                    "computed": plain(one.computed),
                    "outcome": one.outcome,
                    "explanations": [explanation.record() for explanation in one.explanations],
                    "nearest": [explanation.record() for explanation in one.nearest],
                }
                for one in self.numbers
            ],
        }

    def document(self) -> Document:
        """The reconciliation for people."""
        given = ", ".join(f"{knob} {value}" for knob, value in self.knobs.items())
        return Document(
            self.name,
            [f"{given or 'all knobs at their defaults'}; convention {self.convention}"],
            [self._table(one) for one in self.numbers],
        )

    def _table(self, one: Reconciled) -> Table:
        shown = one.explanations[: self.limit] or one.nearest
        rows = [[way.cost, way.words, self._in_unit(one, way), way.toml] for way in shown]
        columns = [Column("cost", "integer"), Column("explanation"), Column("computed"), Column("in a row", priority=1)]
        stated = as_printed(one.computed, one.printed.digits, one.printed.unit)
        title = f"{one.metric} {one.printed}: {one.outcome}; as stated it is {stated} {one.printed.unit}".strip()
        notes = [] if one.explanations else ["These come nearest with one decision each; none of them prints the digits."]
        if more := len(one.explanations) - self.limit:
            notes += [f"{more} more that cost as much or more."] if more > 0 else []
        return Table(title, columns, rows, notes)

    def _in_unit(self, one: Reconciled, way: Explanation) -> str:
        unit = way.agrees_when.unit or one.printed.unit
        return f"{as_printed(way.value, one.printed.digits, unit)} {unit}".strip()


def reconcile(
    network: AsSubject,
    printed: PrintedNumbers,
    knobs: Knobs = None,
    *,
    part: str | None = None,
    counting: AsCounting = "paper",
    limit: Annotated[int, counted(1, 10**6)] = 8,
) -> Reconciliation:
    """Someone's number for a network: the ways of counting under which it holds, simplest first.

    Args:
        network: a family's name, a function, a graph, a space. One without knobs has no other networks to try.
        printed: the numbers by metric, as text with a unit, such as `{"mult_adds": "290M"}`.
        knobs: of the network, as text or numbers.
        part: a type, kind or scope, where only that part of the network was counted.
        counting: what the source states.
        limit: how many explanations people are shown of each number.

    Raises:
        CostModelError: if a name, knob or number is not allowed, or no number is given.
    """
    if not isinstance(printed, Mapping) or not printed:
        raise CostModelError("no number is given", given=printed, allowed=f"{', '.join(METRICS)}, such as mult_adds 290M")
    meant, stated = subject(network, knobs), Counted.of(counting)
    texts = {name: read(text, named_metric(name)) for name, text in printed.items()}
    numbers = tuple(reconciled(meant, name, text, Counting(), part, stated) for name, text in texts.items())
    given = {knob: str(shown(value)) for knob, value in meant.given.items()}
    return Reconciliation(meant.name, given, stated.convention.name, numbers, limit)


def read(text: object, metric: Metric) -> Printed:
    """A printed number with its unit.

    Raises:
        CostModelError: if it is none, not above 0, or in a unit that the metric does not have.
    """
    found = as_it_stands(text)
    if contradicts(found.counted, metric.unit):
        raise CostModelError(f"{metric.name} is counted in {metric.unit}, not in {found.counted}: {quoted(text)}", given=text)
    return found


def reconciled(
    network: Subject,
    metric: str,
    printed: Printed,
    stated: Counting,
    part: str | None = None,
    counting: Counted = STANDARD,
) -> Reconciled:
    """One printed number under what its source states.

    Raises:
        CostModelError: if a name or knob is not allowed, or the network lacks the part.
    """
    stated = stated.model_copy(update={"unit": printed.unit})
    first, *others = _candidates(network, metric, stated, part, counting)
    ways = [way for group in (first, *others) for way in group]
    computed = Fraction(first[0].value)
    explanations = _minimal(_holding(ways, printed, printings(printed.digits, stated), stated), computed)
    misses = [] if explanations else _nearest(ways, printed)
    return Reconciled(metric, printed, computed, tuple(explanations), tuple(misses))


class _Candidate(NamedTuple):
    """A value and the decisions that lead to it, before it is printed."""

    network: Choice
    way: Choice
    value: Any

    @property
    def cost(self) -> int:
        return self.network.cost + self.way.cost

    @property
    def choice(self) -> Choice:
        return self.network.and_(self.way.deviations, self.way.fields)


def _candidates(
    network: Subject, metric: str, stated: Counting, part: str | None, counting: Counted
) -> Iterator[list[_Candidate]]:
    """The values of each network, the one that was named first."""
    network.read()  # a bad knob of the user's is an error; one of the lattice is skipped
    for place, (choice, spec) in enumerate(networks(network)):
        try:
            values = list(_values(network, spec, part, metric, stated, counting))
        except CostModelError:
            if not place:
                raise
            continue
        yield [_Candidate(choice, way, value) for way, value in values if choice.cost + way.cost <= MOST]


def _values(
    network: Subject, spec: Spec, part: str | None, metric: str, stated: Counting, given: Counted
) -> Iterator[tuple[Choice, Any]]:
    counting, bits = _stated_convention(stated, metric, given), stated.bits or given.bits
    tally_name = TALLIES.get(metric, metric)
    if not hasattr(counting, tally_name):  # a fold over the network, which no tally changes
        if part is not None:
            raise CostModelError(f"{metric} is a property of whole networks; it has no parts")
        whole = cost(network.built(spec), Counted(counting, bits), [metric])[metric]
        yield AS_STATED, Fraction(whole) * Fraction(stated.factor or 1)
        return
    sums = _sums(network, spec, part)
    scale = Fraction(bits, 8) if metric == "weight_bytes" else 1
    tally = tuple(getattr(counting, tally_name).items())
    about = Stated(metric, tally_name, tally, counting.without, stated.factor, counting.name, sums.scopes, sums.kinds)
    for way in tallied(about):
        yield way.choice, sums.of(way, tally_name) * way.factor * scale


@lru_cache(maxsize=1024)  # several numbers of one network are looked for among the same networks
def _sums(network: Subject, spec: Spec, part: str | None) -> Sums:
    return Sums(_part_of(network.built(spec), part))


def _stated_convention(stated: Counting, metric: str, given: Counted) -> Convention:
    counting = convention(stated.convention) if stated.convention else given.convention
    if stated.counts is not None:
        tally: dict[str, Any] = {TALLIES.get(metric, metric): stated.counts}
        counting = replace(counting, **tally)
    return counting if stated.without is None else replace(counting, without=frozenset(stated.without))


def _part_of(graph: Graph, part: str | None) -> Graph:
    if part is None:
        return graph
    nodes = tuple(node for node in graph.nodes if belongs(node, part))
    if not nodes:
        raise CostModelError(f"the network has no part {part!r}")
    return replace(graph, nodes=nodes)


def _holding(
    ways: Iterable[_Candidate], printed: Printed, readings: list[Printing], stated: Counting
) -> Iterator[tuple[_Candidate, Explanation]]:
    """The candidates that print the digits."""
    least, most = min(reading.least for reading in readings), max(reading.most for reading in readings)
    for way in ways:
        if not least <= way.value <= most:
            continue
        for reading in readings:
            if way.cost + reading.choice.cost > MOST or not reading.least <= way.value <= reading.most:
                continue
            fields = reading.choice.fields
            value = Fraction(way.value)
            if prints_as(
                value,
                printed.digits,
                fields.get("unit", printed.unit),
                fields.get("rounding", stated.rounding or "nearest"),
                fields.get("digits", stated.digits),
            ):
                both = way.choice.and_(reading.choice.deviations, fields)
                yield way, Explanation(both.deviations, Counting(**both.fields), value)


def _minimal(found: Iterable[tuple[_Candidate, Explanation]], computed: Fraction) -> list[Explanation]:
    """The simplest first; of those that differ in words only the cheapest; none that holds with a decision less.

    Among equally simple ones fewer decisions stand first, and then the smallest departure from what was stated.
    """

    def order(pair: tuple[_Candidate, Explanation]) -> tuple[Any, ...]:
        one = pair[1]
        return one.cost, len(one.deviations), abs(one.value - computed), one.words

    kept: list[Explanation] = []
    simpler: list[set[str]] = []  # in words: what a decision costs depends on the others
    same: set[tuple[Any, ...]] = set()
    for way, one in sorted(found, key=order):
        printing = one.agrees_when
        key = (way.network.deviations, one.value, printing.unit, printing.rounding, printing.digits)
        decisions = {deviation.words for deviation in one.deviations}
        if any(fewer <= decisions for fewer in simpler):
            continue
        simpler.append(decisions)
        if key not in same:
            same.add(key)
            kept.append(one)
    return kept


def _nearest(ways: Iterable[_Candidate], printed: Printed) -> list[Explanation]:
    """What comes nearest with one decision, each value once."""
    plain = sorted((way for way in ways if way.cost <= PLAIN_MISS), key=lambda way: (abs(way.value - printed.value), way.cost))
    found: dict[Fraction, Explanation] = {}
    for way in plain:
        value = Fraction(way.value)
        found.setdefault(value, Explanation(way.choice.deviations, Counting(**way.choice.fields), value))
        if len(found) == NEAREST:
            break
    return list(found.values())


def _toml(value: Any) -> str:
    """A value as TOML would have it on one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_toml(item)}' for key, item in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int) else f'"{value}"'


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{key}"'
