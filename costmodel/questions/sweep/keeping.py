"""What becomes of the rows of a sweep: a file, the best of them, or a table; and how a sweep is interrupted and resumed."""

import signal
from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from costmodel.errors import CostModelError
from costmodel.questions.asked import Progress
from costmodel.questions.sweep.answer import MOST_ROWS, Sweep
from costmodel.questions.sweep.evaluation import Evaluator, Rows, best
from costmodel.questions.sweep.files import Cannot, Note, writer
from costmodel.questions.sweep.plan import Plan
from costmodel.questions.sweep.running import running

NOTED = 2.0  # seconds between notes of the best rows so far
COMPARED = 32  # parts after which the best rows are compared again


def keep(
    plan: Plan,
    output: Path | None = None,
    *,
    resume: bool = False,
    most: int = MOST_ROWS,
    executor: Executor | None = None,
    ahead: int | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Run a plan and keep its rows, in a file if one is given. An interruption ends it early and loses nothing that is done.

    Raises:
        CostModelError: if the file cannot be written or resumed, or there are too many rows to keep in memory.
    """
    if resume and output is not None and output.suffix == ".parquet":
        raise Cannot("a Parquet file cannot be resumed; use .csv or .jsonl for a sweep that may be")
    note = Note(plan, output) if output is not None else None
    tiles, size, before = note.read() if note is not None and resume else (0, 0, None)
    done = _done(plan, tiles)
    evaluator = Evaluator(plan)
    keeper: Keeper
    if plan.objectives:
        keeper = BestRows(evaluator, output, note, before)
    elif output is not None and note is not None:
        keeper = FiledRows(plan, output, note, size)
    else:
        keeper = AllRows(most)
    with _interruptible():
        try:
            for tile, rows in running(evaluator, executor=executor, ahead=ahead, progress=progress, skip=tiles):
                keeper.add(tiles + 1, rows)
                tiles, done = tiles + 1, tile.number + tile.size
        except KeyboardInterrupt:
            pass
    rows = keeper.end(tiles)
    if note is not None and done == plan.size:
        note.remove()
    return Sweep(
        plan,
        rows.columns or evaluator.completed(rows).columns,
        count=keeper.count,
        done=done,
        file=output,
        exact_when=evaluator.exact_when() if plan.smooth else (),
    )


class Keeper(ABC):
    """Takes the rows of tiles in order.

    Attributes:
        count: how many rows there are, once it has ended.
    """

    count: int = 0

    @abstractmethod
    def add(self, tiles: int, rows: Rows) -> None:
        """Take the rows of the next tile, with which so many tiles are done."""

    @abstractmethod
    def end(self, tiles: int) -> Rows:
        """Finish; the rows in memory."""


class AllRows(Keeper):
    """In memory, so many at most."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.parts: list[Rows] = []

    def add(self, tiles: int, rows: Rows) -> None:
        self.parts.append(rows)
        self.count += len(rows.numbers)
        if self.count > self.most:
            raise CostModelError(f"more than {self.most:,} rows; write them to a file, or ask for a frontier or the top")

    def end(self, tiles: int) -> Rows:
        return Rows.joined(self.parts)


class BestRows(Keeper):
    """The frontier or the top: in memory, compared after every few parts, so that they stay few; noted now and then."""

    def __init__(
        self, evaluator: Evaluator, output: Path | None = None, note: Note | None = None, before: Rows | None = None
    ) -> None:
        self.evaluator, self.note = evaluator, note
        self.parts = [] if before is None else [before]
        self.file = None if output is None else writer(output, evaluator.plan.columns)
        self.noted = monotonic()

    @property
    def rows(self) -> Rows:
        """The best ones so far."""
        if len(self.parts) != 1:
            joined = Rows.joined(self.parts)
            self.parts = [best(self.evaluator.plan, joined) if joined.columns else joined]
        return self.parts[0]

    def add(self, tiles: int, rows: Rows) -> None:
        self.parts.append(rows)
        if len(self.parts) >= COMPARED:
            self.parts = [self.rows]
        if self.note is not None and monotonic() > self.noted + NOTED:
            self.note.write(tiles, 0, self.rows)
            self.noted = monotonic()

    def end(self, tiles: int) -> Rows:
        rows = self.evaluator.completed(self.rows)
        self.count = len(rows.numbers)
        if self.file is not None and self.note is not None:
            self.note.write(tiles, 0, self.rows)
            self.file.write(rows.columns)
            self.file.finish()
        return rows


class FiledRows(Keeper):
    """In the file; the note says after each tile how much of it is finished."""

    def __init__(self, plan: Plan, output: Path, note: Note, size: int) -> None:
        self.file, self.note = writer(output, plan.columns, size), note
        self.note.write(0, self.file.size)
        self.last = Rows.joined([])

    def add(self, tiles: int, rows: Rows) -> None:
        self.file.write(rows.columns)
        self.note.write(tiles, self.file.size)
        self.last = rows
        self.count += len(rows.numbers)

    def end(self, tiles: int) -> Rows:
        self.file.finish()
        return self.last


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
