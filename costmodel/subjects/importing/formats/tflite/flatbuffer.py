"""FlatBuffers, as far as a model needs them: tables of optional fields, read in place.

A table begins with its distance to a list of where each field stands behind it, 0 for one that is left out; a field holds a
number, or how far behind itself a table, a vector or a text begins (https://flatbuffers.dev/internals). Generated code for the
schema is two hundred modules and trusts the file; this reads a dozen tables of it and checks every place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap
from struct import calcsize, unpack_from
from typing import Any

from costmodel.errors import CostModelError

MOST = 2**20  # elements of a vector of numbers or tables; weights are not read


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        at: where it begins.

    Raises:
        CostModelError: if something of it stands outside of the file.
    """

    data: bytes | mmap
    at: int

    @classmethod
    def root(cls, data: bytes | mmap) -> "Table":
        """The outermost table of a file."""
        return cls(data, _number(data, "<I", 0))

    def number(self, field: int, kind: str, default: int = 0) -> int:
        """A number, of a kind as `struct` writes it: b, i, I, Q..."""
        at = self._at(field)
        return default if at is None else _number(self.data, f"<{kind}", at)

    def table(self, field: int) -> "Table | None":
        """Another table."""
        at = self._at(field)
        return None if at is None else Table(self.data, self._behind(at))

    def tables(self, field: int) -> "Iterator[Table]":
        """A vector of tables."""
        for at in self._vector(field, 4):
            yield Table(self.data, self._behind(at))

    def numbers(self, field: int, kind: str) -> tuple[int, ...]:
        """A vector of numbers."""
        return tuple(_number(self.data, f"<{kind}", at) for at in self._vector(field, calcsize(f"<{kind}")))

    def text(self, field: int) -> str:
        """A text."""
        places = self._vector(field, 1)
        return bytes(self.data[places.start : places.stop]).decode(errors="replace")

    def length(self, field: int) -> int:
        """The elements of a vector."""
        at = self._at(field)
        return 0 if at is None else _number(self.data, "<I", self._behind(at))

    def _vector(self, field: int, width: int) -> range:
        """Where the elements of a vector stand."""
        at = self._at(field)
        if at is None:
            return range(0)
        start = self._behind(at)
        length = _number(self.data, "<I", start)
        if length > MOST or start + 4 + length * width > len(self.data):
            raise damaged()
        return range(start + 4, start + 4 + length * width, width)

    def _behind(self, at: int) -> int:
        return at + _number(self.data, "<I", at)

    def _at(self, field: int) -> int | None:
        """Where a field stands, if it is there."""
        fields = self.at - _number(self.data, "<i", self.at)
        place = 4 + 2 * field
        if place >= _number(self.data, "<H", fields):
            return None
        offset = _number(self.data, "<H", fields + place)
        return self.at + offset if offset else None


def damaged() -> CostModelError:
    return CostModelError("this is no TensorFlow Lite file, or a damaged one", allowed="what a converter to .tflite writes")


def _number(data: Any, kind: str, at: int) -> int:
    if not 0 <= at <= len(data) - calcsize(kind):
        raise damaged()
    number: int = unpack_from(kind, data, at)[0]
    return number
