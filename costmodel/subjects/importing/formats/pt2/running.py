"""An exported program, run on shapes: each node by the rule of its operator.

Its sizes may be numbers, symbols or arrays, because what the program computes with sizes is computed here, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from costmodel.errors import CostModelError, quoted
from costmodel.numbers.algebra import Dim, is_expression, same
from costmodel.subjects.importing.aten.call import Call
from costmodel.subjects.importing.aten.memory import Tensors
from costmodel.subjects.importing.formats.pt2.nodes import VIEWS, WRAPPERS, names, operator_of, writes
from costmodel.subjects.importing.formats.pt2.schema import Argument, Graph, Node, Size, TensorMeta
from costmodel.subjects.importing.formats.pt2.scopes import Scopes
from costmodel.subjects.importing.formats.pt2.symbols import SIZES, OfValues, Texts
from costmodel.subjects.importing.reading import Reading, Value


class Handle:
    """A tensor of the program."""

    __slots__ = ("memory",)

    def __init__(self, memory: int) -> None:
        self.memory = memory


class Number(NamedTuple):
    """A number that nobody has asked for so far.

    Attributes:
        text: the program's formula for it; empty where it has none.
    """

    node: Node
    text: str


class Run:
    """One run of a program.

    Attributes:
        known: the tensors and numbers by name.
    """

    def __init__(self, reading: Reading, texts: Texts, scopes: Scopes) -> None:
        self.known: dict[str, Any] = {}
        self._reading, self._texts, self._scopes = reading, texts, scopes
        self._tensors = Tensors(lambda one: one.memory)
        self._memories = count()

    def hold(self, name: str, value: Value) -> None:
        """A tensor that the program is given."""
        self.known[name] = made = Handle(next(self._memories))
        self._tensors.hold(made, value)

    def sizes(self, sizes: Iterable[Size]) -> list[Dim]:
        """Sizes that are known.

        Raises:
            CostModelError: if one is not.
        """
        found = [self._stated(size) for size in sizes]
        known = [size for size in found if size is not None]
        if len(known) < len(found):
            raise CostModelError("an input has a size that follows from no size of another")
        return known

    def all(self, graph: Graph) -> tuple[str, ...]:
        """Run the program; where it stops, because it depends on data, a note says so."""
        for node in graph.nodes:
            try:
                self._node(node, graph)
            except OfValues as stop:
                name = self._scopes.place(str(stop), node.metadata).name
                made = [self._tensors.value(one) for one in self.known.values() if isinstance(one, Handle)]
                self._reading.opaque(str(stop), [value for value in made if value.node is not None][-1:], (), name)
                return (f"the reading ends at {name}, which depends on data; nothing behind it is counted",)
        return ()

    def _node(self, node: Node, graph: Graph) -> None:
        if not node.outputs:  # it asserts something
            return
        if "as_sym_int" in node.outputs[0]:
            self._number(node, graph)
        elif not any(kind in node.outputs[0] for kind in ("as_sym_bool", "as_sym_float")):
            wrapped = next((one.arg["as_graph"] for one in node.inputs if "as_graph" in one.arg), None)
            if wrapped is None or operator_of(node) not in WRAPPERS:
                self._call(node, graph)
            else:
                self._wrapped(node, Graph.model_validate(wrapped["graph"]))

    def _number(self, node: Node, graph: Graph) -> None:
        name = node.outputs[0]["as_sym_int"]["as_name"]
        said = graph.sym_int_values.get(name)
        self.known[name] = Number(node, "" if said is None or said.as_expr is None else said.as_expr.expr_str)

    def _wrapped(self, node: Node, inner: Graph) -> None:
        """The graph has names of its own, and sees of those around it what it is given."""
        place = next(at for at, one in enumerate(node.inputs) if "as_graph" in one.arg)
        given = names(one.arg for one in node.inputs[place + 1 :])
        around, self.known = self.known, dict(zip(names(inner.inputs), map(self._found, given), strict=True))
        for each in inner.nodes:
            self._node(each, inner)
        made = dict(zip(names(node.outputs), map(self._found, names(inner.outputs)), strict=True))
        self.known = around | made

    def _call(self, node: Node, graph: Graph) -> None:
        kind = operator_of(node)
        name, written = self._scopes.place(kind, node.metadata)
        arguments = {one.name or str(at): self._argument(one.arg) for at, one in enumerate(node.inputs)}
        operands = [self.known[own] for own in names(one.arg for one in node.inputs)]
        operands = [one for one in operands if isinstance(one, Handle)]
        outputs = names(node.outputs)
        stated = [self._shape(graph.tensor_values[output]) for output in outputs]
        call = Call(self._reading, kind, arguments, name, written, stated)
        made = [self._made(node, operands) for _ in outputs]
        self._tensors.carry_out(call, made, operands)
        for output, handle in zip(outputs, made, strict=True):
            self.known[output] = handle
            self._learn(graph.tensor_values[output], self._tensors.value(handle))

    def _made(self, node: Node, operands: Sequence[Handle]) -> Handle:
        """The tensor that a node gives: one that it wrote to, a view of one, or a new one."""
        if operands and writes(node):
            return operands[0]
        shares = operands and operator_of(node) in VIEWS
        return Handle(operands[0].memory if shares else next(self._memories))

    def _argument(self, argument: Argument) -> Any:
        """What an argument is, with values for tensors and numbers for sizes."""
        [(kind, given)] = argument.items()
        if kind in ("as_tensor", "as_sym_int", "as_sym_float", "as_sym_bool"):
            return self._one(given)
        if kind in ("as_tensors", "as_sym_ints", "as_sym_floats", "as_sym_bools"):
            return [self._one(one) for one in given]
        if kind == "as_optional_tensors":
            return [self._argument(one) for one in given]
        if kind == "as_optional_tensor":
            return self._argument(given)
        return None if kind == "as_none" else given

    def _one(self, given: Mapping[str, Any]) -> Any:
        name = given.get("name", given.get("as_name"))
        if name is None:
            [number] = given.values()
            return number
        if name not in self.known:
            raise CostModelError(f"nothing makes the tensor {quoted(name)}") if "name" in given else OfValues(name)
        found = self._found(name)
        return self._tensors.value(found) if isinstance(found, Handle) else found

    def _found(self, name: str) -> Any:
        """A tensor, or a number, which is computed when it is needed.

        Most sizes are those of maps, whose rules have one way to write them; the program has others.
        """
        found = self.known[name]
        if not isinstance(found, Number):
            return found
        number = self._texts.size(found.text)
        if number is None or not is_expression(number):
            made = self._computed(found.node)
            if number is not None and not same(number, made):
                raise CostModelError(f"{name} is {made}, and the same formula gave {number} before")
            number = made
            self._texts.learn(found.text, number)
        self.known[name] = number
        return number

    def _computed(self, node: Node) -> Dim:
        if node.target not in SIZES:
            raise OfValues(operator_of(node))
        number: Dim = SIZES[node.target](*[self._argument(one.arg) for one in node.inputs])
        return number

    def _shape(self, meta: TensorMeta) -> list[Dim | None]:
        return [self._stated(size) for size in meta.sizes]

    def _stated(self, size: Size) -> Dim | None:
        return size.as_int if size.as_expr is None else self._texts.size(size.as_expr.expr_str)

    def _learn(self, meta: TensorMeta, value: Value) -> None:
        for said, size in zip(meta.sizes, value.shape, strict=True):
            if said.as_expr is not None:
                self._texts.learn(said.as_expr.expr_str, size)
