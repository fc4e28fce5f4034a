"""What is counted: a convention, the bits of stored values, the samples of a batch. Made once and handed to every question.

Counting looks at graphs; graphs know nothing of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from costmodel.errors import CostModelError, UnknownName
from costmodel.formulas.conventions import PAPER, Convention, convention, counted
from costmodel.formulas.part import Part
from costmodel.ir.graph import Graph, Node
from costmodel.ir.work import Work

MOST_BITS = 1024
MOST_SAMPLES = 10**6


@dataclass(frozen=True)
class Counting:
    """An options value with stated defaults.

    Attributes:
        convention: which facts each metric adds up.
        bits: of one stored parameter.
        activation_bits: of one stored element of a feature map; as many as `bits` where not given.
        batch: samples that are worked on together. Work, maps and traffic are of all of them; parameters are there once.
    """

    convention: Convention = PAPER
    bits: int = 32
    activation_bits: int | None = None
    batch: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.convention, Convention):
            raise CostModelError("a counting has a Convention; Counting.of reads one by name", given=self.convention)
        for name, value, most in (
            ("bits", self.bits, MOST_BITS),
            ("activation_bits", self.element_bits, MOST_BITS),
            ("batch", self.batch, MOST_SAMPLES),
        ):
            if type(value) is not int or not 1 <= value <= most:
                raise CostModelError(f"{name} cannot be {value!r}", given=value, allowed=f"a whole number from 1 to {most}")

    @classmethod
    def of(cls, given: "Counting | Convention | str" = "paper", **rest: Any) -> "Counting":
        """A counting from itself, a convention, or a convention's name.

        Raises:
            CostModelError: if there is no such convention, or a value is not allowed.
        """
        if isinstance(given, Counting):
            return given
        return cls(given if isinstance(given, Convention) else convention(given), **rest)

    @property
    def element_bits(self) -> int:
        return self.bits if self.activation_bits is None else self.activation_bits

    @property
    def line(self) -> str:
        """What every page that shows a total says of it."""
        return self.convention.line + (f"; a batch of {self.batch}" if self.batch > 1 else "")


STANDARD = Counting()

AsCounting: TypeAlias = Counting | Convention | str  # what a question takes for a counting


Key: TypeAlias = Callable[[Node], tuple[str, str]]

KEYS: Mapping[str, Key] = {
    "type": lambda node: (node.op.type, ""),
    "module": lambda node: (node.module, node.type),
    "layer": lambda node: (node.name, node.type),
}


def fold(graph: Graph, by: str = "type", counting: Counting = STANDARD) -> list[Part]:
    """Nodes added up by `type` or by `module`, or one part a `layer`, in the order of their first appearance.

    A module holds several types; it has one part for each, so that conventions can still tell them apart. The input, for
    which nobody works, has none.

    Raises:
        UnknownName: if there is no such breakdown.
    """
    if by not in KEYS:
        raise UnknownName("breakdown", by, KEYS)
    key = _by_scope(KEYS[by]) if counting.convention.is_scoped else KEYS[by]
    groups: dict[tuple[str, str], list[Node]] = {}
    for node in counted(graph.nodes, counting.convention):
        if node.inputs:
            groups.setdefault(key(node), []).append(node)
    return [
        Part(name, group[0].kind, group[0].type, group[0].module, _of_batch([node.work for node in group], counting.batch))
        for (name, _), group in groups.items()
    ]


def _by_scope(key: Key) -> Key:
    """Parts that hold nodes of one outermost scope only, for a convention that tells scopes apart."""
    return lambda node: (key(node)[0], f"{node.module}/{node.type}")


def _of_batch(works: Iterable[Work], batch: int) -> Work:
    work = Work.sum(works)
    return work if batch == 1 else work.of_batch(batch)
