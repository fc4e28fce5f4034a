"""What a number counts. A convention says which facts of `Work` each metric adds up, and how often.

A tally maps a fact to its factor. A bare fact (`"weights"`) is taken from every node; `"BatchNorm.pointwise"` only from
nodes of that kind, and `"ReLU.pointwise"` only from nodes of that type.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

from costmodel.algebra import Dim, total
from costmodel.errors import UnknownName
from costmodel.formulas.work import Work

Tally: TypeAlias = Mapping[str, int]


class Part(Protocol):
    """What a metric may read: a node, or nodes of one type added up. `module` is the outermost scope."""

    @property
    def kind(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def module(self) -> str: ...
    @property
    def work(self) -> Work: ...


P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Convention:
    """Which facts each metric adds up.

    Attributes:
        summary: what is counted, in one sentence for people.
        without: kinds (`BatchNorm`) and outermost scopes (`classifier`) that are left out of every metric.
        mistakes: for a convention that imitates a tool, what the tool is known to get wrong.
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


def count(tally: Tally, part: Part) -> Any:
    """The tally's sum over the facts of one part."""
    terms: list[Dim] = []
    for key, factor in tally.items():
        where, _, fact = key.rpartition(".")
        if not where or where in (part.kind, part.type):
            value = getattr(part.work, fact)
            terms.append(value if factor == 1 else value * factor)
    return terms[0] if len(terms) == 1 else total(terms)


def counted(parts: Iterable[P], convention: Convention) -> Iterable[P]:
    """The parts that a convention does not leave out."""
    left_out = convention.without
    if not left_out:
        return parts
    return [part for part in parts if part.kind not in left_out and part.module not in left_out]


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

CONVENTIONS: dict[str, Convention] = {c.name: c for c in (PAPER, WEIGHTS_ONLY, STRICT)}


def convention(name: str) -> Convention:
    """The named convention.

    Raises:
        UnknownName: if there is none.
    """
    if name not in CONVENTIONS:
        raise UnknownName("convention", name, list(CONVENTIONS))
    return CONVENTIONS[name]
