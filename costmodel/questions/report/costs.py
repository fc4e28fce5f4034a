"""What one network costs: its totals, parts and layers, and the published rows that apply."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Rational
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

from costmodel.answers.answer import Answer, Failing
from costmodel.answers.document import Document, Table
from costmodel.answers.formats import render
from costmodel.answers.records import Records
from costmodel.errors import CostModelError, meant, quoted
from costmodel.formulas.counting import OPAQUE, AsCounting, Counting
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph
from costmodel.ir.liveness import alive
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import namespace
from costmodel.numbers.text import whole
from costmodel.published.literature import rows_about
from costmodel.published.verdict import Judged, judge
from costmodel.questions.asked import Asked, AtLeast, AtMost, Flag, once
from costmodel.questions.report.parts import PART_METRICS, By, parts
from costmodel.questions.report.tables import headline, main_table, totals_table
from costmodel.questions.rows import published_numbers, record_of
from costmodel.subjects import AsSubject, Knobs, Subject, subject

if TYPE_CHECKING:
    from costmodel.questions.gate.answer import Judged as Limited
    from costmodel.questions.guidelines import Guidelines

MAP = ("channels", "height", "width")  # an input with other axes is a list of sizes
SCHEMA = "costmodel/report-1"
MOST_RECORDED = 1_000  # layers for a page, which then takes about two seconds
MOST_LEVELS = 1000


@dataclass(frozen=True, eq=False, repr=False)
class Report(Answer):
    """What one network costs.

    Attributes:
        knobs: all of them, as text.
        published: rows of the literature that this network should reproduce.
        lines: what a reader has to know about the input and the knobs.
        by: what the main table has a row for.
        levels: of scopes, by module.
        folds: does it have normalisation and activation in the row of the layer that they follow? None for readers only.
        with_guidelines: also hold the network against the guidelines of ShuffleNet V2.
        subject: what was asked about.
        limits: that were given, each with what the network came to.
    """

    name: str
    graph: Graph
    counting: Counting
    knobs: dict[str, str]
    published: tuple[Judged, ...] = ()
    lines: tuple[str, ...] = ()
    by: By = "type"
    levels: int = 1
    folds: bool | None = None
    with_guidelines: bool = False
    subject: Subject | None = None
    limits: "tuple[Limited, ...]" = ()

    @property
    def failing(self) -> Failing | None:
        """Set where a limit does not hold that was given."""
        broken = [one.why for one in self.limits if not one.holds]
        return Failing("; ".join(broken)) if broken else None

    @cached_property
    def totals(self) -> dict[str, Any]:
        """Every metric of the whole network."""
        return cost(self.graph, self.counting)

    OWN = {"html": ".html"}

    def html(self) -> str:
        """The explorer page, set to this network; its tables where nothing could be moved, or a page would not hold it."""
        if self.subject is not None and self.subject.knobs:
            from costmodel.questions.explore import Exploration

            with suppress(CostModelError):
                return Exploration((self.subject,), self.counting, most_layers=MOST_RECORDED).html()
        return render(self, "html")

    @cached_property
    def peak_at(self) -> str:
        """The layer, the first one if several, at whose step the largest sum of feature maps is alive."""
        writers = (node.name for node in self.graph.nodes if not node.is_view)
        return max(zip(alive(self.graph.nodes), writers, strict=True), key=itemgetter(0))[1]

    def parts(self, by: By) -> Records:
        """One record a type, outermost scope or layer: its name, how many layers it has, its metrics, their shares."""
        return parts(self.graph, by, self.counting, self.totals)

    def layers(self) -> Records:
        """One record a node: where it stands, what it is, its shapes, and its metrics."""
        costs = {part["layer"]: part for part in self.parts("layer")}
        nodes = self.graph.nodes
        return Records(
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
        )

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
            **({"activation_bits": maps} if (maps := self.counting.element_bits) != self.counting.bits else {}),
            **({"batch": self.counting.batch} if self.counting.batch > 1 else {}),
            **({"passes": list(self.counting.passes)} if self.counting.passes else {}),
            **self.counting.machines,
            **({"training": self.counting.training.record()} if self.counting.training else {}),
            **self._origin_record(),
            "totals": self.totals,
            "peak_at": self.peak_at,
            "by_type": [_with_float_shares(part) for part in self.parts("type")],
            "layers": self.layers(),
            "published": [record_of(judged) for judged in self.published],
            **({"guidelines": self._guidelines.record()["guidelines"]} if self.with_guidelines else {}),
            **({"limits": [one.record() for one in self.limits]} if self.limits else {}),
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
        tables = [main_table(self, self.folds is not False), totals_table(self)]
        if self.limits:
            from costmodel.questions.gate.answer import limits_table

            tables.append(limits_table("limits", self.limits))
        tables += published_numbers("published for this configuration", self.published, self.counting.convention.name)
        if self.with_guidelines:
            tables += self._guidelines.document().tables
        return Document(self.name, [*self.lines, self.counting.line], tables, headline(self))

    def for_paper(self) -> Document:
        """Parts and totals; what was published is a table of `check`."""
        table = main_table(self, self.folds is not False)._replace(notes=[self.counting.line])
        return Document(self.name, self.lines, [table, totals_table(self)])

    def table(self) -> Table:
        """The parts, for machines: normalisation and activation by themselves, unless it was asked otherwise."""
        return main_table(self, bool(self.folds))

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


def report(
    network: AsSubject,
    knobs: Knobs = None,
    *,
    by: By = "type",
    levels: Annotated[int | None, Asked(lambda texts: whole(once(texts), 1, MOST_LEVELS), "NUMBER", also=("depth",))] = None,
    fold: bool | None = None,
    counting: AsCounting = "paper",
    with_guidelines: Annotated[bool, Flag("guidelines")] = False,
    most: AtMost = None,
    least: AtLeast = None,
) -> Report:
    """What a network costs: totals, parts, and the published rows that apply.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        by: a row for each type, module or layer.
        levels: by module, how many levels of scopes; 1 by default.
        fold: normalisation and activation in the row of the layer that they follow, or each by itself. By default they are
            folded for readers and not in CSV and frames; never in JSON.
        counting: what the numbers count.
        with_guidelines: also hold it against ShuffleNet V2's four guidelines.
        most: of metrics, such as mult_adds=300M; exit code 1 if there is more.
        least: of metrics; exit code 1 if there is less.

    Raises:
        CostModelError: if a name, knob or value is not allowed, or the network's costs are no numbers.

    Example:
        >>> report("mobilenet", {"alpha": "0.5", "rho": "0.714"}).totals["mult_adds"]
        76524800
    """
    by = cast(By, meant("breakdown", by, get_args(By)))
    if levels is not None and by != "module":
        raise CostModelError(f"levels are those of modules; by is {quoted(by)}", given=levels, allowed="by module")
    which, stated = subject(network, knobs), Counting.of(counting)
    spec = which.read()
    graph = stated.passed(which.built(spec))
    lines = (*which.remarks(spec), *(() if graph.origin is None else graph.origin.lines))
    made = Report(which.name, graph, stated, spec.texts(which.given), (), lines, by, levels or 1, fold, with_guidelines, which)
    for metric, total in made.totals.items():
        if not isinstance(total, Rational):
            raise CostModelError(
                f"{which.name}: {metric} is {quoted(total)}, and a report is of numbers",
                given=total,
                allowed="a number for each knob; cost() gives expressions and arrays as they are",
            )
    if most or least:
        from costmodel.questions.gate.asking import limited

        made = replace(made, limits=tuple(limited(which, stated, most or {}, least or {})))
    if not which.catalog:
        return made
    return replace(made, published=tuple(map(judge, rows_about(which.catalog, spec, made.totals))))


def _sizes(shape: Shape) -> dict[str, Any]:
    return dict(zip(MAP, shape, strict=True)) if len(shape) == len(MAP) else {"shape": list(shape)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return "x".join(map(str, value))
    return value if value is None or namespace(value) is None else str(value)


def _with_float_shares(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "shares": {name: round(float(share), 6) for name, share in part["shares"].items()}}
