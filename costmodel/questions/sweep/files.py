"""Files of rows: CSV and JSON lines from the core, Parquet where pyarrow is installed.

Rows are added a tile at a time, and beside the file a note says how many tiles and bytes are finished. What comes after those
bytes is cut off, so that a file that is interrupted holds whole rows and can be resumed as if nothing had happened.
"""

import csv
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from costmodel.errors import CostModelError, UnknownName, library
from costmodel.questions.sweep.evaluation import Rows
from costmodel.questions.sweep.plan import Plan
from costmodel.questions.sweep.regions import Array

Columns = Mapping[str, Array]


class Cannot(CostModelError):
    """A file that cannot be written or resumed."""


class Writer(Protocol):
    """Where rows go.

    Attributes:
        size: bytes that are finished, where the file can be resumed after them.
    """

    size: int

    def write(self, columns: Columns) -> None:
        """Add rows."""

    def finish(self) -> None:
        """Close the file for good."""


class TextFile:
    """A text file to which whole rows are added.

    Args:
        size: bytes that are kept of what there is.
    """

    def __init__(self, path: Path, header: bytes, rows_of: Callable[[Columns], bytes], size: int = 0) -> None:
        self.path, self.rows_of = path, rows_of
        with _opened(path, "r+b" if size else "wb") as file:
            if size:
                file.truncate(size)
            else:
                file.write(header)
        self.size = size or len(header)

    def write(self, columns: Columns) -> None:
        with _opened(self.path, "r+b") as file:
            try:
                file.seek(self.size)
                file.write(self.rows_of(columns))
            except BaseException:  # also an interruption: half a row is cut off
                with suppress(OSError):
                    file.truncate(self.size)
                raise
            self.size = file.tell()

    def finish(self) -> None:
        pass


class ParquetFile:
    """A Parquet file with one row group a tile; it is valid once it is finished, which an interruption also does."""

    def __init__(self, path: Path) -> None:
        self.pyarrow, self.path = library("pyarrow", "parquet"), path
        self.parquet = library("pyarrow.parquet", "parquet")
        self.writer: Any = None
        self.size = 0

    def write(self, columns: Columns) -> None:
        table = self.pyarrow.table(dict(columns))
        try:
            if self.writer is None:
                self.writer = self.parquet.ParquetWriter(str(self.path), table.schema)
            self.writer.write_table(table)
        except OSError as error:
            raise _cannot(self.path, error) from None

    def finish(self) -> None:
        if self.writer is not None:
            self.writer.close()


def writer(path: Path, names: tuple[str, ...], size: int = 0) -> Writer:
    """A writer for a file, by its suffix.

    Raises:
        CostModelError: if the suffix is unknown or the file cannot be written.
    """
    if path.suffix == ".csv":
        return TextFile(path, (",".join(names) + "\n").encode(), _csv, size)
    if path.suffix == ".jsonl":
        return TextFile(path, b"", _jsonl, size)
    if path.suffix == ".parquet":
        return ParquetFile(path)
    raise UnknownName("kind of file", path.suffix or str(path), [".csv", ".jsonl", ".parquet"])


class Note:
    """What is finished of a sweep, in a file beside its output."""

    def __init__(self, plan: Plan, path: Path) -> None:
        self.plan = plan
        self.path = path.with_name(path.name + ".progress")
        self.output = path

    def read(self) -> tuple[int, int, Rows | None]:
        """Finished tiles, finished bytes, and the best rows so far.

        Raises:
            Cannot: if there is nothing to resume, or it is of another sweep.
        """
        try:
            note = json.loads(self.path.read_text())
            tiles, size, kept = note["tiles"], note["bytes"], note["kept"]
        except FileNotFoundError:
            raise Cannot(f"{self.output} has no unfinished sweep to resume") from None
        except (OSError, ValueError, KeyError, TypeError):
            raise Cannot(f"{self.path} cannot be read; begin again without --resume") from None
        if note.get("sweep") != self.plan.fingerprint:
            raise Cannot(f"{self.output} belongs to another sweep; begin again without --resume, or give another file")
        if size and (not self.output.exists() or self.output.stat().st_size < size):
            raise Cannot(f"{self.output} is shorter than it was; begin again without --resume")
        if kept is None:
            return tiles, size, None
        columns = {name: np.array(column) for name, column in kept["columns"].items()}
        return tiles, size, Rows(np.array(kept["numbers"], np.int64), np.array(kept["points"], np.int64), columns)

    def write(self, tiles: int, size: int, best: Rows | None = None) -> None:
        """Replace the note as a whole."""
        kept = None
        if best is not None:
            columns = {name: column.tolist() for name, column in best.columns.items()}
            kept = {"numbers": best.numbers.tolist(), "points": best.points.tolist(), "columns": columns}
        draft = self.path.with_name(self.path.name + ".new")
        try:
            draft.write_text(json.dumps({"sweep": self.plan.fingerprint, "tiles": tiles, "bytes": size, "kept": kept}))
            draft.replace(self.path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise _cannot(self.output, error) from None

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


def _csv(columns: Columns) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(zip(*(column.tolist() for column in columns.values()), strict=True))
    return text.getvalue().encode()


def _jsonl(columns: Columns) -> bytes:
    lines = BytesIO()
    names = list(columns)
    for row in zip(*(column.tolist() for column in columns.values()), strict=True):
        lines.write(json.dumps(dict(zip(names, row, strict=True))).encode() + b"\n")
    return lines.getvalue()


class _opened:  # noqa: N801  (reads as a phrase)
    """A file, whose troubles are ours."""

    def __init__(self, path: Path, mode: str) -> None:
        self.path, self.mode = path, mode

    def __enter__(self) -> Any:
        try:
            self.file: Any = open(self.path, self.mode, buffering=0)
        except OSError as error:
            raise _cannot(self.path, error) from None
        return self.file

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self.file.close()
        if isinstance(error, OSError):
            raise _cannot(self.path, error) from None


def _cannot(path: Path, error: OSError) -> Cannot:
    return Cannot(f"cannot write {path}: {error.strerror or error}")
