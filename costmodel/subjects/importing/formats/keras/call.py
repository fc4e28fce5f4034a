"""One call of one layer, as a rule sees it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops import Op
from costmodel.ir.ops.rearranging import View
from costmodel.ir.origin import Tensor
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim, exact_div
from costmodel.subjects.importing.formats.keras.config import Config, whole
from costmodel.subjects.importing.formats.keras.structure import Layer, layer_of
from costmodel.subjects.importing.layout import Layout
from costmodel.subjects.importing.reading import Learns, Value
from costmodel.subjects.importing.trees import leaves

if TYPE_CHECKING:
    from costmodel.subjects.importing.formats.keras.building import Building


@dataclass(frozen=True, eq=False)
class Scope:
    """Where a layer stands.

    Attributes:
        path: of the models around it, each with a stroke behind.
        identity: the same, by which layers that are used twice are known.
    """

    path: str = ""
    identity: str = ""

    def within(self, layer: Layer) -> "Scope":
        """The scope that a layer is around what it holds."""
        return Scope(f"{self.path}{layer.name}/", f"{self.identify(layer)}/")

    def identify(self, layer: Layer) -> str:
        """What the layer is known by."""
        return layer.shared or self.identity + layer.name


@dataclass(frozen=True, eq=False)
class Call:
    """One call of one layer.

    Attributes:
        args, kwargs: what it is called with, tensors as `Value`.
        layout: how its tensors are held.
        again: whether the layer has been called before.
    """

    building: "Building"
    layer: Layer
    scope: Scope
    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    layout: Layout
    again: bool

    @property
    def config(self) -> Config:
        return self.layer.config

    @property
    def inputs(self) -> list[Value]:
        """All tensors that it is called with.

        Raises:
            CostModelError: if there are none.
        """
        found = list(leaves([self.args, self.kwargs], Value))
        if not found:
            raise CostModelError(f"{self.layer.kind} is called without a tensor", allowed="one or more")
        return found

    @property
    def x(self) -> Value:
        """The first of them."""
        return self.inputs[0]

    def argument(self, name: str, place: int, default: Any = None) -> Any:
        """An argument of an operation, wherever it is written: in its call, by name or place, or in its configuration."""
        if self.kwargs.get(name) is not None:
            return self.kwargs[name]
        if place < len(self.args) and self.args[place] is not None:
            return self.args[place]
        return self.config.get(name, default)

    def sizes(self, x: Value) -> tuple[Dim, ...]:
        """The sizes of a tensor along the axes that Keras gives it."""
        return self.layout.said(x.shape)

    def axis(self, axis: Any, x: Value) -> int:
        """An axis of Keras as the one that is held."""
        rank = len(x.shape)
        return self.layout.axis(whole("axis", axis, -rank, rank - 1), rank)

    def axes(self, axes: Any, x: Value) -> tuple[int, ...]:
        """One or several axes; all of them for None."""
        rank = len(x.shape)
        listed = axes if isinstance(axes, list | tuple) else range(rank) if axes is None else [axes]
        return self.layout.axes([whole("axis", axis, -rank, rank - 1) for axis in listed], rank)

    def apply(self, op: Op, *xs: Value, part: str = "", written: str = "module", learns: Learns | None = None) -> Value:
        """Write down an op of the layer, by the layer's name or as a part of it."""
        name = f"{self.scope.path}{self.layer.name}"
        return self.building.reading.apply(
            op, *xs, learns=learns, again=self.again, name=f"{name}/{part}" if part else name, written=written
        )

    def learned(self, part: str, sizes: Iterable[Dim]) -> Value:
        """A learned tensor of the layer, which an op treats like any map."""
        shape = Shape(*sizes)
        return Value(shape, learned=(Tensor(f"{self.scope.identify(self.layer)}/{part}", shape.size),))

    def view(self, x: Value, sizes: Iterable[Dim], part: str = "", written: str = "module") -> Value:
        """A tensor under other sizes, which Keras gives it; the same one if they are the same."""
        return viewed(self, x, self.layout.shape(sizes), part, written)

    def reshaped(self, x: Value, target: Sequence[Any], written: str = "module") -> Value:
        """A tensor under other sizes, of which one may be -1: whatever is left."""
        known = [size for size in target if not _is_rest(size)]
        if len(target) - len(known) > 1:
            raise CostModelError(f"two sizes of {quoted(list(target))} are left open", given=target, allowed="one -1")
        rest = exact_div(x.shape.size, Shape(*known).size) if len(known) < len(target) else None
        return self.view(x, [rest if rest is not None and _is_rest(size) else size for size in target], written=written)

    def inner(self, key: str) -> Layer:
        """A layer that this one is made of."""
        return layer_of(self.config.get(key))

    def run(self, layer: Layer, *xs: Value) -> list[Value]:
        """Call a layer that this one is made of."""
        return self.building.call(layer, xs, {}, self.scope.within(self.layer))


def viewed(call: Call, x: Value, shape: Shape, part: str = "", written: str = "module") -> Value:
    """A tensor as one of another shape as held; the same one if that is the same."""
    return x if tuple(x.shape) == tuple(shape) else call.apply(View(tuple(shape)), x, part=part, written=written)


def _is_rest(size: Any) -> bool:
    return type(size) is int and size == -1
