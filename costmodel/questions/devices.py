"""The devices whose peaks, bandwidths and memories are known, each figure with its source; or one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from costmodel.answers.answer import Answer
from costmodel.answers.document import Column, Document, Table
from costmodel.formulas.hardware.device import Device, device, names
from costmodel.numbers.show import plain
from costmodel.questions.asked import Asked

SCHEMA = "costmodel/devices-1"


@dataclass(frozen=True, eq=False, repr=False)
class Devices(Answer):
    """Devices with their figures."""

    devices: tuple[Device, ...]

    def record(self) -> dict[str, Any]:
        """The contract of `devices --format json`."""
        return {
            "schema": SCHEMA,
            "devices": [
                {
                    "name": one.name,
                    "title": one.title,
                    "kind": one.kind,
                    "peaks": {precision: plain(peak) for precision, peak in one.peaks.items()},
                    "bandwidth": None if one.bandwidth is None else plain(one.bandwidth),
                    "memories": dict(one.memories),
                    "printed": dict(one.printed),
                    "sources": dict(one.sources),
                    "note": one.note,
                }
                for one in self.devices
            ],
        }

    def document(self) -> Document:
        """A row a device; of one device a row a figure, with its source."""
        if len(self.devices) > 1:
            notes = (
                "peaks are dense operations a second, a multiply-add is two; each figure's source: costmodel devices NAME",
            )
            title = f"{len(self.devices)} devices"
            return Document(title, (), [Table("devices", COLUMNS, [_row(one) for one in self.devices], notes)])
        [one] = self.devices
        columns = [Column("figure", "code"), Column("value", "quantity"), Column("source")]
        rows = [[name, value, one.sources[name]] for name, value in one.printed.items()]
        return Document(one.title, [f"{one.name}, {one.kind}", *filter(None, [one.note])], [Table("figures", columns, rows)])

    def table(self) -> Table:
        """A row a figure of every device, for machines."""
        columns = [Column("device", "code"), Column("figure", "code"), Column("value", "quantity"), Column("source")]
        rows = [[one.name, name, value, one.sources[name]] for one in self.devices for name, value in one.printed.items()]
        return Table("figures", columns, rows)


COLUMNS = [
    Column("device", "code"),
    Column("title"),
    Column("kind", priority=3),
    Column("peaks", priority=1),
    Column("bandwidth", "quantity", 1),
    Column("memories", priority=2),
]


def _row(one: Device) -> list[Any]:
    peaks = ", ".join(f"{precision} {one.printed[precision]}" for precision in one.peaks)
    memories = ", ".join(f"{name.replace('_', ' ')} {one.printed[name]}" for name in one.memories)
    return [one.name, one.title, one.kind, peaks, one.printed.get("bandwidth"), memories]


Named = Annotated[str | Iterable[str], Asked(list, "NAME", placed=True, offers=lambda knobs: names())]


def devices(of: Named = ()) -> Devices:
    """The devices whose peaks, bandwidths and memories are known, each figure with its source; or some of them.

    Args:
        of: names of devices, or TOML files of your own; all that are known where none is given.

    Raises:
        CostModelError: if there is no such device, or a file is none of a device.

    Example:
        >>> devices("rtx3090").frame()["value"]
        ['35.6 TFLOP/s', '71 TFLOP/s', '142 TFLOP/s', '936 GB/s', '24 GiB']
    """
    given = (of,) if isinstance(of, str) or not isinstance(of, Iterable) else tuple(of)
    return Devices(tuple(map(device, given or names())))


QUESTION = devices
GROUP = "literature"
