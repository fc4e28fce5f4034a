"""Keras models written down as both generations of Keras save them."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Config = Mapping[str, Any]


class Net:
    """A functional model.

    Args:
        generation: of Keras, 2 or 3.
    """

    def __init__(self, generation: int, name: str = "net") -> None:
        self.generation = generation
        self.name = name
        self.layers: dict[str, dict[str, Any]] = {}
        self.inputs: list[list[Any]] = []
        self.stated: dict[str, list[int | None]] = {}

    def input(self, *sizes: int | None, name: str = "image") -> list[Any]:
        key = "batch_shape" if self.generation == 3 else "batch_input_shape"
        self.layers[name] = self._layer("InputLayer", {"name": name, key: [None, *sizes]})
        self.inputs.append([name, 0, 0])
        return [name, 0, 0]

    def layer(self, kind: str, *xs: Sequence[Any], name: str = "", module: str = "keras.layers", **config: Any) -> list[Any]:
        """A call of a layer: of a new one, or of that name again."""
        name = name or f"{kind.lower()}{len(self.layers)}"
        if name not in self.layers:
            self.layers[name] = self._layer(kind, {"name": name, **config}, module)
        nodes = self.layers[name]["inbound_nodes"]
        nodes.append(self._node(xs))
        begins = self.layers[name].get("begins", 0)
        return [name, len(nodes) - 1 + begins, 0]

    def nested(self, model: Mapping[str, Any], *xs: Sequence[Any]) -> list[Any]:
        """A call of a model, whose own inputs and outputs are its first call in Keras 2, and in Keras 3 if it is functional."""
        name = model["config"]["name"]
        if name not in self.layers:
            begins = 0 if self.generation == 3 and model["class_name"] == "Sequential" else 1
            self.layers[name] = {**model, "name": name, "inbound_nodes": [], "begins": begins}
        return self.layer("", *xs, name=name)

    def model(self, *outputs: Sequence[Any]) -> dict[str, Any]:
        layers = [{key: value for key, value in layer.items() if key != "begins"} for layer in self.layers.values()]
        config = {"name": self.name, "layers": layers, "input_layers": self.inputs, "output_layers": list(outputs)}
        return {"class_name": "Functional", "config": config}

    def _layer(self, kind: str, config: Config, module: str = "keras.layers") -> dict[str, Any]:
        made = {"class_name": kind, "config": dict(config), "name": config["name"], "inbound_nodes": []}
        return {"module": module, **made} if self.generation == 3 else made

    def _node(self, xs: Sequence[Sequence[Any]]) -> Any:
        if self.generation == 2:
            return [[*x, {}] for x in xs]
        tensors = [
            {"class_name": "__keras_tensor__", "config": {"shape": self.stated.get(x[0]), "keras_history": list(x)}} for x in xs
        ]
        return {"args": tensors if len(xs) == 1 else [tensors], "kwargs": {}}


def sequential(shape: Sequence[int | None], *layers: tuple[str, Config], name: str = "net") -> dict[str, Any]:
    """A sequential model."""
    made = [{"class_name": "InputLayer", "config": {"name": "image", "batch_shape": [None, *shape]}}]
    for number, (kind, config) in enumerate(layers):
        made.append({"class_name": kind, "config": {"name": f"{kind.lower()}{number}", **config}})
    return {"class_name": "Sequential", "config": {"name": name, "layers": made}}


def saved(folder: Path, model: Any, name: str = "net.json") -> Path:
    """A model in a file."""
    path = folder / name
    path.write_text(json.dumps(model))
    return path
