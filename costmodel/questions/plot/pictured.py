"""A plot as an answer: in a notebook, as a chart to go on with, as a file; and how rows become one."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.errors import CostModelError, UnknownName, library
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import METRICS
from costmodel.questions.asked import LogAxes, Objectives
from costmodel.questions.plot import drawn
from costmodel.questions.plot.chart import Axis, Picture, specification
from costmodel.questions.plot.points import Row, Series, frontier, parted

PRINTED = ["printed by", "row"]  # columns of published points
MIME = "application/vnd.vegalite.v5+json"


class Drawn(Answer):
    """An answer that is a picture, too."""

    OWN = {"svg": ".svg", "png": ".png", "pdf": ".pdf", "vega": ".vl.json"}

    @property
    @abstractmethod
    def specification(self) -> dict[str, Any]:
        """The picture for Vega-Lite."""

    @property
    def chart(self) -> Any:
        """The picture as a chart of Altair's, to go on with.

        Raises:
            CostModelError: if altair is missing.
        """
        return library("altair", "plot").Chart.from_dict(self.specification)

    def svg(self) -> str:
        return drawn.svg(self.specification)

    def png(self) -> bytes:
        return drawn.png(self.specification)

    def pdf(self) -> bytes:
        return drawn.pdf(self.specification)

    def vega(self) -> str:
        """The specification as text."""
        from json import dumps

        return dumps(self.specification, indent=2, ensure_ascii=False) + "\n"


class Pictured(Drawn):
    """One whose picture is of points."""

    @abstractmethod
    def pictured(self) -> Picture:
        """What is drawn."""

    @cached_property
    def specification(self) -> dict[str, Any]:
        return specification(self.pictured())


@dataclass(frozen=True, eq=False, repr=False)
class Plot(Pictured):
    """A picture of points."""

    OWN = {
        "svg": ".svg", "png": ".png", "pdf": ".pdf", "html": ".html", "vega": ".vl.json",
    }  # fmt: skip

    picture: Picture
    counting: Counting

    def pictured(self) -> Picture:
        return self.picture

    def html(self) -> str:
        return drawn.html(self.specification)

    def record(self) -> dict[str, Any]:
        picture = self.picture
        return {
            "schema": "costmodel/plot-1",
            "title": picture.title,
            "convention": self.counting.convention.name,
            "x": picture.x._asdict(),
            "y": picture.y._asdict(),
            "series": [_recorded(one) for one in picture.parted.series],
            "printed": [_recorded(one) for one in picture.printed],
            "frontier": [dict(row) for row in picture.frontier],
        }

    def document(self) -> Document:
        picture = self.picture
        names = list(dict.fromkeys(name for row in self._rows() for name in row if name not in PRINTED))
        names += PRINTED if picture.printed else []
        rows = [[row.get(name) for name in names] for row in self._rows()]
        columns = [Column(name, "integer" if name in METRICS else "text") for name in names]
        lines = [self.counting.line, "a picture: -o FILE.svg, .png, .pdf, .html (to look at points) or .vl.json (Vega-Lite)"]
        return Document(picture.title, lines, [Table("points", columns, rows)])

    def _rows(self) -> Iterator[Row]:
        yield from chain.from_iterable(one.rows for one in self.picture.parted.series)
        for one in self.picture.printed:
            yield from ({**row, "printed by": one.name.removeprefix("printed by ")} for row in one.rows)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """What a notebook shows: the chart, and the picture where it cannot."""
        bundle: dict[str, Any] = {MIME: self.specification, "text/plain": str(self)}
        try:
            return {**bundle, "image/svg+xml": self.svg()}
        except CostModelError:  # nothing is there that draws
            return bundle


def pictured(
    title: str,
    rows: Sequence[Row],
    names: tuple[str, str],
    parts: Sequence[str],
    counting: Counting,
    *,
    log: LogAxes = (),
    pareto: Objectives = (),
    lines: bool = False,
    printed: Sequence[Series] = (),
) -> Plot:
    """A plot of rows: `names` are the columns on the axes, `parts` those by which series are told apart.

    Raises:
        CostModelError: if a scale or an objective is none of the axes, a logarithm is asked of what is not above 0, or there
            are more points or series than a picture can show.
    """
    logs = (log,) if isinstance(log, str) else tuple(log)
    for one in logs:
        if one not in ("x", "y"):
            raise UnknownName("axis", one, ["x", "y"])
    x, y = (Axis(name, _title(name), place in logs) for place, name in zip("xy", names, strict=True))
    for axis in (x, y):
        if axis.log and any(isinstance(row[axis.name], str) or row[axis.name] <= 0 for row in rows):
            raise CostModelError(f"{axis.name} has values without a logarithm; leave out log for it")
    objectives = (pareto,) if isinstance(pareto, str) else tuple(pareto)
    if objectives and sorted(one.removeprefix("-") for one in objectives) != sorted(names):
        raise CostModelError(
            "a frontier is of both axes", given=objectives, allowed=f"{names[0]},{names[1]}, each with - or not"
        )
    best = frontier(rows, objectives) if objectives else []
    said = f"convention {counting.convention.name}" + ("; dashed: what none of them beats" if best else "")
    return Plot(Picture(title, [said], x, y, parted(rows, parts), lines, printed, best), counting)


def _title(name: str) -> str:
    """A metric with its unit; the unit alone where it is the metric's name written out, as of params."""
    if name not in METRICS:
        return name
    unit = METRICS[name].unit
    return unit if unit[:4].lower() == name[:4].lower() else f"{name.replace('_', ' ')} ({unit})"


def _recorded(series: Series) -> dict[str, Any]:
    return {"name": series.name, "points": [dict(row) for row in series.rows]}
