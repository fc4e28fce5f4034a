"""Networks side by side: totals, ratios, types; at one budget; and, in a knob that they share, where they cross."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError, located
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.metrics import METRICS, several
from costmodel.numbers.show import rounded, shown, told
from costmodel.numbers.units import says_itself
from costmodel.questions.asked import At, Free, Metrics
from costmodel.questions.report import PART_METRICS, Report, report
from costmodel.questions.solve.solution import solve
from costmodel.subjects import AsSubject, Subject, subject

if TYPE_CHECKING:
    from costmodel.questions.compare.crossing import Difference

SCHEMA = "costmodel/compare-1"
AMOUNTS = "amounts"  # of a column that has each metric on a row of its own


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Answer):
    """Networks side by side; ratios are to the first one.

    Attributes:
        labels: a name for each, with the knobs that were asked for or solved; no two are the same.
        at: the budget that each was brought to by its width, as text.
        differences: each other network's closed forms minus the first one's, where a knob was left free.
    """

    labels: tuple[str, ...]
    reports: tuple[Report, ...]
    metrics: tuple[str, ...]
    counting: Counting
    at: Mapping[str, str]
    differences: "tuple[Difference, ...]" = ()

    def record(self) -> dict[str, Any]:
        """The contract of `compare --format json`."""
        return {
            "schema": SCHEMA,
            "convention": self.counting.convention.name,
            "at": dict(self.at),
            "networks": [
                {
                    "label": label,
                    "architecture": one.name,
                    "knobs": one.knobs,
                    "totals": {name: one.totals[name] for name in self.metrics},
                    "ratios": {name: _float(self._ratio(one, name)) for name in self.metrics},
                    "by_type": [{name: part[name] for name in ("type", "layers", *PART_METRICS)} for part in one.parts("type")],
                }
                for label, one in zip(self.labels, self.reports, strict=True)
            ],
            "differences": [one.record() for one in self.differences],
        }

    def document(self) -> Document:
        """Totals with ratios; the first metric by type; differences and crossings."""
        lines = [*self._common_knobs(), self.counting.line]
        lines += [f"each at {name} <= {amount}, by its width" for name, amount in self.at.items()]
        tables = [self._totals(), self._types(self.metrics[0])]
        if self.differences:
            rows = [row for one in self.differences for row in one.rows()]
            columns = [Column("metric", "code"), Column("minus"), Column("difference", "formula"), Column("crossings")]
            tables.append(
                Table(
                    "differences in closed form", columns, rows, ("roundings left out; a crossing is where both cost the same",)
                )
            )
        main = METRICS[self.metrics[0]]
        said = " · ".join(
            f"{label} {rounded(one.totals[main.name], main.unit)}" for label, one in zip(self.labels, self.reports, strict=True)
        )
        return Document(" against ".join(self.labels), lines, tables, said if says_itself(main.unit) else f"{said} {main.unit}")

    def table(self) -> Table:
        """A row a network: its totals, each with its ratio to the first network's."""
        columns = [Column("network")]
        for name in self.metrics:
            columns += [Column(name, "integer", unit=METRICS[name].unit), Column(f"{name}_ratio")]
        rows = [
            [label, *(cell for name in self.metrics for cell in (one.totals[name], _float(self._ratio(one, name))))]
            for label, one in zip(self.labels, self.reports, strict=True)
        ]
        return Table("totals", columns, rows)

    def for_paper(self) -> Document:
        """The one table that papers print: a row a network, a column a metric."""
        columns = [Column("Network")]
        columns += [
            Column(METRICS[name].title, "integer", _PRIORITIES.get(name, 3), METRICS[name].unit) for name in self.metrics
        ]
        rows = [
            [label, *(one.totals[name] for name in self.metrics)] for label, one in zip(self.labels, self.reports, strict=True)
        ]
        shown = self.document()
        return Document(shown.title, shown.lines, [Table("cost", columns, rows, [self.counting.line])])

    def _common_knobs(self) -> Iterator[str]:
        """What the networks have in common but no label says, and in what their defaults differ."""
        first, *others = self.reports
        common = [knob for knob in first.knobs if all(knob in one.knobs for one in others)]
        same = [knob for knob in common if all(one.knobs[knob] == first.knobs[knob] for one in others)]
        if same and len({one.name for one in self.reports}) > 1:
            yield f"all with {', '.join(f'{knob}={first.knobs[knob]}' for knob in same)}"
        for knob in common:
            if knob not in same and any(f"{knob}=" not in label for label in self.labels):
                told = (f"{one.knobs[knob]} of {label}" for label, one in zip(self.labels, self.reports, strict=True))
                yield f"{knob} is {', '.join(told)}"
        if any(one.knobs for one in self.reports):
            yield "every other knob is at its default"

    def _totals(self) -> Table:
        first, *others = self.labels
        columns = [Column("metric"), Column(first, "integer", unit=AMOUNTS)]
        for number, label in enumerate(others, start=2):
            name = "ratio" if len(others) == 1 else f"ratio {number}"
            columns += [Column(label, "integer", unit=AMOUNTS), Column(name, "quantity", 1)]
        rows = []
        for name in self.metrics:
            row: list[Any] = [name, told(self.reports[0].totals[name], METRICS[name].unit)]
            for one in self.reports[1:]:
                ratio = self._ratio(one, name)
                row += [told(one.totals[name], METRICS[name].unit), "" if ratio is None else f"{float(ratio):.3f}"]
            rows.append(row)
        return Table("totals", columns, rows, (f"ratios to {first}",))

    def _types(self, name: str) -> Table:
        chosen = name if name in PART_METRICS else next(iter(PART_METRICS))
        found = [{part["type"]: part[chosen] for part in one.parts("type")} for one in self.reports]
        types = [type_ for type_ in dict.fromkeys(key for one in found for key in one) if any(one.get(type_) for one in found)]
        rows = [[type_, *(one.get(type_, 0) for one in found)] for type_ in types]
        return Table(
            f"{chosen} by type", [Column("type"), *(Column(label, "integer", unit=chosen) for label in self.labels)], rows
        )

    def _ratio(self, one: Report, name: str) -> Fraction | None:
        first = self.reports[0].totals[name]
        return Fraction(one.totals[name], first) if first else None


