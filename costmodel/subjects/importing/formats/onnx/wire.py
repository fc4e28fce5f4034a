"""Protocol buffers as they stand in a file: fields that carry a number and a type, one behind the other.

Read here and not by a library, because of what a file of a network needs: of a hundred megabytes of weights not a byte is
touched, a broken file is one line and no more memory than its own, and nothing has to be installed or imported first.

A message is a class whose `fields` say what stands under which number; what has a number that they do not name is passed over.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, Self, TypeAlias

from costmodel.errors import CostModelError

VARINT, FIXED64, SPAN, FIXED32 = 0, 1, 2, 5  # how the value behind a tag is written
LONGEST_VARINT = 10  # bytes
DEEPEST = 50  # messages within one another
SIGN, RANGE = 2**63, 2**64  # negative numbers are written as what they leave of 64 bits

Bytes: TypeAlias = memoryview


def broken(wrong: str) -> CostModelError:
    """The error of bytes that are no message."""
    return CostModelError(f"this is broken, or no ONNX file: {wrong}", allowed="an ONNX file")


class Field(NamedTuple):
    """What stands under a number.

    Attributes:
        read: of a span, or of a number as written, and of how deep the message is nested.
        is_many: there may be several; where the value is no span, they may be packed into one.
        default: where it is missing.
    """

    name: str
    wire: int
    read: Callable[[Any, int], Any]
    is_many: bool = False
    default: Any = None


class Message:
    """A message; its attributes are the names of its fields."""

    fields: ClassVar[Mapping[int, Field]]

    @classmethod
    def read(cls, data: Bytes, depth: int = 0) -> Self:
        """The message that the bytes are.

        Raises:
            CostModelError: if they are none.
        """
        if depth > DEEPEST:
            raise broken("it is nested too deeply")
        made = cls()
        found = made.__dict__
        for field in cls.fields.values():
            found[field.name] = [] if field.is_many else field.default
        known = cls.fields
        for number, wire, value in _parts(data):
            if (field_ := known.get(number)) is None:
                continue
            name, expected, read, is_many, _ = field_
            if wire == expected:
                if is_many:
                    found[name].append(read(value, depth))
                else:
                    found[name] = read(value, depth)
            elif is_many and wire == SPAN:
                found[name].extend(read(one, depth) for one in _packed(value, expected))
            else:
                raise broken(f"{name} of {cls.__name__} is written in another way")
        return made

    def __getattr__(self, name: str) -> Any:  # what the fields name; says so to the type checker
        raise AttributeError(name)


def whole(name: str, is_many: bool = False, default: int = 0) -> Field:
    """A whole number with a sign."""
    return Field(name, VARINT, _signed, is_many, default)


def real(name: str, is_many: bool = False) -> Field:
    """A number of 32 bits with a fraction."""
    return Field(name, FIXED32, _real, is_many, 0)


def text(name: str, is_many: bool = False) -> Field:
    return Field(name, SPAN, _text, is_many, "")


def span(name: str, is_many: bool = False) -> Field:
    """Bytes, which are left where they stand."""
    return Field(name, SPAN, _left, is_many)


def message(name: str, kind: type[Message] | Callable[[], type[Message]], is_many: bool = False) -> Field:
    """A message; of a class that is written down later, a function that gives it."""

    def read(data: Bytes, depth: int) -> Message:
        known: type[Message] = kind if isinstance(kind, type) else kind()
        return known.read(data, depth + 1)

    return Field(name, SPAN, read, is_many)


def varints(data: Bytes) -> Iterator[int]:
    """The whole numbers that stand packed in a span."""
    return map(_sign, _packed(data, VARINT))


def _parts(data: Bytes) -> Iterator[tuple[int, int, Any]]:
    """Number, way of writing and value of each field; a value is a number, or the span that it stands in."""
    place, end = 0, len(data)
    while place < end:
        tag = data[place]
        place += 1
        if tag > 127:
            tag, place = _varint(data, place - 1)
        wire = tag & 7
        if wire == VARINT:
            value, place = _varint(data, place)
            yield tag >> 3, wire, value
            continue
        if wire == SPAN:
            size, place = _varint(data, place)
        elif wire in (FIXED32, FIXED64):
            size = 4 if wire == FIXED32 else 8
        else:
            raise broken("there is a field of an unknown kind")
        if size > end - place:
            raise broken("it ends too early")
        yield tag >> 3, wire, data[place : place + size]
        place += size


def _varint(data: Bytes, place: int) -> tuple[int, int]:
    """The number that begins at a place, seven bits a byte, and the place behind it."""
    value = 0
    for shift, byte in enumerate(data[place : place + LONGEST_VARINT]):
        value |= (byte & 127) << 7 * shift
        if byte < 128:
            return value % RANGE, place + shift + 1
    raise broken("a number does not end")


def _packed(data: Bytes, wire: int) -> Iterator[Any]:
    place, end = 0, len(data)
    step = 4 if wire == FIXED32 else 8
    while place < end:
        if wire == VARINT:
            value, place = _varint(data, place)
            yield value
        else:
            if end - place < step:
                raise broken("it ends too early")
            yield data[place : place + step]
            place += step


def _sign(value: int) -> int:
    return value - RANGE if value >= SIGN else value


def _signed(value: int, depth: int) -> int:
    return _sign(value)


def _real(data: Bytes, depth: int) -> float:
    (value,) = struct.unpack("<f", data)
    return float(value)


def _text(data: Bytes, depth: int) -> str:
    return str(data, "utf-8", "replace")


def _left(data: Bytes, depth: int) -> Bytes:
    return data
