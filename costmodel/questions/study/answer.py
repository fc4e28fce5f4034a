"""Which count predicts speed: the answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from costmodel.answers.document import Column, Document, Table
from costmodel.formulas.counting import Counting
from costmodel.numbers.show import plain
from costmodel.published.measured import Setup
from costmodel.questions.plot.chart import Picture
from costmodel.questions.plot.pictured import Pictured
from costmodel.questions.study.picture import picture
from costmodel.questions.study.predicting import Predicted, Quality

SCHEMA = "costmodel/study-1"
NOTES = (
    "rho is Spearman's rank correlation with the measured times: 1 puts all of them in their order",
    "error is the median relative error after one scale a machine, the median of measured over counted",
)


@dataclass(frozen=True, eq=False, repr=False)
class Study(Pictured):
    """Counts beside measured times.

    Attributes:
        metrics: the counts.
        by: what the table has a row for.
    """

    counting: Counting
    metrics: tuple[str, ...]
    setups: tuple[Predicted, ...]
    by: str = "setup"

    def pictured(self) -> Picture:
        return picture(self.setups, self.metrics)

    def record(self) -> dict[str, Any]:
        """The contract of `study --format json`."""
        return {
            "schema": SCHEMA,
            "convention": self.counting.convention.name,
            "setups": [self._setup_record(one) for one in self.setups],
        }

    def _setup_record(self, one: Predicted) -> dict[str, Any]:
        about = one.setup
        return {
            "setup": about.name,
            "title": about.title,
            "kind": about.kind,
            "precision": about.precision,
            "framework": about.framework,
            "device": one.counting.device.name if one.counting.device else None,
            "sources": list(dict.fromkeys(source for run in about.runs for source in run.sources)),
            "note": about.note,
            "runs": len(about.runs),
            "networks": about.networks,
            "best": one.best or None,
            "predictors": {name: quality._asdict() for name, quality in one.qualities.items()},
            "measurements": [
                {
                    "run": point.run,
                    "network": point.network,
                    "printed": point.printed,
                    "seconds": plain(point.seconds),
                    "counts": {name: plain(count) for name, count in point.counts.items()},
                }
                for point in one.points
            ],
        }

    def document(self) -> Document:
        """The order and the error of each count, by setup and by kind of device; or every network."""
        lines = [self.counting.line]
        if self.by == "network":
            return Document(self._title, lines, [self._points()], self._headline)
        if self.by == "kind":
            return Document(self._title, lines, [self._kinds()], self._headline)
        return Document(self._title, lines, [self._orders(), self._errors(), self._kinds()], self._headline)

    def table(self) -> Table:
        """A row a setup and count, or a network, for machines."""
        if self.by == "network":
            return self._points()
        columns = [*(Column(name) for name in ("setup", "kind", "networks", "metric", "rho", "error"))]
        rows = [
            [one.setup.name, one.setup.kind, one.setup.networks, name, quality.rho, quality.error]
            for one in self.setups
            for name, quality in one.qualities.items()
        ]
        return Table("predictors", columns, rows)

    @property
    def _title(self) -> str:
        return "which count predicts speed"

    @property
    def _headline(self) -> str:
        best = Counter(one.best for one in self.setups if one.best)
        return " · ".join(f"{name} best on {times} of {len(self.setups)}" for name, times in best.most_common())

    def _orders(self) -> Table:
        rows = [[*_about(one.setup), *self._cells(one.qualities, "rho"), one.best] for one in self.setups]
        return Table("rank correlation (rho)", [*ABOUT, *self._columns(), Column("best", "code")], rows, NOTES[:1])

    def _errors(self) -> Table:
        rows = [[*_about(one.setup), *self._cells(one.qualities, "error")] for one in self.setups]
        return Table("median error in percent", [*ABOUT, *self._columns()], rows, NOTES[1:])

    def _kinds(self) -> Table:
        kinds: dict[str, list[Predicted]] = {}
        for one in self.setups:
            kinds.setdefault(one.setup.kind, []).append(one)
        rows = []
        for kind, some in kinds.items():
            found = {name: _together([one.qualities[name] for one in some if name in one.qualities]) for name in self.metrics}
            ranked = [(quality.rho, name) for name, quality in found.items() if quality.rho is not None]
            rows.append([kind, len(some), *self._cells(found, "rho"), max(ranked)[1] if ranked else ""])
        columns = [Column("kind of device"), Column("setups", "integer"), *self._columns(), Column("best", "code")]
        return Table("rank correlation by kind of device (medians)", columns, rows)

    def _points(self) -> Table:
        columns = [
            Column("setup", "code"),
            Column("network", "code"),
            Column("measured", "quantity"),
            *self._columns("integer"),
        ]
        rows = [
            [one.setup.name, point.network, point.printed, *(point.counts.get(name) for name in self.metrics)]
            for one in self.setups
            for point in one.points
        ]
        return Table("measured networks", columns, rows)

    def _columns(self, content: Any = "quantity") -> list[Column]:
        return [Column(name, content) for name in self.metrics]

    def _cells(self, qualities: Any, figure: str) -> list[str]:
        found = [getattr(qualities[name], figure) if name in qualities else None for name in self.metrics]
        return ["" if value is None else f"{value:.3f}" if figure == "rho" else f"{100 * value:.0f}" for value in found]


ABOUT = [Column("setup", "code"), Column("kind", priority=2), Column("networks", "integer", 1)]


def _about(setup: Setup) -> list[Any]:
    return [setup.name, setup.kind, setup.networks]


def _together(qualities: Sequence[Quality]) -> Quality:
    known = [quality.rho for quality in qualities if quality.rho is not None]
    return Quality(median(known) if known else None, None)