# Which columns a line of a paper keeps.
_PRIORITIES = {"mult_adds": 0, "params": 0, "peak_memory": 1, "activations": 1, "mac": 2}


def compare(
    networks: Sequence[AsSubject],
    *,
    at: At = None,
    free: Free = (),
    metrics: Metrics = None,
    counting: AsCounting = "paper",
) -> Comparison:
    """Networks side by side: totals, ratios and types; at one budget, or in free knobs with the points where they cross.

    Args:
        networks: two or more, each a name such as `mobilenet` or `mobilenet:alpha=0.5,rho=0.714`, a function, a graph, a space.
        at: a budget by metric, such as 140M of `mult_adds`, that each is brought to by its width knob.
        free: knobs that all of them have; the differences are then given in closed form, with the crossings if it is one knob.
        metrics: those that are compared; all by default.

    Raises:
        CostModelError: if a network, knob, metric or amount is not allowed, or a budget cannot be met.

    Example:
        >>> both = compare(["mobilenet", "mobilenet_v2"], metrics=["params"])
        >>> [one["totals"]["params"] for one in both.record()["networks"]]
        [4231976, 3504872]
    """
    if isinstance(networks, str) or not isinstance(networks, Iterable) or len(given := tuple(networks)) < 2:
        raise CostModelError("give two networks or more, such as mobilenet:alpha=0.5 shufflenet_v1", given=networks)
    asked, stated = [subject(one) for one in given], Counting.of(counting)
    measured = several(metrics, stated)
    if free and at:
        raise CostModelError("a budget fixes the width and a free knob leaves it open; give one of them")
    if at:
        asked = [_at_budget(one, at, stated) for one in asked]
    for one in asked:
        with located(one.name):
            one.read()
    labels = _distinct([one.label for one in asked])
    differences: tuple[Difference, ...] = ()
    if free:
        from costmodel.questions.compare.crossing import differences_of

        differences = differences_of(dict(zip(labels, asked, strict=True)), free, measured, stated)
    return Comparison(
        labels,
        tuple(report(one, counting=stated) for one in asked),
        measured,
        stated,
        {name: str(amount) for name, amount in (at or {}).items()},
        differences,
    )


def _at_budget(asked: Subject, budgets: Mapping[str, object], counting: Counting) -> Subject:
    width = asked.width_knob
    if width in asked.given:
        raise CostModelError(f"{asked.name}: {width} is solved for to meet the budget; leave it out")
    return asked.with_({width: shown(solve(asked, width, budgets, counting=counting).best.inside.values[width])})


def _distinct(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels, numbered where several networks have the same."""
    before = [labels[:place].count(label) for place, label in enumerate(labels)]
    return tuple(label if not count else f"{label} ({count + 1})" for label, count in zip(labels, before, strict=True))


def _float(ratio: Fraction | None) -> float | None:
    return None if ratio is None else round(float(ratio), 6)
