"""The report on one network: totals under a stated convention, parts, layers, and the published rows that apply."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from numbers import Rational
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, get_args

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.formulas.counting import OPAQUE, AsCounting, Counting, fold
from costmodel.formulas.metrics import METRICS, Metric, cost
from costmodel.formulas.part import Part
from costmodel.formulas.select import summed
from costmodel.ir.graph import Graph
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import namespace
from costmodel.published.literature import rows_about
from costmodel.published.verdict import Judged, judge
from costmodel.questions.asked import Flag
from costmodel.questions.check import published_table, record_of
from costmodel.subjects import AsSubject, Knobs, subject

if TYPE_CHECKING:
    from costmodel.questions.guidelines import Guidelines

By: TypeAlias = Literal["type", "module", "layer"]
MAP = ("channels", "height", "width")  # an input with other axes is a list of sizes
SCHEMA = "costmodel/report-1"

PART_METRICS: dict[str, Metric] = {name: metric for name, metric in METRICS.items() if metric.of_part is not None}


@dataclass(frozen=True, eq=False, repr=False)
class Report(Answer):
    """What one network costs.

    Attributes:
        knobs: all of them, as text.
        published: rows of the literature that this network should reproduce.
        lines: what a reader has to know about the input and the knobs.
        by: what the main table has a row for.
        with_guidelines: also hold the network against the guidelines of ShuffleNet V2.
    """

    name: str
    graph: Graph
    counting: Counting
    knobs: dict[str, str]
    published: tuple[Judged, ...] = ()
    lines: tuple[str, ...] = ()
    by: By = "type"
    with_guidelines: bool = False

    @cached_property
    def totals(self) -> dict[str, Any]:
        """Every metric of the whole network."""
        return cost(self.graph, self.counting)

    def parts(self, by: By) -> list[dict[str, Any]]:
        """One record a type, module or layer: its name, how many layers it has, its metrics, and their shares of the total."""
        groups: dict[str, list[Part]] = {}
        for row in fold(self.graph, by, self.counting):
            groups.setdefault(row.name, []).append(row)
        return [self._part(by, name, sum(row.layers for row in rows), rows) for name, rows in groups.items()]

    def layers(self) -> list[dict[str, Any]]:
        """One record a node: where it stands, what it is, its shapes, and its metrics."""
        costs = {part["layer"]: part for part in self.parts("layer")}
        nodes = self.graph.nodes
        return [
            {
                "name": node.name,
                "type": node.type,
                "input": " + ".join(str(nodes[source].shape) for source in node.inputs),
                "output": str(node.shape),
                **{knob: _plain(getattr(node.op, knob, None)) for knob in ("kernel", "stride", "groups")},
                **{name: costs[node.name][name] for name in PART_METRICS},
            }
            for node in nodes
            if node.name in costs
        ]

    def record(self) -> dict[str, Any]:
        """The contract of `report --format json`."""
        first, *others = self.graph.inputs
        return {
            "schema": SCHEMA,
            "architecture": self.name,
            "knobs": self.knobs,
            "convention": self.counting.convention.name,
            "input": _sizes(first.shape),
            **({"inputs": {node.name: _sizes(node.shape) for node in (first, *others)}} if others else {}),
            "bits": self.counting.bits,
            **({"batch": self.counting.batch} if self.counting.batch > 1 else {}),
            **self._origin_record(),
            "totals": self.totals,
            "by_type": [_with_float_shares(part) for part in self.parts("type")],
            "layers": self.layers(),
            "published": [record_of(judged) for judged in self.published],
            **({"guidelines": self._guidelines.record()["guidelines"]} if self.with_guidelines else {}),
        }

    def _origin_record(self) -> dict[str, Any]:
        """Of a network that was read from elsewhere: where it came from, and whether anything is known of all its ops."""
        origin = self.graph.origin
        if origin is None:
            return {}
        lists = {"notes": list(origin.notes), "unread": [tensor._asdict() for tensor in origin.unread]}
        unknown = [{"op": op, "layers": len(at), "first": at[0]} for op, at in self.unknown.items()]
        return {"origin": {**vars(origin), **lists}, "complete": not unknown, "unknown": unknown}

    def document(self) -> Document:
        """The report for people."""
        tables = [self._main_table(), self._totals_table()]
        if self.published:
            tables.append(published_table("published for this configuration", self.published))
        if self.with_guidelines:
            tables += self._guidelines.document().tables
        return Document(self.name, [*self.lines, self.counting.line], tables)

    def paper(self) -> Document:
        """Parts and totals; what was published is a table of `check`."""
        return Document(self.name, self.lines, [self._main_table()._replace(notes=[self.counting.line]), self._totals_table()])

    @cached_property
    def unknown(self) -> dict[str, list[str]]:
        """The ops of which nothing is known, each with the names of its nodes; totals are a least if there are any."""
        places: dict[str, list[str]] = {}
        for node in self.graph.nodes:
            if node.kind == OPAQUE:
                places.setdefault(node.type, []).append(node.name)
        return places

    @cached_property
    def _guidelines(self) -> "Guidelines":
        from costmodel.questions.guidelines import guidelines

        return guidelines(self.graph, counting=self.counting)

    def _part(self, by: By, name: str, layers: int, rows: list[Part]) -> dict[str, Any]:
        part: dict[str, Any] = {by: name, "layers": layers}
        shares: dict[str, Fraction] = {}
        for metric_name, metric in PART_METRICS.items():
            assert metric.of_part is not None
            part[metric_name] = summed(metric.of_part(row, self.counting.convention) for row in rows)
            whole = self.totals[metric_name]
            shares[metric_name] = Fraction(part[metric_name], whole) if whole else Fraction(0)
        return {**part, "shares": shares}

    def _main_table(self) -> Table:
        if self.by == "layer":
            columns = [
                Column("layer", "code"),
                Column("type", priority=1),
                Column("input", "code", 3),
                Column("output", "code"),
            ]
            metrics = [Column(name, "integer", priority) for name, priority in _PRIORITIES.items()]
            rows = [
                [layer["name"], layer["type"], layer["input"], layer["output"], *(layer[name] for name in _PRIORITIES)]
                for layer in self.layers()
            ]
            rows += [[name, op, None, None, *[None] * len(_PRIORITIES)] for op, at in self.unknown.items() for name in at]
            return Table("by layer", [*columns, *metrics], rows)
        columns = [Column(self.by, "text" if self.by == "type" else "code"), Column("layers", "integer", 5)]
        for name, priority in _PRIORITIES.items():
            columns += [Column(name, "integer", priority), Column("%", "share", priority + 1)]
        rows = []
        for part in self.parts(self.by):
            cells = [part[self.by], part["layers"]]
            for name in _PRIORITIES:
                cells += [part[name], part["shares"][name]]
            rows.append(cells)
        rows += [[f"{op} (unknown)", len(at), *[None] * (len(columns) - 2)] for op, at in self.unknown.items()]
        return Table(f"by {self.by}", columns, rows)

    def _totals_table(self) -> Table:
        rows = [[name, self.totals[name], METRICS[name].unit, METRICS[name].summary] for name in METRICS]
        total = Column("at least" if self.unknown else "total", "integer")
        return Table("totals", [Column("metric", "code"), total, Column("unit"), Column("what", priority=1)], rows)


# Which columns a narrow page keeps: mult-adds and parameters with their shares first, as in the papers' own tables.
_PRIORITIES = {name: {"mult_adds": 0, "params": 0, "mac": 2, "activations": 4}.get(name, 3) for name in PART_METRICS}


def report(
    network: AsSubject,
    knobs: Knobs = None,
    *,
    by: By = "type",
    counting: AsCounting = "paper",
    with_guidelines: Annotated[bool, Flag("guidelines")] = False,
) -> Report:
    """What a network costs: totals, parts, and the published rows that apply.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        by: a row for each type, module or layer.
        counting: what the numbers count.
        with_guidelines: also hold it against ShuffleNet V2's four guidelines.

    Raises:
        CostModelError: if a name, knob or value is not allowed, or the network's costs are no numbers.
    """
    if not isinstance(by, str) or by not in get_args(By):
        raise UnknownName("breakdown", by, get_args(By))
    which, stated = subject(network, knobs), Counting.of(counting)
    spec = which.read()
    graph = which.built(spec)
    lines = (*spec.remarks(), *(() if graph.origin is None else graph.origin.lines))
    made = Report(which.name, graph, stated, spec.texts(which.given), (), lines, by, with_guidelines)
    for metric, total in made.totals.items():
        if not isinstance(total, Rational):
            raise CostModelError(
                f"{which.name}: {metric} is {quoted(total)}, and a report is of numbers",
                given=total,
                allowed="a number for each knob; cost() gives expressions and arrays as they are",
            )
    return replace(made, published=tuple(map(judge, rows_about(which.catalog, spec)))) if which.catalog else made


def _sizes(shape: Shape) -> dict[str, Any]:
    return dict(zip(MAP, shape, strict=True)) if len(shape) == len(MAP) else {"shape": list(shape)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return "x".join(map(str, value))
    return value if value is None or namespace(value) is None else str(value)


def _with_float_shares(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "shares": {name: round(float(share), 6) for name, share in part["shares"].items()}}


QUESTION = report
GROUP = "costs"
