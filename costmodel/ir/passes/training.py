"""A step of training: the forward pass, and behind it the backward pass with what it needs of the forward one.

The gradient of a map is made by the nodes that read it, the last first, from the gradient of what they wrote and from what they
kept. What is kept is alive until it was read again, so that memory follows from the nodes as it does without training.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.backward import Backward
from costmodel.ir.graph import Graph, Node
from costmodel.ir.ops import Input, Op
from costmodel.ir.passes.gradient import (
    NOTHING,
    Beside,
    Dropping,
    GradientSum,
    InputGradient,
    RenamedGradient,
    WeightGradient,
)
from costmodel.ir.shape import Shape
from costmodel.ir.ways import BACKWARD
from costmodel.ir.work import Work
from costmodel.numbers.algebra import total

NAME, DROPOUT = "training", "Dropout"
EVERY = "all"  # outermost scope is made again
LEARNED = ("weights", "biases", "norms", "shared_weights", "shared_others")


def training(graph: Graph, frozen: Collection[str] = (), again: Collection[str] = ()) -> Graph:
    """The graph with its backward pass behind it; one that has it stays as it is.

    Args:
        frozen: scopes in which nothing is learned; before the first node that learns, nothing needs a gradient.
        again: scopes of which the maps are not kept but made again when their backward pass comes (Chen et al. 2016, section
            3): kept is what they read from outside.

    Raises:
        UnknownName: if there is no such scope.
        CostModelError: if an op has no backward rule, nothing learns, or a pass that is not for training has run.
    """
    if NAME in graph.passes:
        return graph
    if graph.passes:
        raise CostModelError(
            f"training after {graph.passes[-1]}", given=list(graph.passes), allowed="training of a network as it is built"
        )
    if EVERY in again:
        again = tuple(dict.fromkeys(node.module for node in graph.nodes if node.name != node.module))
    for scope in (*frozen, *again):
        if not graph.inside(scope):
            raise UnknownName("scope", scope, dict.fromkeys(around for node in graph.nodes for around in _around(node.name)))
    step = _Step(graph, frozenset(frozen), tuple(again))
    if not any(step.learns):
        raise CostModelError(
            "nothing of the network learns", given=list(frozen), allowed="a scope with weights that is not frozen"
        )
    return replace(graph, nodes=tuple(step.run()), passes=(NAME,))


class _Step:
    """The nodes of a step of training, as they are made.

    Attributes:
        learns: of each node of the network, is anything learned there?
        needs: does it learn, or does anything before it?
        nodes: those of the step so far.
        place: of each node of the network, where it stands among them; of one that is made again, where it does so.
        gradients: by node of the network, what has arrived of the gradient of its output.
    """

    def __init__(self, graph: Graph, frozen: frozenset[str], again: tuple[str, ...]) -> None:
        self.network = graph.nodes
        self.learns: list[bool] = []
        self.needs: list[bool] = []
        for node in self.network:
            self.learns.append(_has_learned(node) and frozen.isdisjoint(_around(node.name)))
            self.needs.append(self.learns[-1] or any(self.needs[source] for source in node.inputs))
        self.rules = {node.position: self._rule(node) for node in self.network if self.needs[node.position]}
        self.segment = {node.position: scope for scope in again for node in graph.inside(scope) if node.position in self.rules}
        self.nodes: list[Node] = []
        self.place: dict[int, int] = {}
        self.beside: dict[int, int] = {}
        self.gradients: dict[int, list[int]] = {}

    def run(self) -> list[Node]:
        """All nodes of the step."""
        for node in self.network:
            self._forward(node)
        read = {source for node in self.network for source in node.inputs}
        made_again: set[str] = set()
        for node in reversed(self.network):
            if node.position not in self.rules:
                continue
            scope = self.segment.get(node.position)
            if scope is not None and scope not in made_again:
                made_again.add(scope)
                self._make_again(scope)
            if node.position not in read:
                given = self._behind(f"{node.name}/given", Input(node.shape), (), node.shape, Work())
                self.gradients.setdefault(node.position, []).append(given)
            self._backward(node, self.rules[node.position])
        return self.nodes

    def _forward(self, node: Node, suffix: str = "") -> None:
        """The node in the forward pass, or once more."""
        sources = [self.place[source] for source in node.inputs]
        op = Dropping(node.op) if node.kind == DROPOUT and node.position in self.rules else node.op
        work = op.work(node.shape, node.shape) if op is not node.op else node.work
        work, written = (work.again(), BACKWARD) if suffix else (work, node.written)
        self.place[node.position] = self._add(node.name + suffix, op, sources, node.shape, work, written)
        rule = self.rules.get(node.position)
        if rule is not None and not _is_zero(rule.beside):
            kept = Beside(node.op, rule.beside)
            shape, sources = kept.out(), [self.place[node.position]]
            self.beside[node.position] = self._behind(f"{node.name}{suffix}/kept", kept, sources, shape, kept.work(shape))

    def _make_again(self, scope: str) -> None:
        """The nodes of a scope once more, as far as its backward pass reads what they make."""
        inside = [node for node in self.network if self.segment.get(node.position) == scope]
        places = {node.position for node in inside}
        wanted = {kept for node in inside for kept in self._kept(node, self.rules[node.position]) if kept in places}
        wanted |= {node.position for node in inside if not _is_zero(self.rules[node.position].beside)}
        for node in reversed(inside):
            if node.position in wanted:
                wanted.update(source for source in node.inputs if source in places)
        for node in inside:
            if node.position in wanted:
                self._forward(node, "/again")

    def _backward(self, node: Node, rule: Backward) -> None:
        arriving = self._arrived(node)
        kept = [self.place[position] for position in self._kept(node, rule)]
        kept += [self.beside[node.position]] if node.position in self.beside else []
        wanted = [place for place, source in enumerate(node.inputs) if self.needs[source]]
        for place in wanted:
            source = self.network[node.inputs[place]]
            name = f"{node.name}/gradient" if len(wanted) == 1 else f"{node.name}/gradient{place + 1}"
            work = Work(
                mult_adds=rule.mult_adds,
                pointwise=rule.pointwise[place] if rule.pointwise else 0,
                reads=node.shape.size + total(self.nodes[one].elements for one in kept),
                writes=source.shape.size,
                shared_weights=node.work.weights + node.work.shared_weights,
            )
            op: Op
            if rule.renames:
                # The gradient of a slice has the slice's size, and lies beside those of the other slices when they are summed.
                shape = node.shape if len(node.inputs) == 1 and not _is_whole(node.shape, source.shape) else source.shape
                op, work, read = RenamedGradient(node, shape), Work(), [arriving]
            else:
                op, shape, read = InputGradient(node, source.shape), source.shape, [arriving, *kept]
            made = self._behind(name, op, read, shape, work)
            self.gradients.setdefault(source.position, []).append(made)
        if self.learns[node.position]:
            learned = total(getattr(node.work, fact) for fact in LEARNED)
            work = Work(
                mult_adds=rule.learning_mult_adds,
                pointwise=rule.learning_pointwise,
                reads=node.shape.size + total(self.nodes[one].elements for one in kept),
                shared_weights=learned,
            )
            self._behind(f"{node.name}/weight-gradient", WeightGradient(node, NOTHING), [arriving, *kept], NOTHING, work)

    def _kept(self, node: Node, rule: Backward) -> list[int]:
        """The nodes of the network whose maps are kept for a node's backward pass."""
        needed = not rule.kept_to_learn or self.learns[node.position]
        kept = [node.inputs[place] for place in rule.keeps] if needed else []
        return list(dict.fromkeys([*kept, *([node.position] if rule.keeps_output else [])]))

    def _arrived(self, node: Node) -> int:
        """The gradient of a node's output, summed over all that has read it."""
        arrived = sorted(self.gradients.pop(node.position), reverse=True)
        if len(arrived) == 1 and _is_whole(self.nodes[arrived[0]].shape, node.shape):
            return arrived[0]
        latest = self.nodes[arrived[0]]
        # What was made for this sum alone can be added to.
        op = GradientSum(node.shape, not latest.is_view and _is_whole(latest.shape, node.shape))
        shapes = [self.nodes[place].shape for place in arrived]
        return self._behind(f"{node.name}/summed", op, arrived, node.shape, op.work(node.shape, *shapes))

    def _rule(self, node: Node) -> Backward:
        return node.op.backward(node.shape, *(self.network[source].shape for source in node.inputs))

    def _behind(self, name: str, op: Op, sources: Sequence[int], shape: Shape, work: Work) -> int:
        """A node of the backward pass, or of what is there for it alone."""
        return self._add(name, op, sources, shape, work, BACKWARD)

    def _add(self, name: str, op: Op, sources: Sequence[int], shape: Shape, work: Work, written: str = "") -> int:
        self.nodes.append(Node(len(self.nodes), name, op, tuple(sources), shape, work, written))
        return len(self.nodes) - 1


def _around(name: str) -> list[str]:
    """The scopes that a node stands in, and its own name."""
    steps = name.split("/")
    return ["/".join(steps[:size]) for size in range(1, len(steps) + 1)]


def _has_learned(node: Node) -> bool:
    return not all(_is_zero(getattr(node.work, fact)) for fact in LEARNED)


def _is_zero(fact: object) -> bool:
    return type(fact) is int and fact == 0


def _is_whole(part: Shape, whole: Shape) -> bool:
    return part is whole or part.is_plainly(whole) or part.size is whole.size
