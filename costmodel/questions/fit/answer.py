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
from costmodel.questions.fit.use import Use
from costmodel.questions.memory.picture import specification
from costmodel.questions.memory.timeline import Held, Step
from costmodel.questions.plot.pictured import Drawn
from costmodel.subjects import Subject

SCHEMA = "costmodel/fit-1"
FULLEST = 5  # layers that people are shown


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
    def specification(self) -> dict[str, Any]:
        """The timeline of its RAM as a picture."""
        return specification(self.subject.name, self.deciding.timeline)

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
            "peak": {"layer": self._peak.node.name, "maps": [_step(Step(one.node, one.size)) for one in self._held]},
            "timeline": [_step(one) for one in self.deciding.timeline.steps],
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
            [self.table(), self._maps(), self._fullest()],
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

    def _maps(self) -> Table:
        use = self.deciding
        planned = use.totals["ram_bytes"] - self._peak.size
        notes = [f"the layer is {self._peak.node.name}"]
        if planned:
            notes.append(f"{use.way.name} counts {planned:,} bytes {'more' if planned > 0 else 'less'} than are alive here")
        return Table("alive in the fullest layer", STEPS, [_row(Step(one.node, one.size)) for one in self._held], notes)

    def _fullest(self) -> Table:
        steps = sorted(self.deciding.timeline.steps, key=lambda step: -step.size)[:FULLEST]
        return Table("fullest layers", STEPS, [_row(one) for one in steps])

    @property
    def _peak(self) -> Step:
        return self.deciding.timeline.peak

    @property
    def _held(self) -> list[Held]:
        return self.deciding.timeline.held(self._peak.node)

    @property
    def _block(self) -> int | None:
        return self.device.memories.get(BLOCK) if self.device else None

    def _remarks(self) -> Iterator[str]:
        """What a reader has to know besides: ways that were not asked, a RAM that does not lie in one piece."""
        if unasked := [f"{way.name} (--bits {way.bits})" for way in map(deployment, names()) if way.name not in self.uses]:
            yield f"not asked, for they are known for other values alone: {', '.join(unasked)}"
        if self._block is not None:
            fits = "lies" if self.deciding.totals["ram_bytes"] <= self._block else "does not lie"
            yield f"the RAM is in pieces, the largest of {as_size(self._block)}: what is counted {fits} in one"

    def _record(self, use: Use) -> dict[str, Any]:
        way = use.way
        said = {"counts": way.summary, "leaves_out": way.leaves_out, "source": way.source}
        return {"name": way.name, **use.totals, "fits": not use.beyond(self.memories), **said}


STEPS = (Column("layer", "code"), Column("shape", "code"), Column("bytes", "integer", unit="bytes"))


def _row(step: Step) -> list[Any]:
    return [step.node.name, str(step.node.shape), step.size]


def _step(step: Step) -> dict[str, Any]:
    return {"layer": step.node.name, "shape": str(step.node.shape), "bytes": step.size}
