"""What a number counts. A convention says which facts of `Work` each metric adds up, and how often.

A tally maps a fact to its factor. A bare fact (`"weights"`) is taken from every node; `"BatchNorm.pointwise"` only from
nodes of that kind, `"MaxPool 3x3.reads"` only from nodes of that type, `"MaxPool.reads"` from those of any window, and
`"last/ReLU.reads"` only from those of that type in that outermost scope.

The conventions of the literature stand here. The convention of a tool is a file of this folder that holds `CONVENTION`; the
folder is the registry, and a file is read when its tool is asked for, so that a report pays for no other tool's.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

from costmodel.errors import UnknownName
from costmodel.formulas.part import Countable
from costmodel.numbers.algebra import Dim, times, total

Tally: TypeAlias = Mapping[str, int | Fraction]


P = TypeVar("P", bound=Countable)


@dataclass(frozen=True)
class Convention:
    """Which facts each metric adds up.

    Attributes:
        summary: what is counted, in one sentence for people.
        without: kinds (`BatchNorm`) and outermost scopes (`classifier`) that are left out of every metric.
        mistakes: for a convention that imitates a tool, what the tool is known to get wrong.
        prints: for a tool, the metrics that it prints, each under the tool's own word for it.
        implementations: for a tool, what its tallies count otherwise in a family, because of how torchvision writes that
            family: changes to a metric's tally, by family.
        source: where a tool's rules were read.
    """

    name: str
    summary: str
    mult_adds: Tally = field(default_factory=lambda: {"mult_adds": 1})
    flops: Tally = field(default_factory=lambda: {"mult_adds": 2})
    params: Tally = field(default_factory=lambda: {"weights": 1, "biases": 1, "norms": 1})
    mac: Tally = field(default_factory=lambda: {"reads": 1, "writes": 1, "weights": 1})
    activations: Tally = field(default_factory=lambda: {"activations": 1})
    without: frozenset[str] = frozenset()
    mistakes: tuple[str, ...] = ()
    prints: Mapping[str, str] = field(default_factory=dict)
    implementations: Mapping[str, Mapping[str, Tally]] = field(default_factory=dict)
    source: str = ""

    @property
    def line(self) -> str:
        """What every page that shows a total says of it."""
        return f"convention {self.name}: {self.summary}"

    @cached_property
    def is_scoped(self) -> bool:
        """Does it tell nodes of one type apart by their outermost scope?"""
        return any(
            "/" in key for tally in (self.mult_adds, self.flops, self.params, self.mac, self.activations) for key in tally
        )

    def of(self, family: str) -> "Convention":
        """The convention as it counts one family."""
        changes = self.implementations.get(family, {})
        changed: dict[str, Any] = {name: {**getattr(self, name), **tally} for name, tally in changes.items()}
        return replace(self, **changed) if changed else self


def selectors(part: Countable) -> tuple[str, ...]:
    """What a tally may call a part: everything, its kind, its type, its type of any window, its type in its outermost scope."""
    return "", part.kind, part.type, part.type.partition(" ")[0], f"{part.module}/{part.type}"


def count(tally: Tally, part: Countable) -> Any:
    """The tally's sum over the facts of one part."""
    terms: list[Dim] = []
    selected = selectors(part)
    for key, factor in tally.items():
        where, _, fact = key.rpartition(".")
        if where in selected:
            value = getattr(part.work, fact)
            terms.append(value if factor == 1 else times(value, factor))
    return terms[0] if len(terms) == 1 else summed(terms)


def summed(counts: Iterable[Any]) -> Any:
    """The sum of counts. Some tools print halves of what they count, and a whole sum of halves is an int again."""
    result = total(counts)
    return result.numerator if isinstance(result, Fraction) and result.denominator == 1 else result


def counted(parts: Iterable[P], convention: Convention) -> Iterable[P]:
    """The parts that a convention does not leave out."""
    left_out = convention.without
    if not left_out:
        return parts
    return [part for part in parts if part.kind not in left_out and part.module not in left_out]


def doubled(tally: Tally) -> Tally:
    """Two operations for each that is counted: the FLOPs of a tool that counts multiply-adds only."""
    return {fact: 2 * factor for fact, factor in tally.items()}


def mult_adds_of(changes: Mapping[str, Tally]) -> dict[str, dict[str, Tally]]:
    """Implementations, by family, for a tool whose one number is mult-adds."""
    return {family: {"mult_adds": tally, "flops": doubled(tally)} for family, tally in changes.items()}


PAPER = Convention(
    "paper",
    "mult-adds of convolutions and fully connected layers; FLOPs are twice that; all learnable parameters",
)
WEIGHTS_ONLY = Convention(
    "weights-only",
    "as `paper`, but parameters are the weights alone: no biases, no normalisation",
    params={"weights": 1},
)
STRICT = Convention(
    "strict",
    "FLOPs are every floating-point operation: mult-adds twice, biases, normalisation, activation, pooling, element-wise",
    flops={"mult_adds": 2, "bias_adds": 1, "pointwise": 1},
    mac={"reads": 1, "writes": 1, "weights": 1, "biases": 1, "norms": 1, "statistics": 1},
)
LITERATURE = {c.name: c for c in (PAPER, WEIGHTS_ONLY, STRICT)}


class _Conventions(Mapping[str, Convention]):
    """All conventions by name: the literature's, then the tools', each read when it is looked up."""

    @cached_property
    def tools(self) -> tuple[str, ...]:
        """The tools that have a convention, in alphabetical order."""
        from pkgutil import iter_modules

        return tuple(sorted(module.name.replace("_", "-") for module in iter_modules(__path__)))

    def __getitem__(self, name: str) -> Convention:
        if name in LITERATURE:
            return LITERATURE[name]
        if name not in self.tools:
            raise KeyError(name)
        from importlib import import_module

        return import_module(f"{__name__}.{name.replace('-', '_')}").CONVENTION  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[str]:
        return iter((*LITERATURE, *self.tools))

    def __len__(self) -> int:
        return len(LITERATURE) + len(self.tools)


CONVENTIONS = _Conventions()


def convention(name: str, family: str = "") -> Convention:
    """The named convention, as it counts a family where one is given.

    Raises:
        UnknownName: if there is none.
    """
    if name not in CONVENTIONS:
        raise UnknownName("convention", name, list(CONVENTIONS))
    return CONVENTIONS[name].of(family)
