"""The lower bound of a network's time on a device, as an answer: layer by layer, in a closed form, beside a measured time."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from costmodel.answers.document import Column, Document, Table
from costmodel.formulas.counting import Counting
from costmodel.formulas.hardware.device import Device, Roof
from costmodel.formulas.hardware.roofline import bounds
from costmodel.ir.graph import Graph
from costmodel.numbers.show import plain, rounded
from costmodel.questions.plot.chart import Picture
from costmodel.questions.plot.pictured import Pictured
from costmodel.questions.roofline.calibration import Calibration
from costmodel.questions.roofline.free import Free
from costmodel.questions.roofline.parts import ARITHMETIC, TRAFFIC, Part, parts, whole
from costmodel.questions.roofline.picture import picture

SCHEMA = "costmodel/roofline-1"


@dataclass(frozen=True, eq=False, repr=False)
class Roofline(Pictured):
    """The lower bound of a network's time on a device.

    Attributes:
        knobs: all of them, as text.
        lines: what a reader has to know about the input and the knobs.
        by: what the table has a row for.
        free: the closed form in what was left free, and the crossovers.
        calibration: what measured times say.
    """

    name: str
    graph: Graph
    counting: Counting
    device: Device
    roof: Roof
    knobs: dict[str, str]
    lines: tuple[str, ...]
    by: str = "layer"
    free: Free | None = None
    calibration: Calibration | None = None

    @cached_property
    def layers(self) -> list[Part]:
        """Every layer that takes time."""
        return self._parts("layer")

    @cached_property
    def total(self) -> Part:
        """All of them added up."""
        return whole("total", list(bounds(self.graph, self.roof, self.counting.batch)))

    def _parts(self, by: str) -> list[Part]:
        return parts(bounds(self.graph, self.roof, self.counting.batch), by)

    def pictured(self) -> Picture:
        return picture(self.name, [f"lower bounds on {self._on}"], self.device, self.roof, self.layers)

    @property
    def by_itself(self) -> dict[str, Fraction | None]:
        """Seconds of all arithmetic and of all traffic, each as if the other took none."""
        bandwidth = self.roof.bandwidth
        return {
            ARITHMETIC: self.total.operations / self.roof.peak,
            TRAFFIC: None if bandwidth is None else self.total.bytes / bandwidth,
        }

    def record(self) -> dict[str, Any]:
        """The contract of `roofline --format json`."""
        roof, total = self.roof, self.total
        return {
            "schema": SCHEMA,
            "architecture": self.name,
            "knobs": self.knobs,
            "convention": self.counting.convention.name,
            "batch": self.counting.batch,
            "passes": list(self.graph.passes),
            "device": {
                "name": self.device.name,
                "title": self.device.title,
                "precision": roof.precision,
                "bits": roof.bits,
                "peak": plain(roof.peak),
                "bandwidth": None if roof.bandwidth is None else plain(roof.bandwidth),
                "ridge": None if roof.ridge is None else float(roof.ridge),
            },
            "totals": {**self._record(total), **{f"{side}_alone": seconds for side, seconds in self.by_itself.items()}},
            "by_type": [{"type": one.name, "layers": one.layers, **self._record(one)} for one in self._parts("type")],
            "layers": [{"layer": one.name, "type": one.type, **self._record(one)} for one in self.layers],
            **({"free": self.free.record()} if self.free else {}),
            **({"calibration": self.calibration.record()} if self.calibration else {}),
        }

    def _record(self, part: Part) -> dict[str, Any]:
        return {
            "operations": part.operations,
            "bytes": plain(part.bytes),
            "intensity": float(part.intensity),
            "latency_bound": float(part.seconds),
            "bound_by": part.bound_by,
            "share": round(float(part.seconds / self.total.seconds), 6) if self.total.seconds else 0.0,
        }

    def document(self) -> Document:
        """The parts, the totals; the closed form and the crossovers; what was measured."""
        tables = [self._table(), self._totals()]
        if self.free:
            tables += self.free.tables()
        if self.calibration:
            tables.append(self._calibration(self.calibration))
        return Document(self.name, [*self.lines, self.counting.line], tables, self._headline)

    @property
    def _on(self) -> str:
        batch = f", a batch of {self.counting.batch}" if self.counting.batch > 1 else ""
        return f"{self.device} in {self.roof.precision}{batch}"

    @property
    def _headline(self) -> str:
        total = self.total
        if not total.seconds:
            return f"nothing bounds it on {self._on}"
        return (
            f"at least {rounded(total.seconds, 'seconds')} on {self._on} · "
            f"arithmetic binds {float(total.arithmetic / total.seconds):.0%} of it · "
            f"at most {rounded(Fraction(round(self.counting.batch / total.seconds)))} samples a second"
        )

    def _table(self) -> Table:
        first = Column(self.by, "code") if self.by == "layer" else Column(self.by)
        second = Column("type", priority=2) if self.by == "layer" else Column("layers", "integer", 2)
        columns = [
            first,
            second,
            Column("operations", "integer", 3, "FLOPs"),
            Column("bytes", "integer", 3, "bytes"),
            Column("intensity", "quantity", 2),
            Column("latency_bound", "integer", 0, "seconds"),
            Column("%", "share", 1),
            Column("bound_by"),
        ]
        rows = [self._row(one, one.type if self.by == "layer" else one.layers) for one in self._parts(self.by)]
        total = self._row(self.total, None if self.by == "layer" else sum(one.layers for one in self._parts(self.by)))
        return Table(f"by {self.by}", columns, rows, self._notes, total)

    def _row(self, part: Part, second: Any) -> list[Any]:
        share = part.seconds / self.total.seconds if self.total.seconds else Fraction(0)
        intensity = f"{float(part.intensity):.2f}"
        return [part.name, second, part.operations, plain(part.bytes), intensity, part.seconds, share, part.bound_by]

    @property
    def _notes(self) -> Sequence[str]:
        ridge = self.roof.ridge
        return (
            ()
            if ridge is None
            else (f"intensity is operations a byte; from {float(ridge):.1f} on, the ridge, arithmetic binds",)
        )

    def _totals(self) -> Table:
        rows = [["latency_bound", rounded(self.total.seconds, "seconds"), "the sum over layers of the longer of the two"]]
        for side, seconds in self.by_itself.items():
            told = "not known" if seconds is None else rounded(seconds, "seconds")
            rows.append([f"{side} alone", told, f"if the other side took no time: {self._rate(side)}"])
        columns = [Column("bound"), Column("at least", "quantity"), Column("what", priority=1)]
        return Table(
            "lower bounds", columns, rows, ("no latency: caches, launches and all that makes a device slower are left out",)
        )

    def _rate(self, side: str) -> str:
        if side == ARITHMETIC:
            return f"{rounded(self.total.operations)} operations at {self.device.printed[self.roof.precision]}"
        return (
            f"{rounded(self.total.bytes, 'bytes')} at {self.device.printed.get('bandwidth', 'a bandwidth that is not known')}"
        )

    def _calibration(self, found: Calibration) -> Table:
        rows = [
            [one.network, rounded(one.seconds, "seconds"), rounded(one.bound, "seconds"), f"{float(one.ratio):.2f}"]
            for one in found.measurements
        ]
        columns = [Column("network", "code"), *(Column(name, "quantity") for name in ("measured", "latency_bound", "ratio"))]
        return Table("calibration", columns, rows, list(self._told(found)))

    def _told(self, found: Calibration) -> Sequence[str]:
        many = len(found.measurements)
        off = (
            "one measurement has no error to tell"
            if found.error is None
            else f"median error {float(found.error):.1%} on the {many} measurements that it is of"
        )
        told = [f"measured on {found.on}"] if found.on else []
        told.append(f"one scale for the device: {float(found.scale):.2f} times the bound; {off}")
        told.append(
            f"scaled, {self.name} takes {rounded(found.scale * self.total.seconds, 'seconds')}: a calibration, no bound"
        )
        if found.too_fast:
            names = ", ".join(one.network for one in found.too_fast[:3])
            told.append(f"faster than the bound: {names}; its device, precision, batch or passes are others")
        return told
