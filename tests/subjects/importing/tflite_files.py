"""TensorFlow Lite files for tests, written by other code than what reads them."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from costmodel.subjects.importing.formats.tflite.schema import OPERATORS, TYPES


class Of(NamedTuple):
    """A number, of a kind as `struct` writes it."""

    kind: str
    value: int


Table = Mapping[int, Any]  # fields: numbers, texts, bytes, tables, sequences of whole numbers or of tables


def flatbuffer(root: Table) -> bytes:
    """A file of tables: each has its list of fields in front, and what it points to behind."""
    data = bytearray(b"\0\0\0\0TFL3")
    _point(data, 0, _table(data, root))
    return bytes(data)


def _table(data: bytearray, fields: Table) -> int:
    places, size = {}, 4
    for field, value in sorted(fields.items()):
        places[field] = size
        size += struct.calcsize(f"<{value.kind}") if isinstance(value, Of) else 4
    names = max(fields, default=-1) + 1
    start = len(data) + 4 + 2 * names
    data += struct.pack(f"<HH{names}H", 4 + 2 * names, size, *(places.get(field, 0) for field in range(names)))
    data += struct.pack("<i", 4 + 2 * names) + bytes(size - 4)
    for field, value in fields.items():
        if isinstance(value, Of):
            struct.pack_into(f"<{value.kind}", data, start + places[field], value.value)
        else:
            _point(data, start + places[field], _object(data, value))
    return start


def _object(data: bytearray, value: Any) -> int:
    if isinstance(value, Mapping):
        return _table(data, value)
    start = len(data)
    if isinstance(value, str | bytes):
        content = value.encode() if isinstance(value, str) else value
        data += struct.pack("<I", len(content)) + content
    elif value and isinstance(value[0], Mapping):
        data += struct.pack("<I", len(value)) + bytes(4 * len(value))
        for place, one in enumerate(value):
            _point(data, start + 4 + 4 * place, _table(data, one))
    else:
        data += struct.pack(f"<I{len(value)}i", len(value), *value)
    return start


def _point(data: bytearray, at: int, target: int) -> None:
    struct.pack_into("<I", data, at, target - at)


class Net:
    """A model that is written down tensor by tensor, operator by operator."""

    def __init__(self) -> None:
        self.tensors: list[Table] = []
        self.buffers: list[Table] = [{}]
        self.codes: list[str] = []
        self.operators: list[Table] = []
        self.inputs: list[int] = []

    def tensor(
        self, *sizes: int, name: str = "", type_: str = "FLOAT32", content: bytes = b"", open_: Sequence[int] = ()
    ) -> int:
        place = 0
        if content:
            self.buffers.append({0: content})
            place = len(self.buffers) - 1
        made = {0: list(sizes), 1: Of("b", TYPES.index(type_)), 2: Of("I", place), 3: name or f"t{len(self.tensors)}"}
        self.tensors.append({**made, 7: list(open_)} if open_ else made)
        return len(self.tensors) - 1

    def input(self, *sizes: int, **more: Any) -> int:
        self.inputs.append(self.tensor(*sizes, name="image", **more))
        return self.inputs[-1]

    def weights(self, *sizes: int, type_: str = "FLOAT32") -> int:
        return self.tensor(*sizes, type_=type_, content=b"\1")

    def whole(self, *values: int) -> int:
        return self.tensor(len(values), type_="INT32", content=struct.pack(f"<{len(values)}i", *values))

    def apply(
        self, kind: str, inputs: Sequence[int], *outputs: Sequence[int], options: Table | None = None, type_: str = "FLOAT32"
    ) -> int:
        """An operator with outputs of given sizes; the first of them."""
        if kind not in self.codes:
            self.codes.append(kind)
        made = [self.tensor(*sizes, type_=type_) for sizes in outputs]
        operator = {0: Of("I", self.codes.index(kind)), 1: list(inputs), 2: made}
        self.operators.append({**operator, 4: options} if options else operator)
        return made[0]

    def file(self, folder: Path) -> Path:
        """The model in a file, its last tensor the output."""
        codes = [
            {3: Of("i", OPERATORS.index(kind))} if kind in OPERATORS else {0: Of("b", 32), 1: kind, 3: Of("i", 32)}
            for kind in self.codes
        ]
        graph = {0: self.tensors, 1: self.inputs, 2: [len(self.tensors) - 1], 3: self.operators}
        path = folder / "net.tflite"
        path.write_bytes(flatbuffer({0: Of("I", 3), 1: codes, 2: [graph], 3: "test", 4: self.buffers}))
        return path
