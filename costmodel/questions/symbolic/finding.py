"""How closed forms of networks in their free knobs are found.

Knobs that only enter arithmetic are lifted to symbols, with roundings dropped and the domain of exactness recorded. Knobs
that decide how many layers are built cannot be symbols, because builders loop over them: the network is built at a few of
their values, and the pieces become one form. Where lifting is refused or contradicted, a knob that could be a symbol is stepped
through as well. In the end the form is held against the exact rules at points of its domain.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any, Literal, cast

from sympy import Max, sympify

from costmodel.errors import CostModelError, meant
from costmodel.formulas.counting import AsCounting, Counting, fold
from costmodel.formulas.metrics import METRICS, cost, metric, several
from costmodel.numbers.algebra import Undecided, total
from costmodel.numbers.expression import FEW, pruned, rational, symbol, tidy
from costmodel.numbers.show import shown
from costmodel.numbers.smooth import Condition, smooth
from costmodel.questions.asked import Free, Metrics
from costmodel.questions.symbolic.domain import Domain
from costmodel.questions.symbolic.form import ClosedForm
from costmodel.questions.symbolic.piece import Piece, Place, cases, listed, polynomials, unconfirmed
from costmodel.subjects import AsSubject, Knobs, Subject, subject
from costmodel.subjects.batch import batched
from costmodel.subjects.grid import Grid, bases, words

SAMPLES = 8  # values at which a structural knob is built; enough for a polynomial of degree 4
MOST_CASES = 12  # a knob of at most so many values may have a form for each
MOST_SKIPPED = 2  # of the least values, from which a polynomial may not yet hold
LEAST_AMONG = 16  # of the first values in the domain
MOST_NODES = 10_000  # of the network; a form of so many is found in a second or two

PARTED = ("mult_adds", "params")  # what papers print of parts


class TooLarge(CostModelError):
    """A network of more operations than a closed form is made of."""


def closed_form(
    network: AsSubject,
    free: Free,
    knobs: Knobs = None,
    *,
    counting: AsCounting = "paper",
    metrics: Metrics = None,
    by: Literal["type", "module"] | None = None,
) -> ClosedForm:
    """A network's metrics in closed form, in the knobs that are left free; exact where it says.

    Args:
        network: the network.
        free: names of knobs: multipliers, counts, or whole numbers that decide how many layers there are.
        knobs: the fixed ones.
        counting: what the numbers count.
        metrics: which; all by default, and of parts mult-adds and parameters.
        by: a form for each part, too.

    Raises:
        CostModelError: if a knob does not exist, is not a number, or no closed form in it is confirmed.
        TooLarge: if the network has so many operations that one would take long.

    Example:
        >>> form = closed_form("mobilenet", ["alpha"], metrics=["params"])
        >>> form.metrics["params"]
        3139584*alpha**2 + 1091392*alpha + 1000
        >>> form.exact_when
        ('32*alpha is whole', 'alpha is at least 1/4')
    """
    if by is not None:
        by = cast(Literal["type", "module"], meant("breakdown", by, ["type", "module"]))
    stated = Counting.of(counting)
    asked = batched(subject(network, knobs), free, stated)
    wanted = asked.free(free)
    for knob in wanted:
        Grid.of(asked, knob)  # says what is wrong with a knob that is none
    search = _Search(asked, wanted, stated, several(PARTED if by and metrics is None else metrics, stated), by)
    if (nodes := len(asked.build(words(asked, search.base)))) > MOST_NODES:
        raise TooLarge(f"{asked.name} has {nodes} operations", given=nodes, allowed=f"up to {MOST_NODES} for a closed form")
    wrong: tuple[str, ...] = ()
    refused: Undecided | None = None
    for stepped in search.strategies():
        try:
            form = search.form(stepped)
        except Undecided as error:
            refused = error
            continue
        if not (wrong := form.contradicted()):
            return form
    if refused is not None and not wrong:
        raise refused
    raise CostModelError(
        f"{asked.name} has no closed form of {', '.join(wrong)} in {', '.join(wanted)}: the exact rules differ"
    )


@dataclass(frozen=True)
class _Search:
    """What stays the same while a closed form is looked for."""

    subject: Subject
    free: tuple[str, ...]
    counting: Counting
    metrics: tuple[str, ...]
    by: Literal["type", "module"] | None

    def strategies(self) -> Iterator[tuple[str, ...]]:
        """The knobs to step through: those that have to be, then also those that cannot be lifted."""
        structural = tuple(knob for knob in self.free if self.subject.knobs[knob].structural)
        yield structural
        lifted = [knob for knob in self.free if knob not in structural]
        if lifted:
            yield (*structural, *(knob for knob in lifted if not self._lifts(knob)))

    @cached_property
    def base(self) -> dict[str, Fraction]:
        return bases(self.subject, self.free)

    def form(self, stepped: tuple[str, ...]) -> ClosedForm:
        """The form with some knobs stepped through and the others lifted.

        Raises:
            CostModelError: if no metric has one.
        """
        piece = self._stepped(stepped, {})
        found = {place: tidy(expression) for place, expression in piece.expressions.items() if place not in piece.missing}
        metrics = {name: found["", name] for name in self.metrics if ("", name) in found}
        missing = [name for name in self.metrics if name not in metrics]
        # A fold over the whole network, such as the peak memory, may have no form where the sums over its parts have one.
        if not metrics or any(METRICS[name].of_part for name in missing):
            raise CostModelError(f"{self.subject.name}: {missing[0]} is {piece.missing['', missing[0]]}")
        everywhere = self._domain(piece, set(self.free))
        if long := [name for name, value in metrics.items() if any(len(one.args) > FEW for one in value.atoms(Max))]:
            least = {symbol(knob): rational(self._least(everywhere, knob)) for knob in self.free}
            metrics |= {name: tidy(pruned(metrics[name], least)) for name in long}
        parts: dict[str, dict[str, Any]] = {}
        for (part, name), expression in found.items():
            if part:
                parts.setdefault(part, {})[name] = expression
        return ClosedForm(
            subject=self.subject,
            free=self.free,
            counting=self.counting,
            base=self.base,
            metrics=metrics,
            parts=parts,
            domain=everywhere,
            domains={name: self._domain(piece, {s.name for s in value.free_symbols}) for name, value in metrics.items()},
            knobs={knob: f"follows {', '.join(stepped)}" if text is None else text for knob, text in piece.fixed.items()},
            remarks=(*piece.remarks, *(f"{name} is {piece.missing['', name]}" for name in missing)),
        )

    def _lifts(self, knob: str) -> bool:
        """Does the lifted knob alone give what the exact rules give?"""
        needed = {name: self.base[name] for name in self.free if name != knob and self.subject.knobs[name].required}
        alone = _Search(self.subject.with_(needed), (knob,), self.counting, self.metrics, self.by)
        try:
            return not alone.form(()).contradicted()
        except Undecided:
            return False

    def _domain(self, piece: Piece, knobs: set[str]) -> Domain:
        """Where nothing was lost that depends on these knobs alone."""
        conditions = [one for one in piece.conditions if {symbol.name for symbol in _symbols(one)} <= knobs]
        whole = frozenset(knob for knob in knobs if self.subject.knobs[knob].is_whole)
        return Domain.of(conditions, whole, {knob: values for knob, values in piece.ranges.items() if knob in knobs})

    def _least(self, domain: Domain, knob: str) -> Fraction:
        """A value below which none in the domain is allowed; 0 where it is not found at once."""
        lattice = domain.lattices.get(knob)
        for number in range(LEAST_AMONG if lattice else 0):
            assert lattice is not None
            value = lattice.from_(Fraction(0)) + number * lattice.step
            try:
                self.subject.build(words(self.subject, {**self.base, knob: value}))
            except CostModelError:
                continue
            return value
        return Fraction(0)

    def _stepped(self, stepped: tuple[str, ...], values: dict[str, object]) -> Piece:
        """The piece at some values of the first knobs, with the following ones stepped through."""
        if not stepped:
            return self._lifted(values)
        knob, *inner = stepped
        grid = Grid.of(self.subject.with_(values), knob, None if Grid.of(self.subject, knob).is_choice else Fraction(1))
        allowed = list(islice((value for value in grid.allowed() if value > 0), MOST_CASES + 1))  # symbols are positive
        if len(allowed) < 2:
            raise CostModelError(f"{knob} of {self.subject.name} takes the one value {listed(allowed)}, so it cannot be free")

        def pieces_at(some: Iterable[Fraction]) -> dict[Fraction, Piece]:
            return {value: self._stepped(tuple(inner), {**values, **words(self.subject, {knob: value})}) for value in some}

        pieces = pieces_at(allowed[:SAMPLES])
        found = polynomials(knob, pieces)
        if len(allowed) <= MOST_CASES:
            return cases(knob, pieces | pieces_at(allowed[SAMPLES:])) if unconfirmed(found, pieces) else found
        for skipped in range(1, MOST_SKIPPED + 1):
            if not any(METRICS[name].of_part for _, name in unconfirmed(found, pieces)):
                break
            # The first values of all may lack a kind of layer that every later one has.
            found = polynomials(knob, dict(islice(pieces.items(), skipped, None)))
            beyond = Condition(symbol(knob), "is at least", rational(allowed[skipped]))
            found = replace(found, conditions=(*found.conditions, beyond))
        return found

    def _lifted(self, values: Mapping[str, object]) -> Piece:
        """The piece at some values of the stepped knobs, with the others lifted to symbols."""
        with smooth() as conditions:
            spec = self.subject.read({**values, **{knob: symbol(knob) for knob in self.free if knob not in values}})
            graph = self.subject.built(spec)
            expressions: dict[Place, Any] = {
                ("", name): sympify(value) for name, value in cost(graph, self.counting, self.metrics).items()
            }
            terms: dict[Place, list[Any]] = {}
            for part in fold(graph, self.by, self.counting) if self.by else ():
                for name in self.metrics:
                    if (of_part := metric(name).of_part) is not None:
                        terms.setdefault((part.name, name), []).append(of_part(part, self.counting.convention))
        expressions |= {place: sympify(total(listed)) for place, listed in terms.items()}
        fixed = {knob: shown(value) for knob, value in spec if knob not in self.free}
        return Piece(expressions, conditions=tuple(dict.fromkeys(conditions)), fixed=fixed)


def _symbols(condition: Condition) -> set[Any]:
    return set(sympify(condition.value).free_symbols | sympify(condition.bound).free_symbols)
