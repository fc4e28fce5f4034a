"""Many configurations of a network and their costs: the question, and its answer in columns."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from costmodel.answers.answer import Answer, Failing, Interrupted
from costmodel.answers.document import Column, Content, Document, Table
from costmodel.answers.formats import PAGE, Page
from costmodel.errors import CostModelError, library
from costmodel.formulas.counting import AsCounting
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.show import shown
from costmodel.questions.asked import (
    Asked,
    Axes,
    LogAxes,
    Metrics,
    Objectives,
    OutputFile,
    Progress,
    Quantity,
    Watched,
    counted,
    once,
)
from costmodel.subjects import AsSubject, Knobs

if TYPE_CHECKING:  # numpy is imported when something is swept, so that the question can be described without it
    from costmodel.questions.sweep.plan import Plan
    from costmodel.questions.sweep.regions import Array

SHOWN = 40  # rows of the table for people
MOST_ROWS = 5 * 10**7  # that are kept in memory
MOST_SHOWN = 10**6  # that are kept for a command line, which shows few of them
INTERRUPTED = 130  # the exit code that shells know
RECORDED = (".csv", ".jsonl", ".parquet")  # files of rows alone


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Answer):
    """Configurations and their costs, in columns.

    Attributes:
        columns: knobs, then metrics; arrays of numpy with one entry a configuration. Of rows that went to a file, those of its
            last part.
        count: rows that are kept, here or in the file.
        done: configurations that were looked at; fewer than the plan's size if the sweep was interrupted.
        file: where the rows are.
        exact_when: conditions under which a smooth sweep is exact.
    """

    plan: "Plan"
    columns: "Mapping[str, Array]"
    count: int
    done: int
    file: Path | None = None
    exact_when: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def is_filed(self) -> bool:
        """Are the rows in the file alone?"""
        return self.file is not None and not self.plan.objectives

    def record(self) -> dict[str, Any]:
        plan = self.plan
        rows = () if self.is_filed else zip(*(column.tolist() for column in self.columns.values()), strict=True)
        return {
            "schema": "costmodel/sweep-1",
            "architecture": plan.subject.name,
            "knobs": {knob: shown(value) for knob, value in plan.subject.given.items()},
            "convention": plan.counting.convention.name,
            "configurations": plan.size,
            "done": self.done,
            "count": self.count,
            "file": None if self.file is None else str(self.file),
            "rows": [dict(zip(self.columns, row, strict=True)) for row in rows],
        }

    def document(self) -> Document:
        plan = self.plan
        return Document(f"{plan.subject.name} sweep", list(self._lines()), [] if self.is_filed else [self._digest()])

    def save(self, path: str | Path, format: str = "", page: Page = PAGE) -> None:  # noqa: A002
        """Write all rows to a .csv, .jsonl or .parquet file, or the table to another one.

        Raises:
            CostModelError: if the suffix or format does not exist, or the file cannot be written.
        """
        if format or page != PAGE or Path(path).suffix not in RECORDED:
            super().save(path, format, page)
            return
        from costmodel.questions.sweep.files import writer

        file = writer(Path(path), self.plan.columns)
        file.write(self.columns)
        file.finish()

    @property
    def failing(self) -> Failing | None:
        if self.done == self.plan.size:
            return None
        resumable = self.file is not None and self.file.suffix != ".parquet"
        hint = f"; {self.file} holds what is done, and --resume goes on" if resumable else ""
        return Failing(f"interrupted after {self.done:,} of {self.plan.size:,} configurations{hint}", INTERRUPTED)

    def table(self) -> Table:
        """All rows.

        Raises:
            CostModelError: if they are in a file.
        """
        return super().table() if self.is_filed else self._table(len(self))

    def frame(self) -> dict[str, Any]:
        return dict(self.columns)

    def _lines(self) -> Iterator[str]:
        plan = self.plan
        yield plan.describe()
        yield plan.counting.line
        if plan.where is not None:
            yield f"where {plan.where}"
        if plan.smooth:
            conditions = " and ".join(self.exact_when)
            yield "closed form, exact" + (f" when {conditions}; elsewhere roundings are dropped" if conditions else "")
        kept = "kept" if plan.top is None else f"by {plan.by}"
        if plan.pareto:
            kept = f"on the frontier of {', '.join(plan.pareto)}"
        yield f"{self.count:,} {kept}" + (f", in {self.file}" if self.file is not None else "")

    def _digest(self) -> Table:
        """What a page shows."""
        first = self._table(SHOWN)
        notes = [f"the first {SHOWN} of {len(self):,} rows"] if len(self) > SHOWN else []
        return first._replace(rows=[[_cell(value) for value in row] for row in first.rows], notes=notes)

    def _table(self, most: int) -> Table:
        units = {name: METRICS[name].unit for name in self.plan.metrics}
        columns = [
            Column(name, _content(column), self._priority(name), units.get(name, "")) for name, column in self.columns.items()
        ]
        rows = list(zip(*(column[:most].tolist() for column in self.columns.values()), strict=True))
        return Table("configurations", columns, rows)

    def _priority(self, name: str) -> int:
        """A narrow page keeps the knobs, then what was asked about, then the first metrics."""
        if name not in self.plan.metrics or name in self.plan.measured:
            return 0
        return 1 + self.plan.metrics.index(name)


def sweep(
    network: AsSubject,
    vary: Axes,
    knobs: Knobs = None,
    *,
    metrics: Metrics = None,
    where: str | None = None,
    pareto: Objectives = (),
    top: int | None = None,
    by: Quantity = "",
    sample: Annotated[int | str | None, Asked(once, "NUMBER")] = None,
    seed: int = 0,
    smooth: bool = False,
    counting: AsCounting = "paper",
    output: OutputFile = None,
    resume: bool = False,
    plot: Path | None = None,
    x: Quantity = "",
    y: Quantity = "",
    log: LogAxes = (),
    most: Annotated[int, counted(1, MOST_ROWS, unwritten=MOST_SHOWN)] = MOST_ROWS,
    executor: Executor | None = None,
    ahead: int | None = None,
    progress: Annotated[Progress | None, Watched()] = None,
) -> Sweep:
    """Every metric over a grid, a list or a sample of configurations; all, the frontier, or the best.

    Args:
        network: the network.
        vary: values by knob: a range `start:stop:step`, a list `a,b,c`, or a sequence.
        knobs: the fixed ones.
        metrics: those of the result; all by default.
        where: keep only these, such as `mult_adds <= 300M and params < 2M`.
        pareto: keep the frontier of these metrics or knobs: less is better; with a minus sign, more.
        top: keep this many, the best by `by`.
        by: what `top` goes by: less is better; with a minus sign, more.
        sample: draw so many configurations from the grid, with repetition.
        seed: of the sample.
        smooth: through the closed form, with roundings dropped.
        counting: what the numbers count.
        output: a .csv, .jsonl or .parquet file that the rows are written to.
        resume: go on with the file where it was interrupted.
        plot: an .svg, .png, .pdf, .html or .vl.json file that the rows are drawn into.
        x: of the plot, a knob that varies or a metric; by default the first objective of a frontier, or the first knob.
        y: of the plot; by default the second objective of a frontier, or the first metric.
        log: axes of the plot whose scale is logarithmic: x, y or both.
        most: so many rows at most are kept in memory; a million on a command line.
        executor: runs the parts, through the interface of `concurrent.futures`; by default threads on all cores when it pays.
        ahead: parts in flight; two a core by default.
        progress: is told how many configurations are done, and of how many, again and again.

    Raises:
        Interrupted: with what is done, which is in the file too.
        CostModelError: if numpy is missing; if a name, knob, value, range or condition is not allowed; or if the grid is too
            large, or there are too many rows to keep in memory.

    Example:
        >>> found = sweep("mobilenet", {"alpha": "0.25:1:0.25"}, metrics=["mult_adds"])
        >>> found.columns["mult_adds"]
        array([ 41030272, 149497088, 325400448, 568740352])
    """
    library("numpy", "sweep")
    from costmodel.questions.sweep.keeping import keep
    from costmodel.questions.sweep.plan import planned

    plan = planned(
        network, vary, knobs, metrics=metrics, where=where, pareto=pareto, top=top, by=by, sample=sample, seed=seed,
        smooth=smooth, counting=counting,
    )  # fmt: skip
    if output is None and resume:
        raise CostModelError("to resume is to go on with a file; give it as the output")
    if output is None and not plan.objectives and plan.where is None and plan.size > most:
        raise CostModelError(f"{plan.size:,} configurations: say what is kept, with pareto, top, where or an output file")
    found = keep(plan, output, resume=resume, most=most, executor=executor, ahead=ahead, progress=progress)
    if plot is not None:
        from costmodel.questions.plot.swept import of_sweep

        of_sweep(found, x, y, log).save(plot)
    if found.done < plan.size:
        raise Interrupted(found)
    return found


def _content(column: "Array") -> Content:
    return "integer" if column.dtype.kind in "if" else "text"


def _cell(value: Any) -> Any:
    """Closed forms are floats; what is shown of a large one is whole."""
    return round(value) if isinstance(value, float) and abs(value) >= 1000 else value
