"""Closed forms of networks in their free knobs.

Knobs that only enter arithmetic are lifted to symbols, with roundings dropped and the domain of exactness recorded. Knobs
that decide how many layers are built cannot be symbols, because builders loop over them: the network is built at a few of
their values, and the coefficients of the forms in the other knobs are interpolated. Where no polynomial is confirmed, a knob
of few values has one form for each of them. In the end the form is held against the exact rules at points of its domain.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise
from random import Random
from typing import Any, Literal, NamedTuple, TypeAlias

from sympy import Add, Eq, Integer, Max, Piecewise, expand, sympify

from costmodel.archs import architecture, build
from costmodel.archs.common.spec import Spec, knobs_of
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import PAPER, Convention
from costmodel.formulas.counting import Counting, fold
from costmodel.formulas.metrics import METRICS, cost, metric
from costmodel.numbers import text
from costmodel.numbers.algebra import Undecided, total
from costmodel.numbers.expression import FEW, pruned, symbol, tidy
from costmodel.numbers.show import shown
from costmodel.numbers.smooth import Condition, smooth
from costmodel.questions.symbolic.domain import Domain, Lattice, fraction, rational
from costmodel.questions.symbolic.interpolation import polynomial
from costmodel.subjects.grid import Grid

SAMPLES = 8  # values at which a structural knob is built; enough for a polynomial of degree 4
MOST_CASES = 12  # a knob of at most so many values may have a form for each
MOST_SKIPPED = 2  # of the least values, from which a polynomial may not yet hold
TRIED_ELSEWHERE = 6
LEAST_AMONG = 16  # of the first values in the domain
CONFIRMED_AT = 3  # points of the domain at which a form is held against the exact rules

Part: TypeAlias = tuple[str, str]  # the part's name, "" for the network, and the metric


@dataclass(frozen=True, eq=False)
class ClosedForm:
    """A network's metrics as expressions in its free knobs.

    Attributes:
        knobs: the fixed ones, as text.
        given: those of them that the user set.
        base: values of the free knobs where the family's defaults lie.
        metrics: expression by metric.
        domain: where all expressions are exact.
        domains: where each metric's expression is exact.
        parts: expression by metric of each type or module, where asked for.
        remarks: what was interpolated, and which metric has no closed form.
    """

    architecture: str
    knobs: dict[str, str]
    given: Mapping[str, Any]
    free: tuple[str, ...]
    base: dict[str, Fraction]
    metrics: dict[str, Any]
    domain: Domain
    domains: dict[str, Domain]
    parts: dict[str, dict[str, Any]]
    remarks: tuple[str, ...]
    convention: Convention
    bits: int

    @property
    def exact_when(self) -> tuple[str, ...]:
        """The conditions under which no metric lost a rounding, as text."""
        return self.domain.words

    def evaluate(self, metric: str, **values: object) -> Any:
        """A metric at given values of every free knob, exactly.

        Raises:
            CostModelError: if a free knob has no value, or a value is given for a knob that is not free.
        """
        return at(self.metrics[metric], self._read(values))

    def exact_at(self, metric: str | None = None, **values: object) -> bool:
        """Do the values lie in the domain of exactness, of one metric or of all?"""
        return (self.domain if metric is None else self.domains[metric]).holds(self._read(values))

    def points(self) -> Iterator[tuple[dict[str, Fraction], dict[str, Any]]]:
        """Configurations in the domain of exactness that the family allows, the base first if it is one; with exact metrics."""
        for values in self.domain.points(self.base):
            try:
                yield values, self.exactly(values)
            except CostModelError:
                continue

    def contradicted(self) -> tuple[str, ...]:
        """The metrics whose form the exact rules contradict at one of the first points of its domain; should be none."""
        wrong: dict[str, None] = {}
        for values, exact in islice(self.points(), CONFIRMED_AT):
            wrong |= {name: None for name, form in self.metrics.items() if at(form, values) != exact[name]}
        return tuple(wrong)

    def elsewhere(self, name: str) -> tuple[dict[str, Fraction], Fraction] | None:
        """What the dropped roundings come to: the configuration near the base where a metric is furthest off, and by what part.

        Of `TRIED_ELSEWHERE` configurations outside the domain; None where there are none, because the form is exact everywhere.
        """
        if not self.domains[name].words:
            return None
        ratios = {knob: not Grid.of(self.architecture, knob, self.given).whole for knob in self.free}
        near = {
            k: [self.base[k] * Fraction(i, 20) if ratios[k] else self.base[k] + i - 20 for i in range(10, 31)] for k in ratios
        }
        worst, tried, chance = None, 0, Random(0)
        for _ in range(20 * TRIED_ELSEWHERE):  # of which most may be in the domain, or not allowed
            values = {knob: chance.choice(near[knob]) for knob in self.free}
            if tried == TRIED_ELSEWHERE or self.domains[name].holds(values):
                continue
            try:
                exact = self.exactly(values)[name]
            except CostModelError:
                continue
            tried += 1
            off = fraction(at(self.metrics[name], values)) / exact - 1
            worst = max(worst or (values, off), (values, off), key=lambda pair: abs(pair[1]))
        return worst

    def exactly(self, values: Mapping[str, Fraction]) -> dict[str, Any]:
        """The metrics that the exact rules give, roundings and all.

        Raises:
            CostModelError: if the family does not allow these values.
        """
        graph = build(self.architecture, **{**self.given, **self._words(values)})
        return cost(graph, Counting(self.convention, self.bits), self.metrics)

    def _read(self, values: Mapping[str, object]) -> dict[str, Fraction]:
        if set(values) != set(self.free):
            raise CostModelError(f"the free knobs are {', '.join(self.free)}; given: {', '.join(values) or 'none'}")
        return {name: text.rational(values[name]) for name in self.free}

    def _words(self, values: Mapping[str, Fraction]) -> dict[str, Any]:
        grids = {name: Grid.of(self.architecture, name, self.given) for name in values}
        return {name: grids[name].choices.get(value, str(value)) for name, value in values.items()}


def at(expression: Any, values: Mapping[str, Fraction]) -> Any:
    """An expression with numbers for its symbols."""
    return expression.xreplace({symbol(name): rational(value) for name, value in values.items()})


def closed_form(
    name: str,
    free: Iterable[str],
    *,
    convention: Convention = PAPER,
    bits: int = 32,
    metrics: Iterable[str] = METRICS.keys(),
    by: Literal["type", "module"] | None = None,
    **knobs: Any,
) -> ClosedForm:
    """The closed form of a network in its free knobs, roundings dropped and the domain of exactness stated.

    Args:
        free: names of knobs: multipliers, counts, or whole numbers that decide how many layers there are.
        bits: of one stored parameter, for `weight_bytes`.
        by: also give a form for each type or module.
        **knobs: the fixed ones.

    Raises:
        CostModelError: if a knob does not exist, is not a number, or no closed form in it is confirmed.
    """
    wanted, measured = tuple(free), tuple(metric(one).name for one in metrics)
    if not wanted or len(set(wanted)) < len(wanted):
        raise CostModelError("name each free knob once, and at least one, such as alpha,resolution")
    for knob in wanted:
        Grid.of(name, knob, knobs)  # says what is wrong with a knob that is none
        if knob in knobs:
            raise CostModelError(f"{knob} is free and has the value {knobs[knob]}; leave one out")
    setting = _Setting(name, knobs, convention, bits, measured, by)
    declared = knobs_of(architecture(name).Spec)
    structural = tuple(knob for knob in wanted if declared[knob].structural)
    try:
        form = setting.form(wanted, structural)
        wrong = form.contradicted()
    except Undecided:
        wrong = measured
    if wrong and len(structural) < len(wanted):
        form = setting.form(wanted, (*structural, *(k for k in wanted if not declared[k].structural and not setting.lifts(k))))
        wrong = form.contradicted()
    if wrong:
        raise CostModelError(f"{name} has no closed form of {', '.join(wrong)} in {', '.join(wanted)}: the exact rules differ")
    return form


class _Built(NamedTuple):
    """Expressions by part and metric, with what was taken for granted on the way, and the Specs that were built."""

    expressions: dict[Part, Any]
    conditions: tuple[Condition, ...]
    specs: tuple[Spec, ...]
    failed: dict[Part, str]


@dataclass(frozen=True)
class _Setting:
    """What stays the same while a closed form is looked for."""

    name: str
    knobs: Mapping[str, Any]
    convention: Convention
    bits: int
    metrics: tuple[str, ...]
    by: Literal["type", "module"] | None

    def form(self, free: tuple[str, ...], structural: tuple[str, ...]) -> ClosedForm:
        """The form with the structural knobs stepped through and the others lifted.

        Raises:
            CostModelError: if no metric has one.
        """
        lifted = tuple(knob for knob in free if knob not in structural)
        ranges: dict[str, Lattice | tuple[Fraction, ...]] = {}
        remarks: list[str] = []
        built = self._stepped(structural, lifted, {}, ranges, remarks)
        found = {part: tidy(expression) for part, expression in built.expressions.items() if part not in built.failed}
        metrics = {name: found["", name] for name in self.metrics if ("", name) in found}
        missing = [name for name in self.metrics if name not in metrics]
        # A fold over the whole network, such as the peak memory, may have no form where the sums over its parts have one.
        if not metrics or any(METRICS[name].of_part for name in missing):
            raise CostModelError(f"{self.name}: {missing[0]} is {built.failed['', missing[0]]}")
        remarks += [f"{name} is {built.failed['', name]}" for name in missing]
        parts: dict[str, dict[str, Any]] = {}
        for (part, name), expression in found.items():
            if part:
                parts.setdefault(part, {})[name] = expression
        base = architecture(self.name).Spec.read(dict(self.knobs))
        grids = {knob: self.grid(knob) for knob in free}
        whole = frozenset(knob for knob in free if grids[knob].whole)

        def domain(conditions: Iterable[Condition], of: set[str]) -> Domain:
            relevant = [one for one in conditions if {symbol.name for symbol in _symbols(one)} <= of]
            return Domain.of(relevant, whole & of, {knob: ranges[knob] for knob in ranges if knob in of})

        everywhere = domain(built.conditions, set(free))
        if long := [name for name, value in metrics.items() if any(len(one.args) > FEW for one in value.atoms(Max))]:
            least = {symbol(knob): rational(self._least(everywhere, knob)) for knob in free}
            metrics |= {name: tidy(pruned(metrics[name], least)) for name in long}
        return ClosedForm(
            self.name,
            {k: _agreed(k, built.specs, structural) for k, _ in base if k not in free},
            self.knobs,
            free,
            {knob: grids[knob].base(base) for knob in free},
            metrics,
            everywhere,
            {name: domain(built.conditions, {s.name for s in value.free_symbols}) for name, value in metrics.items()},
            parts,
            tuple(remarks),
            self.convention,
            self.bits,
        )

    def lifts(self, knob: str) -> bool:
        """Does the lifted knob alone give what the exact rules give?"""
        try:
            return not self.form((knob,), ()).contradicted()
        except Undecided:
            return False

    def _least(self, domain: Domain, knob: str) -> Fraction:
        """A value below which the family allows none in the domain; 0 where it is not found at once."""
        lattice = domain.lattices.get(knob)
        for number in range(LEAST_AMONG if lattice else 0):
            assert lattice is not None
            value = lattice.from_(Fraction(0)) + number * lattice.step
            try:
                build(self.name, **{**self.knobs, knob: str(value)})
            except CostModelError:
                continue
            return value
        return Fraction(0)

    def grid(self, knob: str, step: Fraction | None = None) -> Grid:
        return Grid.of(self.name, knob, self.knobs, step)

    def _stepped(
        self,
        structural: tuple[str, ...],
        lifted: tuple[str, ...],
        values: dict[str, Any],
        ranges: dict[str, Lattice | tuple[Fraction, ...]],
        remarks: list[str],
    ) -> _Built:
        if not structural:
            return self._lifted(lifted, values)
        knob, *inner = structural
        grid = Grid.of(self.name, knob, {**self.knobs, **values}, None if self.grid(knob).choices else Fraction(1))
        indices = list(islice(grid.allowed(0 if grid.choices else 1), MOST_CASES + 1))  # symbols are positive
        if len(indices) < 2:
            raise CostModelError(
                f"{knob} of {self.name} takes the one value {_some(map(grid.value, indices))}, so it cannot be free"
            )
        few = len(indices) <= MOST_CASES
        built: dict[Fraction, _Built] = {}

        def build_at(indices: Iterable[int]) -> None:
            for index in indices:
                step = {**values, knob: grid.text(index)}
                built[grid.value(index)] = self._stepped(tuple(inner), lifted, step, ranges, remarks)

        build_at(indices[:SAMPLES])
        polynomials, missing = _interpolated(knob, built)
        for value in list(built)[:MOST_SKIPPED]:
            if few or not any(METRICS[name].of_part for _, name in missing):
                break
            # The first values of all may lack a kind of layer that every later one has.
            del built[value]
            polynomials, missing = _interpolated(knob, built)
        failed = {part: why for one in built.values() for part, why in one.failed.items()}
        if missing and few:
            build_at(indices[SAMPLES:])
            remarks.append(f"not a polynomial in {knob}: one form for each value that it takes")
            expressions = {part: _cases(knob, part, built) for part in polynomials}
            ranges[knob] = tuple(built)
        else:
            expressions = {part: expression for part, expression in polynomials.items() if expression is not None}
            failed |= {part: f"no polynomial in {knob} on the values {_some(built)}" for part in missing}
            ranges[knob] = _range(tuple(built))
            remarks.append(f"polynomials in {knob} are found and confirmed on the values {_some(built)}")
        conditions = tuple(dict.fromkeys(condition for one in built.values() for condition in one.conditions))
        if not few and grid.value(indices[0]) not in built:
            conditions = (*conditions, Condition(symbol(knob), "is at least", rational(next(iter(built)))))
        return _Built(expressions, conditions, tuple(spec for one in built.values() for spec in one.specs), failed)

    def _lifted(self, lifted: tuple[str, ...], values: Mapping[str, Any]) -> _Built:
        with smooth() as conditions:
            family = architecture(self.name)
            spec = family.Spec.read({**self.knobs, **values, **{knob: symbol(knob) for knob in lifted}})
            graph = build(self.name, spec)
            counting = Counting(self.convention, self.bits)
            expressions = {("", name): sympify(v) for name, v in cost(graph, counting, self.metrics).items()}
            terms: dict[Part, list[Any]] = {}
            for row in fold(graph, self.by, counting) if self.by else ():
                for name in self.metrics:
                    if (of_part := metric(name).of_part) is not None:
                        terms.setdefault((row.name, name), []).append(of_part(row, self.convention))
        expressions |= {part: sympify(total(listed)) for part, listed in terms.items()}
        return _Built(expressions, tuple(dict.fromkeys(conditions)), (spec,), {})


def _interpolated(knob: str, built: Mapping[Fraction, _Built]) -> tuple[dict[Part, Any], list[Part]]:
    """For each part and metric the expression that is a polynomial in the knob, or None; and those with None."""
    parts = dict.fromkeys(part for one in built.values() for part in one.expressions)
    result: dict[Part, Any] = {}
    for part in parts:
        terms = {value: _terms(one.expressions.get(part, Integer(0))) for value, one in built.items()}
        monomials = dict.fromkeys(monomial for one in terms.values() for monomial in one)
        found = {m: polynomial([(value, fraction(one.get(m, Integer(0)))) for value, one in terms.items()]) for m in monomials}
        result[part] = None
        if all(coefficients is not None for coefficients in found.values()):
            powers = [
                rational(coefficient) * symbol(knob) ** power * monomial
                for monomial, coefficients in found.items()
                for power, coefficient in enumerate(coefficients or ())
            ]
            result[part] = Add(*powers)
    return result, [part for part, expression in result.items() if expression is None]


def _terms(expression: Any) -> dict[Any, Any]:
    """Coefficients by monomial."""
    return dict(expand(expression).as_coefficients_dict())


def _cases(knob: str, part: Part, built: Mapping[Fraction, _Built]) -> Any:
    cases = [(one.expressions.get(part, Integer(0)), rational(value)) for value, one in built.items()]
    if len({expression for expression, _ in cases}) == 1:
        return cases[0][0]
    return Piecewise(*((tidy(expression), Eq(symbol(knob), value)) for expression, value in cases))


def _range(values: tuple[Fraction, ...]) -> Lattice | tuple[Fraction, ...]:
    """The lattice of evenly spaced values; else the values themselves, which is all that was confirmed."""
    steps = {b - a for a, b in pairwise(values)}
    if len(steps) == 1:
        step = steps.pop()
        return Lattice(step, values[0] % step)
    return values


def _some(values: Iterable[Fraction]) -> str:
    return ", ".join(shown(value) for value in values)


def _symbols(condition: Condition) -> set[Any]:
    return set(sympify(condition.value).free_symbols | sympify(condition.bound).free_symbols)


def _agreed(knob: str, specs: tuple[Spec, ...], structural: tuple[str, ...]) -> str:
    """A fixed knob as text; one whose default follows a structural knob says so."""
    texts = {shown(getattr(spec, knob)) for spec in specs}
    return texts.pop() if len(texts) == 1 else f"follows {', '.join(structural)}"
