"""Sweeps: a plan from what a user asks, its tiles through an executor, and the rows that are kept."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from costmodel.archs import architecture
from costmodel.errors import CostModelError, UnknownName
from costmodel.formulas.conventions import convention
from costmodel.formulas.metrics import metric
from costmodel.questions.sweep.axes import Axis, Values, axis
from costmodel.questions.sweep.evaluation import Array, Rows, best, completed, evaluate
from costmodel.questions.sweep.plan import Plan, Tile, visible
from costmodel.questions.sweep.where import condition

MOST_ROWS = 5 * 10**7  # a sweep that is kept in memory
PAYS = 4  # tiles from which on threads are started
COMPARED = 32  # parts after which the best rows are compared again

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Sweep:
    """Configurations and their costs, in columns.

    Attributes:
        columns: knobs, then metrics; arrays of numpy with one entry a configuration.
    """

    plan: Plan
    columns: dict[str, Array]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame`, where pandas is installed."""
        from pandas import DataFrame

        return DataFrame(self.columns)

    def to_polars(self) -> Any:
        """A `polars.DataFrame`, where polars is installed."""
        from polars import DataFrame

        return DataFrame(self.columns)

    def to_arrow(self) -> Any:
        """A `pyarrow.Table`, where pyarrow is installed."""
        from pyarrow import table

        return table(self.columns)


def planned(
    name: str,
    vary: Mapping[str, Values],
    *,
    metrics: Iterable[str] | None = None,
    where: str | None = None,
    pareto: Iterable[str] = (),
    top: int | None = None,
    by: str = "",
    sample: int | None = None,
    seed: int = 0,
    smooth: bool = False,
    convention_name: str = "paper",
    bits: int = 32,
    **knobs: Any,
) -> Plan:
    """The plan of a sweep, everything checked that can be before it runs.

    Raises:
        CostModelError: if a name, knob, value, range or condition is not allowed, or the grid is too large.
    """
    spec = architecture(name).Spec
    spec.read(knobs)
    convention(convention_name)
    if not vary:
        raise CostModelError("nothing varies; give a knob and its values, such as alpha=0.25:1.5:0.05")
    axes = sorted((axis(name, knob, values, _others(knobs, knob)) for knob, values in vary.items()), key=_is_lifted)
    names = [*visible(axes), *(one.knob for one in axes)]
    asked = frozenset() if where is None else condition(where, names, [one.knob for one in axes if one.choice]).names
    objectives = tuple(pareto)
    if objectives and top is not None:
        raise CostModelError("a frontier and the top are two questions; ask for one of them")
    if len(objectives) == 1:
        raise CostModelError("a frontier needs two objectives or more; for one ask for the top, by it")
    if top is not None and (top < 1 or not by):
        raise CostModelError("the top needs how many, at least 1, and by which metric")
    numeric = [*visible(axes), *(one.knob for one in axes if not one.choice)]
    for objective in (*objectives, *([by] if by else [])):
        if objective.removeprefix("-") not in numeric:
            raise UnknownName("metric or knob", objective.removeprefix("-"), numeric)
    if sample is not None and sample < 1:
        raise CostModelError("a sample has at least one configuration")
    if smooth and not any(one.lifted for one in axes):
        raise CostModelError("no knob varies that a closed form could be in; sweep without smooth")
    chosen = [metric(one).name for one in metrics] if metrics is not None else list(visible(axes))
    if hidden := [one for one in chosen if one not in visible(axes)]:
        raise CostModelError(f"{hidden[0]} is a knob that varies here; the metric of that name is hidden by it")
    read = {*chosen, *asked, *(objective.removeprefix("-") for objective in (*objectives, by))}
    plan = Plan(
        name,
        tuple(sorted(knobs.items())),
        tuple(axes),
        tuple(one for one in visible(axes) if one in read),
        convention=convention_name,
        bits=bits,
        smooth=smooth,
        where=where,
        pareto=objectives,
        top=top,
        by=by,
        sample=sample,
        seed=seed,
    )
    plan.check_size()
    return plan


