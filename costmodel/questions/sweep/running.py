"""The tiles of a plan through an executor, a few ahead of what is read, so that memory is bounded by the tile."""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice

from costmodel.errors import CostModelError
from costmodel.numbers.text import whole
from costmodel.questions.asked import Progress
from costmodel.questions.sweep.evaluation import Evaluator, Rows
from costmodel.questions.sweep.tiles import Tile

PAYS = 4  # tiles from which on threads are started
MOST_AHEAD = 10**6


def running(
    evaluator: Evaluator,
    *,
    executor: Executor | None = None,
    ahead: int | None = None,
    progress: Progress | None = None,
    skip: int = 0,
) -> Iterator[tuple[Tile, Rows]]:
    """The rows of each tile in order.

    Args:
        executor: runs the tiles, through the interface of `concurrent.futures`; by default threads on all cores when it pays.
        ahead: tiles in flight; two a core by default.
        progress: is told how many configurations are done, and of how many, again and again.
        skip: tiles at the beginning that are done already.

    Raises:
        CostModelError: what a tile raises; or if the executor breaks.
    """
    most = 2 * _cores() if ahead is None else whole(ahead, 1, MOST_AHEAD, "ahead")
    with _executor(evaluator, executor) as pool:
        waiting: deque[tuple[Tile, Future[Rows] | None]] = deque()
        for tile in islice(evaluator.plan.tiles(), skip, None):
            waiting.append((tile, pool.submit(evaluator, tile) if pool else None))
            if len(waiting) > (most if pool else 0):
                yield _finished(evaluator, *waiting.popleft(), progress)
        while waiting:
            yield _finished(evaluator, *waiting.popleft(), progress)


def _finished(evaluator: Evaluator, tile: Tile, future: "Future[Rows] | None", progress: Progress | None) -> tuple[Tile, Rows]:
    try:
        rows = evaluator(tile) if future is None else future.result()
    except BrokenExecutor as error:
        raise CostModelError(f"a worker of the executor ended before its part was done: {error}") from None
    if progress is not None:
        progress(tile.number + tile.size, evaluator.plan.size)
    return tile, rows


@contextmanager
def _executor(evaluator: Evaluator, executor: Executor | None) -> Iterator[Executor | None]:
    """The given executor, threads of our own, or None. Numpy leaves the interpreter's lock, so threads use all cores."""
    if executor is not None or evaluator.plan.parts < PAYS or _cores() == 1:
        yield executor
        return
    pool = ThreadPoolExecutor(_cores())
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
