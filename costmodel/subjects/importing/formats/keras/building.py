"""A network of layers written down as a graph."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from costmodel.errors import CostModelError, located
from costmodel.ir.graph import Graph
from costmodel.ir.ops.opaque import Opaque
from costmodel.ir.origin import Origin
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.keras.archive import Found
from costmodel.subjects.importing.formats.keras.call import Call, Scope
from costmodel.subjects.importing.formats.keras.connections import Ref
from costmodel.subjects.importing.formats.keras.inputs import entries, input_layers, shape_of
from costmodel.subjects.importing.formats.keras.order import calls_of
from costmodel.subjects.importing.formats.keras.registry import RULES
from costmodel.subjects.importing.formats.keras.structure import Layer, Structure
from costmodel.subjects.importing.layout import CHANNELS_FIRST, CHANNELS_LAST, Layout
from costmodel.subjects.importing.reading import Reading, Value, agree
from costmodel.subjects.importing.trees import leaves

MOST = 20_000  # calls of layers: models within models multiply
LAYOUTS: Mapping[str, Layout] = {"channels_last": CHANNELS_LAST, "channels_first": CHANNELS_FIRST}


def built(network: Structure, found: Found, sizes: Mapping[str, Any]) -> Graph:
    """The graph of a model at given sizes of what it leaves open."""
    words = set(_values_of("data_format", found.data))
    layout = CHANNELS_FIRST if words == {"channels_first"} else CHANNELS_LAST
    building = Building(layout)
    values = [building.reading.input(entry.name, layout.shape(entry.shape(sizes))) for entry in entries(network)]
    building.run(network, values, Scope())
    open_batch = any(shape_of(layer)[0] is None for layer in input_layers(network))
    notes = ["the file leaves the batch open: 1 is taken"] if open_batch else []
    types = sorted({word for word in _types(found.data) if word != "float32"})
    if types:
        notes.append(f"the file computes or reads {', '.join(types)} too; element counts do not depend on it")
    return building.reading.graph(Origin(found.place, found.format, found.producer, tuple(notes)))


class Building:
    """A graph that is made of a network's layers.

    Attributes:
        layout: how all tensors are held.
    """

    def __init__(self, layout: Layout) -> None:
        self.reading = Reading()
        self.layout = layout
        self._called: set[str] = set()
        self._calls = 0

    def run(self, network: Structure, inputs: Sequence[Value], scope: Scope) -> list[Value]:
        """The outputs of a network for some inputs.

        Raises:
            CostModelError: if it does not fit together.
        """
        if len(inputs) != len(network.inputs):
            raise CostModelError(f"{len(inputs)} tensors are put into {len(network.inputs)} inputs")
        values = dict(zip(network.inputs, inputs, strict=True))
        stated = network.stated if network.stated and self._as_saved(network, inputs) else {}
        for layer, number, call in calls_of(network):
            shapes = (
                [shape for ref, shape in sorted(stated.items()) if ref[:2] == (layer.name, number)] if not _known(layer) else []
            )
            args, kwargs = _filled(call.args, values), _filled(call.kwargs, values)
            outputs = self.call(layer, args, kwargs, scope, shapes)
            for place, value in enumerate(outputs):
                made = Ref(layer.name, number, place)
                values[made] = value
                self._check(scope.path + layer.name, value, stated.get(made))
        return [_found(ref, values) for ref in network.outputs]

    def call(
        self,
        layer: Layer,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        scope: Scope,
        stated: Sequence[Sequence[Any]] = (),
    ) -> list[Value]:
        """The outputs of one call of a layer.

        Args:
            stated: their shapes, if the file states them and nothing here knows the layer.

        Raises:
            CostModelError: if nothing here knows the layer, and no shapes are stated.
        """
        self._calls += 1
        if self._calls > MOST:
            raise CostModelError("the models within one another have too many layers", allowed=f"at most {MOST:,}")
        if layer.network is not None:
            return self.run(layer.network, list(leaves([args, kwargs], Value)), scope.within(layer))
        identity = scope.identify(layer)
        call = Call(self, layer, scope, args, kwargs, self.layout, identity in self._called)
        self._called.add(identity)
        with located(scope.path + layer.name):
            if (rule := RULES.get(layer.kind, *layer.others)) is not None:
                made = rule(call)
                return [made] if isinstance(made, Value) else list(made)
            if not stated:
                raise _unknown(layer)
            return [self._opaque(call, shape) for shape in stated]

    def layout_of(self, layer: Layer) -> Layout:
        """How a layer that says so itself takes its maps."""
        word = layer.config.get("data_format")
        return self.layout if word is None else LAYOUTS[layer.config.word("data_format", "", LAYOUTS)]

    def _opaque(self, call: Call, stated: Sequence[Any]) -> Value:
        """What nothing here knows, with the shape that the file states."""
        batch = call.x.shape[0] if call.x.shape else 1
        sizes = [batch if size is None and not place else size for place, size in enumerate(stated)]
        if not all(type(size) is int for size in sizes[1:]):
            raise _unknown(call.layer)
        return call.apply(Opaque(call.layer.kind, tuple(self.layout.held(sizes))), *call.inputs)

    def _as_saved(self, network: Structure, inputs: Sequence[Value]) -> bool:
        """Are the inputs as large as those with which the network was saved?"""
        shapes = map(shape_of, input_layers(network))
        return all(_agree(self.layout.said(value.shape), shape) for value, shape in zip(inputs, shapes, strict=True))

    def _check(self, name: str, value: Value, stated: Sequence[Any] | None) -> None:
        said = self.layout.said(value.shape)
        if stated is not None and not _agree(said, stated):
            shown = "x".join("?" if size is None else str(size) for size in stated)
            raise CostModelError(f"the rule gives {'x'.join(map(str, said))}, and the file says {shown}").at(name)


def _agree(sizes: Sequence[Dim], stated: Sequence[Any]) -> bool:
    """Are sizes those that are stated, as far as they are?"""
    return len(sizes) == len(stated) and agree(
        [size for size, said in zip(sizes, stated, strict=True) if said is not None],
        [said for said in stated if said is not None],
    )


def _unknown(layer: Layer) -> CostModelError:
    return CostModelError(
        f"the layer {layer.kind} has no rule here", given=layer.kind, allowed="layers of Keras' own that have one"
    )


def _known(layer: Layer) -> bool:
    return layer.network is not None or RULES.get(layer.kind, *layer.others) is not None


def _filled(tree: Any, values: Mapping[Ref, Value]) -> Any:
    """Arguments with the tensors in place of what refers to them."""
    if isinstance(tree, Ref):
        return _found(tree, values)
    if isinstance(tree, list | tuple):
        return [_filled(one, values) for one in tree]
    if isinstance(tree, dict):
        return {key: _filled(one, values) for key, one in tree.items()}
    return tree


def _found(ref: Ref, values: Mapping[Ref, Value]) -> Value:
    if ref not in values:
        raise CostModelError(f"{ref.layer} has no output {ref.output} of call {ref.call}", given=ref)
    return values[ref]


def _values_of(key: str, data: Any) -> Iterator[Any]:
    """All values that stand under a key, at any depth."""
    if isinstance(data, Mapping):
        if isinstance(data.get(key), str):
            yield data[key]
        data = data.values()
    elif not isinstance(data, list):
        return
    for one in data:
        yield from _values_of(key, one)


def _types(data: Any) -> Iterator[str]:
    """The element types of layers, and the policies that name two."""
    yield from _values_of("dtype", data)
    if isinstance(data, Mapping):
        policy = data.get("class_name"), data.get("config")
        if policy[0] in ("DTypePolicy", "Policy") and isinstance(policy[1], Mapping) and isinstance(policy[1].get("name"), str):
            yield policy[1]["name"]
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            if isinstance(one, dict | list):
                yield from _types(one)
