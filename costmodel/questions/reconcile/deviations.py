"""The ways in which a number in the literature may differ from what is stated, each with what it costs to believe.

A deviation is one decision that an author may have taken: to truncate, to leave the classifier out, to count a multiply-add
as two, to measure at another resolution. An explanation is a set of them, and its cost is their sum: what needs fewer and
more common decisions stands first. The costs are small whole numbers that say how common a decision is, in three classes:

    2   how digits are cut, whether the classifier, biases, normalisation or statistics are in, one operation or two
    3   a binary unit, a tool, operations that others leave out, the same network for another input or other classes
    4+  another network than the one that was named; a part left out that belongs to it; a slip

The lattice is made of generators, one a kind of decision; adding a kind is adding one. None knows a network or a paper.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache
from itertools import combinations, product
from typing import Any, NamedTuple, TypeAlias

from costmodel.archs.common.knobs import Choice as Words
from costmodel.archs.common.knobs import Flag, Knob
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import CONVENTIONS, Factors, convention
from costmodel.formulas.counting import Counting as Counted
from costmodel.formulas.counting import fold
from costmodel.formulas.part import Part
from costmodel.formulas.select import Select
from costmodel.ir.graph import Graph
from costmodel.ir.implementation import AS_DRAWN, Implementation
from costmodel.numbers.show import shown
from costmodel.numbers.text import rational
from costmodel.numbers.units import UNITS
from costmodel.published.print import quantum
from costmodel.published.row import Counting, Rounded, tables
from costmodel.subjects import Subject

Fields: TypeAlias = dict[str, Any]  # of a `Counting`


class Deviation(NamedTuple):
    """One decision: its cost, in the classes above, and what it says."""

    cost: int
    words: str


class Choice(NamedTuple):
    """Some decisions, as fields of a `Counting`, and their cost together."""

    deviations: tuple[Deviation, ...] = ()
    fields: Fields = {}
    cost: int = 0

    def and_(self, deviations: tuple[Deviation, ...], fields: Fields) -> "Choice":
        """These decisions and further ones."""
        cost = self.cost + sum(deviation.cost for deviation in deviations)
        return Choice(self.deviations + deviations, {**self.fields, **fields}, cost)


AS_STATED = Choice()


# --- how digits follow from a value ---------------------------------------------------------------------------------------

ROUNDINGS: dict[Rounded, Deviation] = {"truncated": Deviation(2, "truncated"), "up": Deviation(2, "rounded up")}
BINARY = {"K": "Ki", "M": "Mi", "G": "Gi", "KB": "KiB", "MB": "MiB"}
SLIPS = {"M": "G", "G": "M"}


class Printing(NamedTuple):
    """One way to read the digits: the values, in single units, that print so. Ends may belong or not; the print decides."""

    choice: Choice
    least: Fraction
    most: Fraction


def printings(printed: str, stated: Counting) -> list[Printing]:
    """The ways to read a print, the stated one first."""
    found = []
    for unit in _units(stated.unit or ""):
        for digits in _digits(printed, stated):
            for rounding in _roundings(stated):
                deviations = unit.deviations + digits.deviations + rounding.deviations
                choice = AS_STATED.and_(deviations, {**unit.fields, **digits.fields, **rounding.fields})
                found.append(_read(printed, choice, stated))
    return found


def _read(printed: str, choice: Choice, stated: Counting) -> Printing:
    scale = UNITS[choice.fields.get("unit", stated.unit or "")]
    middle = rational(printed) * scale
    step = quantum(printed, choice.fields.get("digits", stated.digits)) * scale
    rounding = choice.fields.get("rounding", stated.rounding or "nearest")
    if rounding == "nearest":
        return Printing(choice, middle - step / 2, middle + step / 2)
    return Printing(choice, middle, middle + step) if rounding == "truncated" else Printing(choice, middle - step, middle)


def _units(unit: str) -> Iterator[Choice]:
    yield AS_STATED
    if unit in BINARY:
        power = {"K": 10, "M": 20, "G": 30}[unit[0]]
        yield AS_STATED.and_((Deviation(3, f"{unit} is of 2^{power}"),), {"unit": BINARY[unit]})
    for decimal, binary in BINARY.items():
        if unit == binary:
            yield AS_STATED.and_(
                (Deviation(3, f"{unit[0]} is of 10^{ {'K': 3, 'M': 6, 'G': 9}[unit[0]] }"),), {"unit": decimal}
            )
    if unit in SLIPS:
        yield AS_STATED.and_((Deviation(6, f"{unit} is a slip for {SLIPS[unit]}"),), {"unit": SLIPS[unit]})


def _digits(printed: str, stated: Counting) -> Iterator[Choice]:
    """Zeros before the decimal point may only fill the place."""
    yield AS_STATED
    whole = printed.replace(",", "")
    if stated.digits is None and "." not in whole:
        significant = len(whole.rstrip("0"))
        for digits in range(len(whole) - 1, significant - 1, -1):
            yield AS_STATED.and_(
                (Deviation(2, f"printed with {digits} significant digit{'s' * (digits > 1)}"),), {"digits": digits}
            )


def _roundings(stated: Counting) -> Iterator[Choice]:
    yield AS_STATED
    if stated.rounding is None:
        for rounding, deviation in ROUNDINGS.items():
            yield AS_STATED.and_((deviation,), {"rounding": rounding})


# --- what is counted ------------------------------------------------------------------------------------------------------

CLASSIFIER = "classifier"
OPERATIONS = ("mult_adds", "flops")
# Operations besides the products that some count among them.
EXTRAS = {
    "bias_adds": "biases",
    "BatchNorm.writes": "normalisation at one operation an element",
    "BatchNorm.pointwise": "normalisation at two operations an element",
    "Activation.writes": "activations",
    "Add.pointwise": "residual sums",
    "Scale.pointwise": "gates' products",
    "GlobalPool.pointwise": "global pooling",
    "Pool.pointwise": "pooling",
}
EXCLUSIVE = {"BatchNorm.writes", "BatchNorm.pointwise"}
MOST_EXTRAS = 3
PARAMETERS = {"biases": "biases", "norms": "normalisation"}
STATISTICS = "statistics"


class View(NamedTuple):
    """What a convention sees of a network: its rows, and how often each counts. Conventions that see the same share it."""

    rows: Sequence[Part]
    weights: tuple[int | Fraction, ...]
    facts: dict[tuple[str, frozenset[str]], Any]

    def fact(self, key: str, without: frozenset[str]) -> Any:
        """The sum of one selected fact, without some kinds and outermost scopes."""
        if (key, without) not in self.facts:
            fact, where = _select(key)
            self.facts[key, without] = sum(
                getattr(row.work, fact) * weight
                for row, weight in zip(self.rows, self.weights, strict=True)
                if where.holds(row) and row.module not in without and row.kind not in without
            )
        return self.facts[key, without]


_select = cache(Select.read)


class Sums:
    """The facts of one network, added up once by type and scope, so that any tally of them is a short sum.

    Attributes:
        scopes: outermost scopes in construction order.
        kinds: of operations that may be counted besides the products, those that the network has.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._rows: dict[Implementation, list[Part]] = {AS_DRAWN: fold(graph, "module")}
        self._views: dict[tuple[str, str], View] = {}  # by convention and tally
        self.scopes = tuple(dict.fromkeys(row.module for row in self._rows[AS_DRAWN]))
        self.kinds = tuple(kind for kind in EXTRAS if self.view("paper", "flops").fact(kind, frozenset()))

    def of(self, way: "Tallied", tally_name: str) -> Any:
        """What one way to count makes of the network."""
        view = self.view(way.convention, tally_name)
        return sum(view.fact(key, way.without) * factor for key, factor in way.tally.items())

    def view(self, name: str, tally_name: str) -> View:
        """What the convention of that name sees."""
        if (name, tally_name) not in self._views:
            seen = convention(name)
            implementation = (seen.implementation or self._graph.implementation) if seen.sees else AS_DRAWN
            if implementation not in self._rows:
                self._rows[implementation] = fold(self._graph, "module", Counted(seen))
            rows = self._rows[implementation]
            weights = tuple(map(seen.tallies[tally_name].weigh, rows))
            alike = (view for view in self._views.values() if view.rows is rows and view.weights == weights)
            self._views[name, tally_name] = next(alike, None) or View(rows, weights, {})
        return self._views[name, tally_name]


