"""The layers of a model and how they are connected: both generations of the configuration, in one form.

A sequential model is a functional one in which each layer reads the one before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from costmodel.errors import CostModelError, located, quoted
from costmodel.subjects.importing.formats.keras.config import Config

INPUT = "InputLayer"
OPERATIONS = ("keras.src.ops", "keras.ops")  # modules of what Keras 3 saves as a layer without being one
FUNCTIONS = ("TFOpLambda", "SlicingOpLambda")  # a function of TensorFlow that Keras 2 saves as a layer
OWN = ("keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras")


class Ref(NamedTuple):
    """One output of one call of a layer."""

    layer: str
    call: int
    output: int


@dataclass(frozen=True, eq=False)
class Connection:
    """One call of a layer.

    Attributes:
        args, kwargs: what it is called with, tensors as `Ref`.
    """

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer, or a model in its place.

    Attributes:
        calls: by their numbers in a `Ref`; None of a number that is no call.
        kind: its class, with `ops.` before an operation of Keras 3 and the module before a class that is not Keras' own;
            `tf.` and the name of a function of TensorFlow.
        shared: by which a layer that is saved at several places is known as one; empty where that is not said.
        network: the layers of a model.
    """

    kind: str
    name: str
    config: Config
    calls: tuple[Connection | None, ...] = ()
    shared: str = ""
    network: "Structure | None" = None


@dataclass(frozen=True, eq=False)
class Structure:
    """A network of layers.

    Attributes:
        inputs, outputs: of the whole.
        stated: shapes that the file states, batch first.
    """

    name: str
    layers: tuple[Layer, ...]
    inputs: tuple[Ref, ...]
    outputs: tuple[Ref, ...]
    stated: Mapping[Ref, tuple[Any, ...]] = field(default_factory=dict)


def structure(data: Mapping[str, Any]) -> Structure:
    """The network of a model's configuration.

    Raises:
        CostModelError: if it is none.
    """
    made = layer_of(data)
    if made.network is None:
        raise CostModelError(
            f"{made.kind} is a model that its own code builds",
            given=made.kind,
            allowed="a sequential or functional model, whose layers are saved",
        )
    return made.network


