"""What `fit` answers: used and left of each memory by every way of counting, the fullest layer, and what would fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from costmodel.answers.answer import Failing
from costmodel.answers.document import Column, Document, Table
from costmodel.formulas.counting import Counting
from costmodel.formulas.deployment import deployment, names
from costmodel.formulas.hardware.device import Device
from costmodel.numbers.show import as_size, plain, rounded
from costmodel.questions.fit.largest import Largest
from costmodel.questions.fit.memories import BLOCK, Memory
from costmodel.questions.fit.picture import specification
from costmodel.questions.fit.use import Use
from costmodel.questions.memory import Memory as InMemory
from costmodel.questions.plot.pictured import Drawn
from costmodel.subjects import Subject

SCHEMA = "costmodel/fit-1"


@dataclass(frozen=True, eq=False, repr=False)
class Fit(Drawn):
    """A network and the memories of a chip.

    Attributes:
        counting: states the way that decides.
        knobs: all of them, as text.
        lines: what a reader has to know about the input and the knobs.
        uses: by the name of the way; the one that decides is the first.
        largest: what would fit.
    """

    subject: Subject
    counting: Counting
    knobs: Mapping[str, str]
    lines: tuple[str, ...]
    memories: tuple[Memory, ...]
    device: Device | None
    uses: Mapping[str, Use]
    largest: tuple[Largest, ...]

    @property
    def deciding(self) -> Use:
        """The use by the way of counting that was asked for."""
        return self.uses[self.counting.deployment]

    @property
    def fits(self) -> bool:
        """Does it fit, as the way counts that was asked for?"""
        return not self.deciding.beyond(self.memories)

    @property
    def failing(self) -> Failing | None:
        """Set where the network does not fit."""
        beyond = self.deciding.beyond(self.memories)
        over = [f"{one.title} is short of {beyond[one.name]:,} bytes" for one in self.memories if one.name in beyond]
        return Failing(f"{self.subject.name} does not fit: {', '.join(over)}") if over else None

    @cached_property
    def running(self) -> InMemory:
        """What lies in RAM while the network runs that the way counts which decides."""
        return InMemory(self.subject.name, self.deciding.timeline, self.knobs, self.lines, ())

    @cached_property
    def specification(self) -> dict[str, Any]:
        """What lies in RAM, layer by layer, and how much of it there is."""
        return specification(self.running.specification, self.memories)

    def record(self) -> dict[str, Any]:
        """The contract of `fit --format json`."""
        return {
            "schema": SCHEMA,
            "architecture": self.subject.name,
            "knobs": dict(self.knobs),
            "bits": self.counting.bits,
            "activation_bits": self.counting.element_bits,
            "batch": self.counting.batch,
            "device": self.device and self.device.name,
            "memories": {one.name: {"given": one.given, "bytes": plain(one.size)} for one in self.memories},
            "largest_block": self._block,
            "way": self.counting.deployment,
            "fits": self.fits,
            "ways": [self._record(one) for one in self.uses.values()],
            **{name: said for name, said in self.running.record().items() if name in ("peak", "timeline")},
            "largest": [one.record() for one in self.largest],
        }

    def document(self) -> Document:
        """Used and left, the maps of the fullest layer, and what would fit."""
        used = [
            f"{rounded(self.deciding.totals[one.metric], 'bytes')} of {one.given} {one.title}, "
            f"{float(self.deciding.totals[one.metric] / one.size):.1%}"
            for one in self.memories
        ]
        verdict = "fits" if self.fits else "does not fit"
        where = f" on {self.device}" if self.device else ""
        stored = f"{self.counting.bits} bits a weight, {self.counting.element_bits} an element of a feature map"
        lines = [*self.lines, f"{stored}; {self.deciding.way.name} decides: {self.deciding.way.summary}", *self._remarks()]
        return Document(
            f"{self.subject.name} {verdict}{where}",
            [*lines, *map(str, self.largest)],
            [self.table(), *self.running.document().tables],
            " · ".join(used),
        )

    def table(self) -> Table:
        """Used and left of each memory, a row a way of counting."""
        columns = [Column("way", "code")]
        for place, one in enumerate(self.memories):
            columns += [Column(one.metric, "integer", unit="bytes"), Column("% used", "share", place)]
            columns += [Column(f"{one.name}_left", "integer", 2, "bytes")]
        rows = []
        for name, use in self.uses.items():
            row: list[Any] = [name]
            for one in self.memories:
                total = use.totals[one.metric]
                row += [total, total / one.size, plain(one.size - total)]
            rows.append([*row, "does not fit" if use.beyond(self.memories) else "fits"])
        notes = [f"{name} leaves out {use.way.leaves_out}" for name, use in self.uses.items()]
        return Table("memories", [*columns, Column("verdict")], rows, notes)

    @property
    def _block(self) -> int | None:
        return self.device.memories.get(BLOCK) if self.device else None

    def _remarks(self) -> Iterator[str]:
        """What a reader has to know besides: ways that were not asked, gaps of a plan, a RAM that is not in one piece."""
        if unasked := [f"{way.name} (--bits {way.bits})" for way in map(deployment, names()) if way.name not in self.uses]:
            yield f"not asked, for they are known for other values alone: {', '.join(unasked)}"
        if gaps := self.deciding.totals["ram_bytes"] - self.deciding.timeline.peak.size:
            yield f"it counts {abs(gaps):,} bytes {'more' if gaps > 0 else 'less'} than are alive in the fullest layer"
        if self._block is not None:
            fits = "lies" if self.deciding.totals["ram_bytes"] <= self._block else "does not lie"
            yield f"the RAM is in pieces, the largest of {as_size(self._block)}: what is counted {fits} in one"

    def _record(self, use: Use) -> dict[str, Any]:
        way = use.way
        said = {"counts": way.summary, "leaves_out": way.leaves_out, "source": way.source}
        return {"name": way.name, **use.totals, "fits": not use.beyond(self.memories), **said}