class Tallied(NamedTuple):
    """One way to count.

    Attributes:
        convention: the name of the one that says what is seen of the network.
    """

    choice: Choice
    convention: str
    tally: Factors
    without: frozenset[str] = frozenset()
    factor: int | Fraction = 1


class Stated(NamedTuple):
    """What decides the ways to count: a metric, what is stated of it, and what the network holds.

    Attributes:
        tally_name: the convention's tally that the metric counts by.
        factor: what the source says the count is multiplied by; None where it says nothing.
    """

    metric: str
    tally_name: str
    tally: tuple[tuple[str, int | Fraction], ...]
    without: frozenset[str]
    factor: str | None
    convention: str
    scopes: tuple[str, ...]
    kinds: tuple[str, ...]


@lru_cache(maxsize=256)  # most networks of a search hold the same scopes and kinds
def tallied(stated: Stated) -> tuple[Tallied, ...]:
    """The ways to count a metric that adds up over nodes, the stated one first."""
    tally = dict(stated.tally)
    plain = Tallied(AS_STATED, stated.convention, tally, stated.without, Fraction(stated.factor) if stated.factor else 1)
    ways = [plain, *_other_contents(plain, stated)]
    ways += [_left_out(way, CLASSIFIER, 2) for way in ways]
    ways += [_left_out(plain, "FC", 3), *(_left_out(plain, scope, 5) for scope in stated.scopes if scope != CLASSIFIER)]
    if tally == getattr(CONVENTIONS["paper"], stated.tally_name):
        ways += _by_tools(plain, stated)
    if stated.metric in OPERATIONS and stated.factor is None:
        ways += [_times(way, stated.metric) for way in ways]
    return tuple(ways)


