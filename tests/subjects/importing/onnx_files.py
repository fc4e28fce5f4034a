"""ONNX files for tests, written byte by byte: the tests need no library, and what they read is written by other code."""

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

FLOAT, UINT8, INT8, INT32, INT64, BOOL = 1, 2, 3, 6, 7, 9
FORMS = {FLOAT: "f", UINT8: "B", INT8: "b", INT32: "i", INT64: "q", BOOL: "?"}
Size = int | str | None


def number(value: int) -> bytes:
    value %= 2**64
    found = bytearray()
    while value > 127:
        found.append(value % 128 | 128)
        value //= 128
    return bytes([*found, value])


def field(place: int, value: int | float | str | bytes) -> bytes:
    if isinstance(value, int):
        return number(place << 3) + number(value)
    if isinstance(value, float):
        return number(place << 3 | 5) + struct.pack("<f", value)
    data = value.encode() if isinstance(value, str) else value
    return number(place << 3 | 2) + number(len(data)) + data


def fields(place: int, values: Iterable[int | float | str | bytes]) -> bytes:
    return b"".join(field(place, value) for value in values)


def tensor(name: str, sizes: Sequence[int], type_: int = FLOAT, content: Sequence[float] | None = None) -> bytes:
    """Without content it is as in a file whose weights lie elsewhere."""
    raw = b"" if content is None else field(9, struct.pack(f"<{len(content)}{FORMS[type_]}", *content))
    return fields(1, sizes) + field(2, type_) + field(8, name) + raw


def numbers(name: str, *content: int) -> bytes:
    return tensor(name, (len(content),), INT64, content)


def attribute(name: str, value: object, refers: str = "") -> bytes:
    found = field(1, name)
    if refers:
        return found + field(21, refers)
    if isinstance(value, int):
        return found + field(3, value) + field(20, 2)
    if isinstance(value, float):
        return found + field(2, value) + field(20, 1)
    if isinstance(value, str):
        return found + field(4, value) + field(20, 3)
    if isinstance(value, bytes):  # a graph begins with its nodes, a tensor with its sizes or type
        return found + value
    return found + fields(8, value) + field(20, 7)  # type: ignore[arg-type]


def tensor_value(value: bytes) -> bytes:
    return field(5, value) + field(20, 4)


def graph_value(value: bytes) -> bytes:
    return field(6, value) + field(20, 5)


def node(
    kind: str,
    inputs: Sequence[str],
    outputs: Sequence[str],
    name: str = "",
    domain: str = "",
    metadata: object = (),
    **settings: object,
) -> bytes:
    entries = b"".join(field(9, field(1, key) + field(2, value)) for key, value in dict(metadata).items())  # type: ignore[call-overload]
    made = b"".join(field(5, attribute(key, value)) for key, value in settings.items())
    return fields(1, inputs) + fields(2, outputs) + field(3, name or kind) + field(4, kind) + made + field(7, domain) + entries


def value(name: str, sizes: Sequence[Size], type_: int = FLOAT) -> bytes:
    """An int is a size, a text the name of one, None a size of which nothing is said."""
    axes = [b"" if size is None else field(1, size) if isinstance(size, int) else field(2, size) for size in sizes]
    shape = fields(1, axes)
    return field(1, name) + field(2, field(1, field(1, type_) + field(2, shape)))


def graph(
    nodes: Sequence[bytes],
    outputs: Sequence[str] = ("y",),
    inputs: Sequence[bytes] = (),
    tensors: Sequence[bytes] = (),
    stated: Sequence[bytes] = (),
) -> bytes:
    results = [field(1, name) for name in outputs]
    return fields(1, nodes) + field(2, "g") + fields(5, tensors) + fields(11, inputs) + fields(12, results) + fields(13, stated)


def operator_set(version: int, domain: str = "") -> bytes:
    return field(1, domain) + field(2, version)


def model(main: bytes, opset: int = 17, functions: Sequence[bytes] = ()) -> bytes:
    sets = fields(8, [operator_set(opset), operator_set(1, "com.microsoft"), operator_set(1, "own")])
    return field(1, 8) + field(2, "tests") + field(3, "1.0") + field(7, main) + sets + fields(25, functions)


def function(
    name: str, inputs: Sequence[str], outputs: Sequence[str], settings: Sequence[str], nodes: Sequence[bytes]
) -> bytes:
    body = field(1, name) + fields(4, inputs) + fields(5, outputs) + fields(6, settings) + fields(7, nodes)
    return body + field(9, operator_set(17)) + field(10, "own")


def saved(folder: Path, main: bytes, opset: int = 17, functions: Sequence[bytes] = (), name: str = "net.onnx") -> str:
    path = folder / name
    path.write_bytes(model(main, opset, functions))
    return str(path)
