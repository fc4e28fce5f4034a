"""What becomes of the rows of a sweep: a file, the best of them, or a table; and how a sweep is interrupted and resumed."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple, Protocol

from costmodel.questions.sweep.evaluation import Rows, completed
from costmodel.questions.sweep.files import Cannot, Note, writer
from costmodel.questions.sweep.plan import Plan
from costmodel.questions.sweep.running import Best, Progress, Sweep, running

NOTED = 2.0  # seconds between notes of the best rows so far


class Outcome(NamedTuple):
    """A sweep that has ended, or was interrupted.

    Attributes:
        rows: those that are kept in memory; of rows that went to a file the last ones.
        rows_kept: how many rows there are.
        done: configurations that were looked at.
    """

    rows: Sweep
    rows_kept: int
    done: int


class _Keeper(Protocol):
    def add(self, tiles: int, rows: Rows) -> None:
        """Take the rows of the next tile, with which so many tiles are done."""

    def end(self, tiles: int) -> Rows:
        """Finish; the rows in memory."""

    @property
    def count(self) -> int: ...


def keep(plan: Plan, output: Path | None = None, *, resume: bool = False, progress: Progress | None = None) -> Outcome:
    """Run a plan and keep its rows, in a file if one is given. An interruption ends it early and loses nothing that is done.

    Raises:
        CostModelError: if the file cannot be written or resumed.
    """
    if resume and output is not None and output.suffix == ".parquet":
        raise Cannot("a Parquet file cannot be resumed; use .csv or .jsonl for a sweep that may be")
    note = Note(plan, output) if output is not None else None
    tiles, size, before = note.read() if note is not None and resume else (0, 0, None)
    done = _done(plan, tiles)
    keeper: _Keeper
    if plan.objectives:
        keeper = _BestRows(plan, output, note, before)
    elif output is not None and note is not None:
        keeper = _FiledRows(plan, output, note, size)
    else:
        keeper = _AllRows()
    with _interruptible():
        try:
            for tile, rows in running(plan, progress=progress, skip=tiles):
                keeper.add(tiles + 1, rows)
                tiles, done = tiles + 1, tile.number + tile.size
        except KeyboardInterrupt:
            pass
    rows = keeper.end(tiles)
    if note is not None and done == plan.size:
        note.remove()
    return Outcome(Sweep(plan, rows.columns), keeper.count, done)


class _AllRows:
    """In memory."""

    def __init__(self) -> None:
        self.parts: list[Rows] = []

    @property
    def count(self) -> int:
        return sum(len(part.numbers) for part in self.parts)

    def add(self, tiles: int, rows: Rows) -> None:
        self.parts.append(rows)

    def end(self, tiles: int) -> Rows:
        return Rows.joined(self.parts)


class _BestRows:
    """The frontier or the top: in memory, noted now and then, and in the file at the end."""

    def __init__(self, plan: Plan, output: Path | None, note: Note | None, before: Rows | None) -> None:
        self.plan, self.note, self.best = plan, note, Best(plan, before)
        self.file = None if output is None else writer(output, plan.columns)
        self.noted = monotonic()

    @property
    def count(self) -> int:
        return len(self.best.rows.numbers)

    def add(self, tiles: int, rows: Rows) -> None:
        self.best.add(rows)
        if self.note is not None and monotonic() > self.noted + NOTED:
            self.note.write(tiles, 0, self.best.rows)
            self.noted = monotonic()

    def end(self, tiles: int) -> Rows:
        rows = completed(self.plan, self.best.rows)
        if self.file is not None and self.note is not None:
            self.note.write(tiles, 0, self.best.rows)
            self.file.write(rows.columns)
            self.file.finish()
        return rows


class _FiledRows:
    """In the file; the note says after each tile how much of it is finished."""

    def __init__(self, plan: Plan, output: Path, note: Note, size: int) -> None:
        self.file, self.note = writer(output, plan.columns, size), note
        self.note.write(0, self.file.size)
        self.last: Rows | None = None
        self.count = 0

    def add(self, tiles: int, rows: Rows) -> None:
        self.file.write(rows.columns)
        self.note.write(tiles, self.file.size)
        self.last = rows
        self.count += len(rows.numbers)

    def end(self, tiles: int) -> Rows:
        self.file.finish()
        return self.last if self.last is not None else Rows.none()


def _done(plan: Plan, tiles: int) -> int:
    """Configurations in the first tiles."""
    if tiles >= plan.parts:
        return plan.size
    return next(tile.number for number, tile in enumerate(plan.tiles()) if number == tiles)


@contextmanager
def _interruptible() -> Iterator[None]:
    """A request to terminate, such as a scheduler's, is an interruption too. Only the main thread may say so."""
    try:
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