def _times(way: Tallied, metric: str) -> Tallied:
    number, factor = ("two", "2") if metric == "mult_adds" else ("one", "1/2")
    return way._replace(
        choice=way.choice.and_((Deviation(2, f"a multiply-add counts as {number}"),), {"factor": factor}),
        factor=Fraction(factor),
    )


def _other_contents(plain: Tallied, stated: Stated) -> Iterator[Tallied]:
    tally = plain.tally
    if stated.tally_name in OPERATIONS:
        yield from _more_operations(plain, stated.kinds)
    elif stated.tally_name == "params":
        yield from _other_parameters(plain)
    elif stated.tally_name == "activations" and "FC.writes" not in tally:
        deviation = Deviation(3, "outputs of fully connected layers are counted")
        yield _counted(plain, {**tally, "FC.writes": 1}, (deviation,))


def _more_operations(plain: Tallied, present: Sequence[str]) -> Iterator[Tallied]:
    """Once other operations are counted at all, each further kind is a smaller step."""
    tally = plain.tally
    kinds = [kind for kind in present if kind not in tally]
    for size in range(1, MOST_EXTRAS + 1):
        for chosen in combinations(kinds, size):
            if set(chosen) >= EXCLUSIVE:
                continue
            steps = (3, *(size - 1) * (1,))
            deviations = tuple(Deviation(cost, f"{EXTRAS[k]} counted too") for cost, k in zip(steps, chosen, strict=True))
            yield _counted(plain, {**tally, **dict.fromkeys(chosen, 1)}, deviations)
    if "pointwise" not in tally:
        everything = {"bias_adds": 1, "pointwise": 1}
        yield _counted(plain, {**tally, **everything}, (Deviation(4, "all other operations counted too"),))


def _other_parameters(plain: Tallied) -> Iterator[Tallied]:
    tally = plain.tally
    present = [kind for kind in PARAMETERS if kind in tally]
    for size in range(1, len(present) + 1):
        for chosen in combinations(present, size):
            deviations = tuple(Deviation(2, f"without {PARAMETERS[kind]}") for kind in chosen)
            yield _counted(plain, {k: n for k, n in tally.items() if k not in chosen}, deviations)
    if STATISTICS in tally:
        return
    statistics = Deviation(2, "running statistics counted too")
    yield _counted(plain, {**tally, STATISTICS: 1}, (statistics,))
    if tally.get("norms") == 1 and plain.factor == 1:  # TensorFlow's normalisation learns no scale unless it is told to
        shift = Deviation(3, "normalisation learns a shift alone")
        for more, deviations in (({}, (shift,)), ({STATISTICS: 1}, (shift, statistics))):
            halves = {**{key: 2 * factor for key, factor in {**tally, **more}.items()}, "norms": 1}
            yield _counted(plain, halves, deviations, Fraction(1, 2))


def _counted(plain: Tallied, tally: Factors, deviations: tuple[Deviation, ...], factor: Fraction | None = None) -> Tallied:
    """Another tally. One that takes a fact by halves is given twice, with the factor that takes it back."""
    fields: Fields = {"counts": dict(tally)} if factor is None else {"counts": dict(tally), "factor": str(factor)}
    return plain._replace(choice=AS_STATED.and_(deviations, fields), tally=tally, factor=factor or plain.factor)


def _left_out(way: Tallied, part: str, cost: int) -> Tallied:
    """The same count without one outermost scope, or without the fully connected layers."""
    words = {CLASSIFIER: "the classifier", "FC": "fully connected layers"}.get(part, part)
    fields = {"without": (*sorted(way.without), part)}
    return way._replace(choice=way.choice.and_((Deviation(cost, f"without {words}"),), fields), without=way.without | {part})


