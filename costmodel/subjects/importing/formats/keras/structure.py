"""The layers of a model and how they are connected: both generations of the configuration, in one form.

A sequential model is a functional one in which each layer reads the one before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from costmodel.errors import CostModelError, located, quoted
from costmodel.subjects.importing.formats.keras.config import Config
from costmodel.subjects.importing.formats.keras.connections import (
    Connection,
    Ref,
    connection,
    is_of_three,
    listed,
    refs_in,
    stated_in,
)

INPUT = "InputLayer"
OPERATIONS = ("keras.src.ops", "keras.ops")  # modules of what Keras 3 saves as a layer without being one
FUNCTIONS = ("TFOpLambda", "SlicingOpLambda")  # a function of TensorFlow that Keras 2 saves as a layer
REGISTERED = ">"  # between the package and the name of a class, as both generations register it
OWN = ("keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras")


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer, or a model in its place.

    Attributes:
        calls: by their numbers in a `Ref`; None of a number that is no call.
        kind: its class, with `ops.` before an operation of Keras 3 and the module before a class that is not Keras' own;
            `tf.` and the name of a function of TensorFlow.
        shared: by which a layer that is saved at several places is known as one; empty where that is not said.
        network: the layers of a model.
        others: names besides its kind that a class which is not Keras' own goes by: as it is registered, `acme>Fused`, and
            its own name, `Fused`.
    """

    kind: str
    name: str
    config: Config
    calls: tuple[Connection | None, ...] = ()
    shared: str = ""
    network: "Structure | None" = None
    others: tuple[str, ...] = ()


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
        nodes = listed(data.get("inbound_nodes", []), "inbound_nodes")
        calls: tuple[Connection | None, ...] = tuple(map(connection, nodes))
        network = _network(name, config) if isinstance(config.get("layers"), list) else None
        if network is not None and _has_own_call(network, config, nodes):
            calls = (None, *calls)
    shared = data.get("shared_object_id")
    shared_name = f"#{shared}" if isinstance(shared, int) else ""
    return Layer(kind, name, config, calls, shared_name, network, _others(data, kind))


def _has_own_call(network: Structure, config: Config, nodes: Sequence[Any]) -> bool:
    """Does the numbering of a model's calls begin with what connects its own inputs to its outputs?

    It does in models that have inputs of their own; Keras 3 leaves it out where they are sequential.
    """
    if config.get("input_layers") is not None:
        return True
    first = network.layers[0 if config.get("layers")[0]["class_name"] == INPUT else 1]
    return not all(is_of_three(node) for node in nodes) and _input_of(first) is not None


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


def _others(data: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    """The names of a class besides its kind, under which Keras itself has no other one."""
    if kind.startswith(("ops.", "tf.")):
        return ()
    registered, name = data.get("registered_name"), data["class_name"].rpartition(REGISTERED)[2]
    return (registered, name) if isinstance(registered, str) else (name,)


def _network(name: str, config: Config) -> Structure:
    layers = [layer_of(one) for one in config.get("layers")]
    if config.get("input_layers") is None:
        return _sequential(name, layers, config)
    if len({layer.name for layer in layers}) < len(layers):
        raise CostModelError("two layers have one name", allowed="a name for each layer")
    inputs = tuple(refs_in(config.get("input_layers")))
    outputs = tuple(refs_in(config.get("output_layers", [])))
    stated: dict[Ref, tuple[Any, ...]] = {}
    for one in config.get("layers"):
        stated.update(stated_in(one.get("inbound_nodes", [])))
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
        chain.append(replace(layer, name=unique, calls=(call,)))
    return Structure(name, tuple(chain), (Ref(chain[0].name, 0, 0),), (Ref(chain[-1].name, 0, 0),))


def _input_of(layer: Layer) -> Any:
    """The shape that the first layer of a sequential model was given, if it was."""
    if layer.network is not None and layer.network.layers[0].kind == INPUT:
        layer = layer.network.layers[0]
    return layer.config.get("batch_shape") or layer.config.get("batch_input_shape")
