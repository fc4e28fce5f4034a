"""Networks side by side: totals, ratios, types; at one budget; and, in a knob that they share, where they cross."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from costmodel.answers.document import Column, Document, Table
from costmodel.archs import architecture
from costmodel.archs.common.knobs import BadKnob
from costmodel.archs.common.spec import width_knob
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import convention as convention_named
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS, metric
from costmodel.numbers.show import shown
from costmodel.numbers.text import pairs
from costmodel.questions.report import PART_METRICS, Report, report
from costmodel.questions.solve import solve

if TYPE_CHECKING:
    from costmodel.questions.compare.crossing import Difference

SCHEMA = "costmodel.compare-1"
Request = tuple[str, dict[str, str]]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Networks side by side; ratios are to the first one.

    Attributes:
        labels: a name for each, with the knobs that were asked for or solved.
        at: the budget that each was brought to by its width, as text.
        differences: each other network's closed forms minus the first one's, where a knob was left free.
    """

    labels: tuple[str, ...]
    reports: tuple[Report, ...]
    metrics: tuple[str, ...]
    at: Mapping[str, str] = field(default_factory=dict)
    differences: "tuple[Difference, ...]" = ()

    def record(self) -> dict[str, Any]:
        """The contract of `compare --format json`."""
        return {
            "schema": SCHEMA,
            "convention": self.reports[0].counting.convention.name,
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
        lines = [
            f"{label}: {', '.join(f'{k}={v}' for k, v in r.knobs.items())}"
            for label, r in zip(self.labels, self.reports, strict=True)
        ]
        lines.append(self.reports[0].counting.line)
        lines += [f"each at {name} <= {amount}, by its width" for name, amount in self.at.items()]
        tables = [self._totals(), self._types(self.metrics[0])]
        if self.differences:
            rows = [row for one in self.differences for row in one.rows()]
            columns = [Column("metric"), Column("minus"), Column("difference"), Column("crossings")]
            tables.append(
                Table(
                    "differences in closed form", columns, rows, ("roundings left out; a crossing is where both cost the same",)
                )
            )
        return Document(" against ".join(self.labels), lines, tables)

    def _totals(self) -> Table:
        columns = [Column("metric"), Column(self.labels[0], "integer")]
        for label in self.labels[1:]:
            columns += [Column(label, "integer"), Column("ratio")]
        rows = []
        for name in self.metrics:
            row = [name, self.reports[0].totals[name]]
            for one in self.reports[1:]:
                ratio = self._ratio(one, name)
                row += [one.totals[name], "" if ratio is None else f"{float(ratio):.3f}"]
            rows.append(row)
        return Table("totals", columns, rows, (f"ratios to {self.labels[0]}",))

    def _types(self, name: str) -> Table:
        chosen = name if name in PART_METRICS else next(iter(PART_METRICS))
        found = [{part["type"]: part[chosen] for part in one.parts("type")} for one in self.reports]
        types = [type_ for type_ in dict.fromkeys(key for one in found for key in one) if any(one.get(type_) for one in found)]
        rows = [[type_, *(one.get(type_, 0) for one in found)] for type_ in types]
        return Table(f"{chosen} by type", [Column("type"), *(Column(label, "integer") for label in self.labels)], rows)

    def _ratio(self, one: Report, name: str) -> Fraction | None:
        first = self.reports[0].totals[name]
        return Fraction(one.totals[name], first) if first else None


def compare(
    *networks: str,
    at: Mapping[str, object] | None = None,
    free: Sequence[str] = (),
    metrics: Iterable[str] = METRICS.keys(),
    convention: str = "paper",
    bits: int = 32,
) -> Comparison:
    """Networks side by side.

    Args:
        networks: as `mobilenet` or `mobilenet:alpha=0.5,rho=0.714`; two or more.
        at: a budget by metric, such as `{"mult_adds": "140M"}`, that each is brought to by its width knob.
        free: knobs that all of them have; the differences are then given in closed form, with the crossings if it is one knob.

    Raises:
        CostModelError: if a network, knob, metric or amount is not allowed, or a budget cannot be met.
    """
    if len(networks) < 2:
        raise CostModelError("give two networks or more, such as mobilenet:alpha=0.5 shufflenet_v1")
    requests = [parse(text) for text in networks]
    measured = tuple(metric(name).name for name in metrics)
    budgets = dict(at or {})
    if free and budgets:
        raise CostModelError("a budget fixes the width and a free knob leaves it open; give one of them")
    if budgets:
        requests = [_at_budget(*request, budgets, convention, bits) for request in requests]
    reports = tuple(_report(*request, convention, bits) for request in requests)
    differences: tuple[Difference, ...] = ()
    if free:
        from costmodel.questions.compare.crossing import differences_of

        differences = differences_of(requests, [_label(*one) for one in requests], tuple(free), measured, bits, convention)
    return Comparison(
        tuple(_label(*request) for request in requests),
        reports,
        measured,
        {name: str(amount) for name, amount in budgets.items()},
        differences,
    )


def parse(text: str) -> Request:
    """Name and knobs from `name:knob=value,knob=value`.

    Raises:
        CostModelError: if it is not written so.
    """
    name, colon, rest = text.strip().partition(":")
    architecture(name)
    return name, pairs(rest.split(",") if colon else (), f"{name}:KNOB=VALUE,KNOB=VALUE")


def _report(name: str, knobs: Mapping[str, Any], convention: str, bits: int) -> Report:
    return report(name, knobs, counting=Counting.of(convention, bits=bits))


def _at_budget(name: str, knobs: dict[str, str], budgets: Mapping[str, object], convention: str, bits: int) -> Request:
    try:
        width = width_knob(architecture(name).Spec)
    except BadKnob as error:
        raise error.at(name) from None
    if width in knobs:
        raise CostModelError(f"{name}: {width} is solved for to meet the budget; leave it out")
    fixed: dict[str, Any] = dict(knobs)
    solved = solve(name, [width], budgets, bits=bits, convention=convention_named(convention), **fixed)
    return name, {**knobs, width: shown(solved.best.inside.values[width])}


def _label(name: str, knobs: Mapping[str, str]) -> str:
    return f"{name}:{','.join(f'{knob}={value}' for knob, value in knobs.items())}" if knobs else name


def _float(ratio: Fraction | None) -> float | None:
    return None if ratio is None else round(float(ratio), 6)