def _by_tools(plain: Tallied, stated: Stated) -> Iterator[Tallied]:
    for name in CONVENTIONS:
        counting = convention(name)
        if name == "paper" or (counting.prints and stated.metric not in counting.prints):
            continue
        choice = AS_STATED.and_((Deviation(3, f"as {name} counts"),), {"convention": name})
        yield plain._replace(choice=choice, convention=name, tally=getattr(counting, stated.tally_name))


# --- which network --------------------------------------------------------------------------------------------------------

RESOLUTIONS = (32, 64, 96, 112, 128, 160, 192, 224, 227, 231, 240, 256, 260, 288, 299, 300, 320, 331, 380, 384, 456, 513, 600)
CLASSES = (10, 100, 1000, 1001)
SETTINGS = ("resolution", "classes")  # knobs that leave the network itself as it is


def networks(subject: Subject) -> Iterator[tuple[Choice, Spec]]:
    """The network that was named, and those that differ from it in one knob, in two switches, or as a published one does.

    A number's other values are its default, those that the family's published rows build with, and for one that decides the
    structure also its neighbours.
    """
    seen: set[str] = set()
    given = {knob: str(shown(value)) for knob, value in subject.given.items()}

    def made(choice: Choice) -> Iterator[tuple[Choice, Spec]]:
        try:
            spec = subject.read(choice.fields.get("knobs"))
        except CostModelError:
            return
        canonical = repr(sorted(spec.canonical().items()))
        if canonical not in seen:
            seen.add(canonical)
            yield choice, spec

    yield from made(AS_STATED)
    if not subject.knobs:
        return
    published = [dict(row.get("knobs", {})) for row in tables(subject.catalog)]
    for knob, values in _values(subject.knobs, given, published).items():
        for value in values:
            yield from made(_with_knobs({knob: value}))
    others = [dict(pair) for pair in _pairs_of_switches(subject.knobs)]
    others += [{knob: value for knob, value in knobs.items() if str(value) != given.get(knob)} for knobs in published]
    for changed in filter(None, others):
        yield from made(_with_knobs(changed))


def _with_knobs(changed: Mapping[str, Any]) -> Choice:
    """Other knobs: the first makes it another network, or the same one under other settings; each further one adds little."""
    first = 3 if set(changed) <= set(SETTINGS) else 4
    costs = (first, *(len(changed) - 1) * (1,))
    deviations = [
        Deviation(cost, f"with {knob} {_text(changed[knob])}") for cost, knob in zip(costs, sorted(changed), strict=True)
    ]
    return AS_STATED.and_(tuple(deviations), {"knobs": dict(changed)})


def _values(
    declarations: Mapping[str, Knob], given: Mapping[str, str], published: Sequence[Mapping[str, Any]]
) -> dict[str, list[Any]]:
    """Other values of each knob, as a user would type them."""
    common: dict[str, list[Any]] = {"resolution": list(RESOLUTIONS), "classes": list(CLASSES)}
    values = {knob: listed for knob, listed in common.items() if knob in declarations}
    for knob, declared in declarations.items():
        if isinstance(declared.kind, Flag):
            values[knob] = [True, False]
        elif isinstance(declared.kind, Words):
            values[knob] = list(declared.kind.words)
        else:
            used = [row[knob] for row in published if knob in row]
            counts_layers = declared.structural and declared.is_whole
            near = _neighbours(given.get(knob, str(declared.default))) if counts_layers else []
            values[knob] = list(dict.fromkeys([*values.get(knob, []), _text(declared.default), *near, *used]))
    return {knob: [value for value in listed if value is not None and value != "None"] for knob, listed in values.items()}


def _pairs_of_switches(declarations: Mapping[str, Knob]) -> Iterator[tuple[tuple[str, Any], tuple[str, Any]]]:
    """Two switches or words changed together, as implementations do that differ from the paper in more than one way."""
    values = _values(declarations, {}, ())
    switches = [
        [(knob, value) for value in values[knob]]
        for knob, declared in declarations.items()
        if isinstance(declared.kind, Flag | Words)
    ]
    for one, other in combinations(switches, 2):
        yield from product(one, other)


def _neighbours(text: str) -> list[int]:
    return [int(text) - 1, int(text) + 1] if text.isdecimal() else []


def _text(value: Any) -> Any:
    return shown(value) if isinstance(value, Fraction) else value
