"""Which facts a number adds up, and how often: read from text once, and checked.

A bare fact (`weights`) is taken from every node; `BatchNorm.pointwise` only from nodes of that kind, `MaxPool 3x3.reads` only
from nodes of that type, `MaxPool.reads` from those of any window, `last/ReLU.reads` only from those in that outermost scope.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from numbers import Rational
from typing import Any, NamedTuple, TypeAlias

from costmodel.errors import CostModelError, UnknownName, quoted
from costmodel.formulas.part import Countable
from costmodel.ir.where import Where
from costmodel.ir.work import Work
from costmodel.numbers.algebra import times, total

Factor: TypeAlias = int | Fraction


class Select(NamedTuple):
    """One fact of some nodes."""

    fact: str
    where: Where = Where()

    @classmethod
    def read(cls, text: str) -> "Select":
        """What a text such as `MaxPool 3x3.reads` selects.

        Raises:
            CostModelError: if there is no such fact, kind or type, or the scope is not an outermost one.
        """
        where, _, fact = text.rpartition(".")
        if fact not in Work._fields:
            raise UnknownName("fact", fact, Work._fields)
        return cls(fact, Where.read(where) if where else Where())


def _once(part: Countable) -> Factor:
    return 1


class Tally:
    """Facts and how often each is added up, such as `{"mult_adds": 1, "BatchNorm.pointwise": 2}`.

    Args:
        factors: by the text of a `Select`.
        weigh: how often all that is selected of a part counts; a tool does not see every node.

    Raises:
        CostModelError: if a text selects nothing that there is, or a factor is no whole number or fraction.
    """

    def __init__(self, factors: Mapping[str, Factor], weigh: Callable[[Countable], Factor] = _once) -> None:
        for text, factor in factors.items():
            if type(factor) is not int and not isinstance(factor, Fraction):
                raise CostModelError(
                    f"{text} cannot count {quoted(factor)} times", given=factor, allowed="an int or a Fraction"
                )
        self._selects = [(Select.read(text), factor) for text, factor in factors.items()]
        self.weigh = weigh
        self._terms: dict[tuple[str, str, str], list[tuple[int, Factor, str]]] = {}  # by kind, type and way of writing

    @property
    def scopes(self) -> list[str]:
        """The scopes whose nodes it counts otherwise than those elsewhere."""
        return [select.where.scope for select, _ in self._selects if select.where.scope]

    def of(self, part: Countable) -> Any:
        """The sum over the facts of one part."""
        key = part.kind, part.type, part.written
        terms = self._terms.get(key)
        if terms is None:
            terms = self._terms[key] = list(self._terms_of(part))
        work, counts = part.work, []
        for place, factor, scope in terms:
            if not scope or scope == part.module:
                counts.append(work[place] if factor == 1 else times(work[place], factor))
        return counts[0] if len(counts) == 1 else summed(counts)

    def _terms_of(self, part: Countable) -> Iterator[tuple[int, Factor, str]]:
        """What is counted of a part, in whatever scope: a fact's place in `Work`, its factor, and the scope it is bound to."""
        weight = self.weigh(part)
        for (fact, where), factor in self._selects:
            if weight and where._replace(scope="").holds(part):
                yield Work._fields.index(fact), factor * weight, where.scope


def summed(counts: Iterable[Any]) -> Any:
    """The sum of counts. What is whole is an int again: a sum of the halves that some tools print, symbols that cancel out."""
    result = total(counts)
    return result if type(result) is int or not isinstance(result, Rational) or result.denominator != 1 else result.numerator