def layer_of(data: object) -> Layer:
    """A layer of its configuration.

    Raises:
        CostModelError: if it is none.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("class_name"), str):
        raise CostModelError(f"{quoted(data)} is no layer", given=data, allowed="an object with class_name and config")
    values = data.get("config", {})
    if isinstance(values, list):  # of a sequential model, before Keras 2.2.3
        values = {"layers": values}
    config = Config(values)
    kind = _kind(data, config)
    name = data.get("name") or config.get("name") or kind.lower()
    if not isinstance(name, str):
        raise CostModelError(f"a layer cannot be called {quoted(name)}", given=name, allowed="a text")
    with located(name):
        nodes = _listed(data.get("inbound_nodes", []), "inbound_nodes")
        calls: tuple[Connection | None, ...] = tuple(map(_connection, nodes))
        network = _network(name, config) if isinstance(config.get("layers"), list) else None
        if network is not None and _has_own_call(network, config, nodes):
            calls = (None, *calls)
    shared = data.get("shared_object_id")
    return Layer(kind, name, config, calls, f"#{shared}" if isinstance(shared, int) else "", network)


def _has_own_call(network: Structure, config: Config, nodes: Sequence[Any]) -> bool:
    """Does the numbering of a model's calls begin with what connects its own inputs to its outputs?

    It does in models that have inputs of their own; Keras 3 leaves it out where they are sequential.
    """
    if config.get("input_layers") is not None:
        return True
    first = network.layers[0 if config.get("layers")[0]["class_name"] == INPUT else 1]
    return not all(_is_of_three(node) for node in nodes) and _input_of(first) is not None


def _kind(data: Mapping[str, Any], config: Config) -> str:
    """A class that is somebody's own is none of Keras', whatever its name."""
    name: str = data["class_name"]
    if name in FUNCTIONS:
        return f"tf.{config.word('function', '')}"
    module = data.get("module")
    if not isinstance(module, str):
        return name
    if module.startswith(OPERATIONS):
        return f"ops.{name}"
    return name if module.startswith(OWN) else f"{module}.{name}"


def _network(name: str, config: Config) -> Structure:
    layers = [layer_of(one) for one in config.get("layers")]
    if config.get("input_layers") is None:
        return _sequential(name, layers, config)
    if len({layer.name for layer in layers}) < len(layers):
        raise CostModelError("two layers have one name", allowed="a name for each layer")
    inputs = tuple(_refs(config.get("input_layers")))
    outputs = tuple(_refs(config.get("output_layers", [])))
    stated: dict[Ref, tuple[Any, ...]] = {}
    for one in config.get("layers"):
        stated.update(_stated(one.get("inbound_nodes", [])))
    return Structure(name, tuple(layers), inputs, outputs, stated)


def _sequential(name: str, layers: Sequence[Layer], config: Config) -> Structure:
    """Each layer reads the one before; an input that is not a layer becomes one."""
    if not layers:
        raise CostModelError("a model without layers is no network", allowed="one layer or more")
    if layers[0].kind != INPUT:
        shape = _input_of(layers[0]) or config.get("build_input_shape")
        first = Layer(INPUT, "input", Config({"batch_shape": shape}))
        layers = [first, *layers]
    chain = [Layer(layers[0].kind, layers[0].name, layers[0].config, (Connection(()),))]
    used = {layers[0].name}
    for layer in layers[1:]:
        # Layers of old files may have one name; those here are told apart by it.
        unique = layer.name if layer.name not in used else f"{layer.name}_{len(chain)}"
        used.add(unique)
        call = Connection((Ref(chain[-1].name, 0, 0),))
        chain.append(Layer(layer.kind, unique, layer.config, (call,), layer.shared, layer.network))
    return Structure(name, tuple(chain), (Ref(chain[0].name, 0, 0),), (Ref(chain[-1].name, 0, 0),))


def _input_of(layer: Layer) -> Any:
    """The shape that the first layer of a sequential model was given, if it was."""
    if layer.network is not None and layer.network.layers[0].kind == INPUT:
        layer = layer.network.layers[0]
    return layer.config.get("batch_shape") or layer.config.get("batch_input_shape")


def _connection(data: Any) -> Connection:
    """One call: an object in Keras 3, a list of tensors with further arguments behind each in Keras 2."""
    if _is_of_three(data):
        kwargs = data.get("kwargs") or {}
        if not isinstance(kwargs, Mapping):
            raise CostModelError(f"a call cannot have the arguments {quoted(kwargs)}", given=kwargs, allowed="an object")
        args = tuple(_tensors(one) for one in _listed(data["args"], "args"))
        return Connection(args, {key: _tensors(one) for key, one in kwargs.items()})
    operands: list[Any] = []
    kwargs = {}
    for one in _operands(data):
        operands.append(_constant_or_ref(one))
        if len(one) > 3 and isinstance(one[3], Mapping):
            kwargs.update({key: _tensors(value) for key, value in one[3].items()})
    return Connection((operands[0] if len(operands) == 1 else operands,) if operands else (), kwargs)


def _is_of_three(node: Any) -> bool:
    return isinstance(node, Mapping) and "args" in node


def _operands(data: Any) -> list[Any]:
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list) and data and isinstance(data[0], str):
        data = [data]
    listed = _listed(data, "inbound_nodes")
    for one in listed:
        if not isinstance(one, list) or len(one) < 3:
            raise CostModelError(f"{quoted(one)} is no tensor", given=one, allowed="[layer, call, output]")
    return listed


def _constant_or_ref(data: Sequence[Any]) -> Any:
    if data[0] == "_CONSTANT_VALUE":
        return data[2]
    found = _ref(data[:3])
    if found is None:
        raise CostModelError(f"{quoted(data)} is no tensor", given=data, allowed="[layer, call, output]")
    return found


def _ref(data: Any) -> Ref | None:
    if isinstance(data, list) and len(data) == 3 and [type(one) for one in data] == [str, int, int]:
        return Ref(*data)
    return None


def _tensors(data: Any) -> Any:
    """An argument with its tensors as `Ref`, and other objects of Keras 3 as what they stand for."""
    if isinstance(data, list):
        return _ref(data) or [_tensors(one) for one in data]
    if not isinstance(data, Mapping):
        return data
    kind, config = data.get("class_name"), data.get("config")
    if kind == "__keras_tensor__" and isinstance(config, Mapping):
        found = _ref(config.get("keras_history"))
        if found is None:
            raise CostModelError(f"{quoted(config)} is no tensor", given=config, allowed="one with a keras_history")
        return found
    if kind == "__slice__" and isinstance(config, Mapping):
        return slice(config.get("start"), config.get("stop"), config.get("step"))
    if kind == "__tuple__":
        return [_tensors(one) for one in _listed(data.get("items", []), "items")]
    if kind in ("__numpy__", "__tensor__") and isinstance(config, Mapping):
        return config.get("value")
    if kind == "__ellipsis__":
        return ...
    return {key: _tensors(value) for key, value in data.items()}


def _stated(data: Any) -> Iterator[tuple[Ref, tuple[Any, ...]]]:
    """The shapes that Keras 3 writes beside each tensor that is read."""
    if isinstance(data, list):
        for one in data:
            yield from _stated(one)
    elif isinstance(data, Mapping):
        config = data.get("config")
        if data.get("class_name") == "__keras_tensor__" and isinstance(config, Mapping):
            found, shape = _ref(config.get("keras_history")), config.get("shape")
            if found is not None and isinstance(shape, list):
                yield found, tuple(shape)
        else:
            for one in data.values():
                yield from _stated(one)


def _refs(data: Any) -> Iterator[Ref]:
    """All tensors in a list, an object, or one alone."""
    found = _ref(data)
    if found is not None:
        yield found
    elif isinstance(data, list | Mapping):
        for one in data.values() if isinstance(data, Mapping) else data:
            yield from _refs(one)
    else:
        raise CostModelError(f"{quoted(data)} is no tensor", given=data, allowed="[layer, call, output]")


def _listed(data: Any, name: str) -> list[Any]:
    if not isinstance(data, list):
        raise CostModelError(f"{name} cannot be {quoted(data)}", given=data, allowed="a list")
    return data
