"""A file's tables as plain records: tensors, operators, inputs and outputs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from struct import unpack_from
from typing import NamedTuple

from costmodel import files
from costmodel.errors import CostModelError, quoted, shortened
from costmodel.subjects.importing.entries import Entry
from costmodel.subjects.importing.formats.tflite.flatbuffer import Table, damaged
from costmodel.subjects.importing.formats.tflite.schema import CUSTOM, OPERATORS, OPTIONS, TYPES, UNIT

IDENTIFIER = b"TFL3"
MOST = 100_000  # tensors, operators
DEEPEST = 8  # axes
LARGEST = 2**31
KNOWN = 64  # elements of a tensor whose values are read: sizes, axes, paddings
LONGEST = 120  # characters of a name
WHOLE: Mapping[str, str] = {"INT32": "i", "INT64": "q"}
OPEN = -1


class Tensor(NamedTuple):
    """A tensor.

    Attributes:
        sizes: batch first and channels last, None where the file leaves them open.
        constant: its values stand in the file.
        content: those values, where they are few whole numbers.
    """

    name: str
    type: str
    sizes: tuple[int | None, ...]
    constant: bool
    content: tuple[int, ...] | None


class Operator(NamedTuple):
    """An operator.

    Attributes:
        inputs, outputs: tensors by their places, -1 for one that is left out.
    """

    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class File:
    """A model."""

    place: str
    producer: str
    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def opened(place: str) -> File:
    """The model of a file: its first subgraph.

    Raises:
        CostModelError: if it cannot be read.
    """
    with files.opened(place) as file:
        data = mmap(file.fileno(), 0, access=ACCESS_READ)
    with data:
        if data[4:8] != IDENTIFIER:
            raise damaged()
        return _file(place, Table.root(data))


def entries(file: File) -> tuple[Entry, ...]:
    """The inputs of a model."""
    inputs = [file.tensors[place] for place in file.inputs]
    return tuple(Entry.of(tensor.name, tensor.sizes, len(inputs) == 1) for tensor in inputs)


def _file(place: str, model: Table) -> File:
    graph = next(model.tables(2), None)
    if graph is None:
        raise damaged()
    buffers = tuple(model.tables(4))
    kinds = tuple(map(_kind, model.tables(1)))
    tensors = tuple(_tensor(number, table, buffers) for number, table in enumerate(_some(graph, 0)))
    operators = tuple(_operator(table, kinds) for table in _some(graph, 3))
    inputs, outputs = graph.numbers(1, "i"), graph.numbers(2, "i")
    for one in (*inputs, *outputs):
        if not 0 <= one < len(tensors):
            raise damaged()
    for operator in operators:
        if any(not OPEN <= one < len(tensors) for one in (*operator.inputs, *operator.outputs)):
            raise damaged()
    return File(place, shortened(model.text(3), LONGEST), tensors, operators, inputs, outputs)


def _some(graph: Table, field: int) -> Iterator[Table]:
    if graph.length(field) > MOST:
        raise CostModelError(f"{graph.length(field)} tensors or operators are too many", allowed=f"at most {MOST:,}")
    return graph.tables(field)


def _kind(code: Table) -> str:
    """An operator's name. Files of old have it in a byte, which the newer field overflows."""
    number = max(code.number(0, "b"), code.number(3, "i"))
    if number == CUSTOM:
        return code.text(1) or "CUSTOM"
    return OPERATORS[number] if 0 <= number < len(OPERATORS) else f"operator {number}"


def _tensor(number: int, table: Table, buffers: tuple[Table, ...]) -> Tensor:
    name = shortened(table.text(3).partition(";")[0], LONGEST) or f"tensor{number}"
    shape, signature, type_ = table.numbers(0, "i"), table.numbers(7, "i"), table.number(1, "b")
    said = signature if len(signature) == len(shape) else shape
    if len(said) > DEEPEST or not all(OPEN <= size < LARGEST for size in said):
        raise CostModelError(f"{name} has the shape {quoted(list(said))}", given=said, allowed=f"at most {DEEPEST} sizes")
    sizes = tuple(None if size == OPEN else size for size in said)
    place = table.number(2, "I")
    buffer = buffers[place] if place < len(buffers) else None
    # Data of large files stands behind the tables, and the buffer says where.
    constant = buffer is not None and (buffer.length(0) > 0 or buffer.number(1, "Q") > 1)
    type_name = TYPES[type_] if 0 <= type_ < len(TYPES) else f"type {type_}"
    content = _content(buffer, type_name, sizes) if buffer is not None and constant else None
    return Tensor(name, type_name, sizes, constant, content)


def _content(buffer: Table, type_: str, sizes: tuple[int | None, ...]) -> tuple[int, ...] | None:
    """The values of a small tensor of whole numbers."""
    kind, number = WHOLE.get(type_), 1
    for size in sizes:
        number *= size or 0
    if kind is None or number > KNOWN:
        return None
    content = bytes(buffer.numbers(0, "B"))
    width = 4 if kind == "i" else 8
    if len(content) < number * width:
        return None
    return unpack_from(f"<{number}{kind}", content)


def _operator(table: Table, kinds: tuple[str, ...]) -> Operator:
    place = table.number(0, "I")
    if place >= len(kinds):
        raise damaged()
    kind, options = kinds[place], table.table(4)
    found: dict[str, int] = {}
    for field, named in enumerate(OPTIONS.get(kind, "").split()):
        name, _, type_ = named.partition(":")
        default = 1 if name in UNIT else 0
        if type_ != "f":
            found[name] = options.number(field, type_, default) if options is not None else default
    return Operator(kind, table.numbers(1, "i"), table.numbers(2, "i"), found)
