"""Small files of other programs, made in code, and changes in their bytes."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from fuzz.texts import odd
from tests.subjects.importing import keras_files, onnx_files, tflite_files

VALUES = ("null", "true", "0", "-1", "1e30", "3.5", "99999999999999999999", "[]", "[[]]", "[null, 2]", "{}", '"same"', "[3, 3]")


def onnx(folder: Path) -> bytes:
    """A convolution with a bias, a pooling, a flattening to sizes that the file holds, and a product."""
    nodes = [
        onnx_files.node("Conv", ["x", "w", "b"], ["c"], kernel_shape=(3, 3), strides=(2, 2), pads=(1, 1, 1, 1)),
        onnx_files.node("Relu", ["c"], ["r"]),
        onnx_files.node("MaxPool", ["r"], ["p"], kernel_shape=(2, 2), strides=(2, 2)),
        onnx_files.node("Reshape", ["p", "sizes"], ["f"]),
        onnx_files.node("Gemm", ["f", "v"], ["y"], transB=1),
    ]
    tensors = [
        onnx_files.tensor("w", (8, 3, 3, 3)),
        onnx_files.tensor("b", (8,)),
        onnx_files.numbers("sizes", 0, -1),
        onnx_files.tensor("v", (10, 512)),
    ]
    inputs = [onnx_files.value("x", ("batch", 3, 32, 32))]
    stated = [onnx_files.value("p", ("batch", 8, 8, 8))]
    path = onnx_files.saved(folder, onnx_files.graph(nodes, inputs=inputs, tensors=tensors, stated=stated))
    return Path(path).read_bytes()


def tflite(folder: Path) -> bytes:
    """A convolution, an operator of somebody's own, a pooling, a flattening and a fully connected layer."""
    net = tflite_files.Net()
    of = tflite_files.Of
    window = {0: of("b", 0), 1: of("i", 2), 2: of("i", 2)}
    x = net.apply("CONV_2D", [net.input(1, 32, 32, 3), net.weights(8, 3, 3, 3), net.weights(8)], (1, 16, 16, 8), options=window)
    x = net.apply("AcmeFused", [x], (1, 16, 16, 8))
    x = net.apply("MAX_POOL_2D", [x], (1, 8, 8, 8), options={**window, 3: of("i", 2), 4: of("i", 2)})
    x = net.apply("RESHAPE", [x, net.whole(1, 512)], (1, 512))
    net.apply("FULLY_CONNECTED", [x, net.weights(10, 512), net.weights(10)], (1, 10))
    return net.file(folder).read_bytes()


def keras(folder: Path) -> str:
    """A convolution and a sum beside it, in the JSON of a functional model, a value a line."""
    net = keras_files.Net(3)
    x = net.layer("Conv2D", net.input(32, 32, 3), filters=8, kernel_size=[3, 3], strides=[2, 2], padding="same")
    y = net.layer("Add", x, net.layer("Activation", x, activation="relu"))
    pooled = net.layer("GlobalAveragePooling2D", y)
    return keras_files.saved(folder, net.model(net.layer("Dense", pooled, units=10))).read_text().replace(", ", ",\n")


def replaced(text: str, chance: Random) -> str:
    """JSON with one to three values replaced or left out."""
    data = json.loads(text)
    for _ in range(chance.choice([1, 1, 2, 3])):
        holder, key = chance.choice(list(_values(data)))
        if chance.random() < 0.2:
            del holder[key]
        else:
            holder[key] = json.loads(chance.choice(VALUES)) if chance.random() < 0.7 else odd(chance)
    return json.dumps(data)


def _values(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every value at any depth, as what holds it and its key."""
    for key in list(data) if isinstance(data, dict) else range(len(data)):
        yield data, key
        if isinstance(data[key], dict | list) and data[key]:
            yield from _values(data[key])


def mutated(content: bytes, chance: Random) -> bytes:
    """One to three changes."""
    data = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 3])):
        place, length = chance.randrange(len(data) + 1), chance.choice([1, 2, 4, 8, 40])
        match chance.randrange(6):
            case 0:
                data[place : place + 1] = bytes([chance.choice([0, 1, 2, 127, 128, 255, chance.randrange(256)])])
            case 1:
                del data[place : place + length]
            case 2:
                data[place:place] = data[place : place + length]
            case 3:
                data[place : place + length] = chance.choice([b"\xff", b"\x00", b"\x80"]) * length
            case 4:
                other = chance.randrange(len(data) + 1)
                data[place : place + length] = data[other : other + length]
            case 5:
                data = data[:place] if chance.random() < 0.3 else data[: len(data) - length]
    return bytes(data)