class Best:
    """The best rows so far. They are compared again after every few parts, so that they stay few."""

    def __init__(self, plan: Plan, rows: Rows | None = None) -> None:
        self.plan = plan
        self.parts = [] if rows is None else [rows]

    def add(self, rows: Rows) -> None:
        self.parts.append(rows)
        if len(self.parts) >= COMPARED:
            self.parts = [self.rows]

    @property
    def rows(self) -> Rows:
        return best(self.plan, Rows.joined(self.parts))


def sweep(
    name: str, vary: Mapping[str, Values], *, executor: Executor | None = None, progress: Progress | None = None, **asked: Any
) -> Sweep:
    """Every metric of many configurations of an architecture, exactly as its builder gives it for each.

    Args:
        vary: values by knob: a range `start:stop:step`, a list `a,b,c`, or a sequence.
        executor: runs the parts, through the interface of `concurrent.futures`; by default threads on all cores when it pays.
        progress: is told how many configurations are done, again and again.
        **asked: the options `metrics`, `where`, `pareto`, `top`, `by`, `sample`, `seed`, `smooth`, `convention_name`, `bits`,
            and fixed knobs of the architecture.

    Raises:
        CostModelError: as `planned`; or if there are too many rows to keep in memory.
    """
    plan = planned(name, vary, **asked)
    parts = running(plan, executor=executor, progress=progress)
    if plan.objectives:
        found = Best(plan)
        for _, rows in parts:
            found.add(rows)
        return Sweep(plan, completed(plan, found.rows).columns)
    kept: list[Rows] = []
    count = 0
    for _, rows in parts:
        kept.append(rows)
        count += len(rows.numbers)
        if count > MOST_ROWS:
            raise CostModelError(f"more than {MOST_ROWS:,} rows; write them to a file, or ask for a frontier or the top")
    return Sweep(plan, Rows.joined(kept).columns)


def running(
    plan: Plan, *, executor: Executor | None = None, progress: Progress | None = None, skip: int = 0
) -> Iterator[tuple[Tile, Rows]]:
    """The rows of each tile in order, evaluated a few tiles ahead, so that memory is bounded by the tile.

    Args:
        skip: tiles at the beginning that are done already.
    """
    with _executor(plan, executor) as pool:
        waiting: deque[tuple[Tile, Future[Rows] | None]] = deque()
        ahead = 2 * _cores() if pool else 0
        for tile in islice(plan.tiles(), skip, None):
            waiting.append((tile, pool.submit(evaluate, plan, tile) if pool else None))
            if len(waiting) > ahead:
                yield _finished(plan, *waiting.popleft(), progress)
        while waiting:
            yield _finished(plan, *waiting.popleft(), progress)


def _finished(plan: Plan, tile: Tile, future: "Future[Rows] | None", progress: Progress | None) -> tuple[Tile, Rows]:
    rows = evaluate(plan, tile) if future is None else future.result()
    if progress is not None:
        progress(tile.number + tile.size)
    return tile, rows


@contextmanager
def _executor(plan: Plan, executor: Executor | None) -> Iterator[Executor | None]:
    """The given executor, threads of our own, or None. Numpy leaves the interpreter's lock, so threads use all cores."""
    if executor is not None or plan.parts < PAYS or _cores() == 1:
        yield executor
        return
    pool = ThreadPoolExecutor(_cores())
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _others(knobs: Mapping[str, Any], knob: str) -> Mapping[str, Any]:
    """The fixed knobs, with which a value of this one is checked."""
    if knob in knobs:
        raise CostModelError(f"{knob} varies and has the value {knobs[knob]}; leave one out")
    return knobs


def _is_lifted(one: Axis) -> bool:
    return one.lifted
