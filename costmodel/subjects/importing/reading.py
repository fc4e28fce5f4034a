"""What every importer writes a network down with: values go in, nodes and values come out.

A value is made of an input, or it is not; what does not depend on an input is done once for all of them and becomes no node.
What is learned is counted where it is first read, wherever it comes from, so that tied weights count once; whoever reads it
again has it as shared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, TypeAlias

from costmodel.errors import CostModelError, located
from costmodel.ir.graph import Graph, Node
from costmodel.ir.naming import numbered
from costmodel.ir.ops import Input, Op
from costmodel.ir.ops.opaque import Opaque
from costmodel.ir.origin import Origin, Tensor
from costmodel.ir.shape import Shape, ShapeMisfit
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, Undecided, same, total

Role: TypeAlias = Literal["weights", "biases", "norms"]
SHARED: Mapping[Role, str] = {"weights": "shared_weights", "biases": "shared_others", "norms": "shared_others"}


@dataclass(frozen=True, eq=False, slots=True)
class Value:
    """What flows between the ops of a network.

    Attributes:
        node: that makes it; None of what depends on no input.
        learned: the learned tensors that it is made of, if it depends on no input.
        content: its elements in order, where they are few and known: sizes, axes, targets of a reshape.
    """

    shape: Shape
    node: Node | None = None
    learned: tuple[Tensor, ...] = ()
    content: tuple[Dim, ...] | None = None


Stated: TypeAlias = Sequence[Dim | None]
Learns: TypeAlias = Mapping[Role, Sequence[Value]]


class Reading:
    """A network that is being read."""

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._used: dict[str, int] = {}
        self._read: set[str] = set()
        self._folded: list[Dim] = []

    def input(self, name: str, shape: Iterable[Dim]) -> Value:
        """An input of the network."""
        made = Shape(*shape)
        return self._node(Input(made), (), made, Work(), name, "")

    def apply(
        self,
        op: Op,
        *operands: Value,
        learns: Learns | None = None,
        again: bool = False,
        name: str,
        written: str = "",
        stated: Stated | None = None,
    ) -> Value:
        """Write down an op.

        Args:
            operands: what it computes with, learned tensors among them where it treats them like any map.
            learns: what it has learned, by the facts of `Work` that count it; of those that are not named the op's own rule
                is taken. A value among them that is made of an input, such as a filter that a network works out for itself, is
                read like a map.
            again: a layer that has been applied before, so that what its rule has learned is there already.
            name: scoped path; one that is taken gets a number.
            written: `module`, `function` or `method`.
            stated: the output's shape, if the source states it; None along an axis that it leaves open.

        Raises:
            CostModelError: if the op cannot take those shapes, or its rule gives another shape than the source; names the op.
        """
        shapes = [operand.shape for operand in operands]
        with located(name):
            shape = op.out(*shapes)
            if stated is not None and not agree(shape, stated):
                raise ShapeMisfit(f"{op.type} gives {shape}, and the source says {_shown(stated)}")
            work = op.work(shape, *shapes)
            if again:
                work = work.again()
        behind = (*operands, *(value for values in (learns or {}).values() for value in values))
        inputs = [value.node for value in behind if value.node is not None]
        if not inputs:
            self._folded.append(work.mult_adds)
            return Value(shape, None, tuple(_tensors(behind)))
        return self._node(op, inputs, shape, self._counted(work, operands, learns or {}), name, written)

    def opaque(self, kind: str, operands: Sequence[Value], shape: Iterable[Dim], name: str) -> Value:
        """Write down an op that nothing here knows, with the shape that its source states."""
        return self.apply(Opaque(kind, tuple(shape)), *operands, name=name)

    def graph(self, origin: Origin) -> Graph:
        """The network as read.

        Raises:
            CostModelError: if nothing depends on an input.
        """
        if all(node.kind == "Input" for node in self._nodes):
            raise CostModelError("nothing is computed from an input", allowed="a network")
        return Graph(tuple(self._nodes), origin=origin)

    @property
    def folded(self) -> Dim:
        """Mult-adds of what depends on no input."""
        return total(self._folded)

    def unread(self, tensors: Iterable[Tensor]) -> tuple[Tensor, ...]:
        """Those that nothing has read so far."""
        return tuple(tensor for tensor in tensors if tensor.name not in self._read)

    def _node(self, op: Op, inputs: Sequence[Node], shape: Shape, work: Work, name: str, written: str) -> Value:
        free = numbered(name, self._used) if name in self._used else name
        self._used[free] = 1
        made = Node(len(self._nodes), free, op, tuple(map(attrgetter("position"), inputs)), shape, work, written)
        self._nodes.append(made)
        return Value(shape, made)

    def _counted(self, work: Work, operands: Sequence[Value], learns: Learns) -> Work:
        """The work with what is learned where it is read first."""
        facts: dict[str, list[Dim]] = {}
        for role, values in learns.items():
            new = self._first_read(values)
            facts[role] = new
            if made := [value.shape.size for value in values if value.node is not None]:
                facts.setdefault("reads", [work.reads]).extend(made)
            elif values and not new:
                facts.setdefault(SHARED[role], []).append(getattr(work, role))
        for operand in operands:
            if operand.node is None and operand.learned:
                # It is no feature map that is read, but values that are learned.
                facts.setdefault("reads", [work.reads]).append(-operand.shape.size)
                new = self._first_read([operand])
                facts.setdefault("weights", [work.weights]).extend(new)
                if not new:
                    facts.setdefault("shared_weights", []).append(operand.shape.size)
        return work._replace(**{fact: total(terms) for fact, terms in facts.items()}) if facts else work

    def _first_read(self, values: Iterable[Value]) -> list[Dim]:
        """The sizes of the tensors behind the values that nothing has read before."""
        sizes: list[Dim] = []
        for value in values:
            for tensor in value.learned:
                if tensor.name not in self._read:
                    self._read.add(tensor.name)
                    sizes.append(tensor.size)
        return sizes


def agree(shape: Sequence[Dim], stated: Stated) -> bool:
    """Are the sizes of two shapes the same, where both say one?"""
    pairs = zip(shape, stated, strict=False)
    return len(shape) == len(stated) and all(size is None or own is size or same(own, size) for own, size in pairs)


def _shown(stated: Stated) -> str:
    return "x".join("?" if size is None else str(size) for size in stated)


def surely_agree(shape: Sequence[Dim], sizes: Sequence[Dim]) -> bool:
    """Are all sizes known to be the same? Where that is open, the more general op is right for either."""
    try:
        return agree(shape, sizes)
    except Undecided:
        return False


def _tensors(values: Iterable[Value]) -> Iterator[Tensor]:
    """The learned tensors behind values, each once."""
    yield from dict.fromkeys(tensor for value in values for tensor in value.learned)
