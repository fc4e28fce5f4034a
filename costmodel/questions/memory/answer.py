"""What `memory` answers: the peak, the maps that are alive there, the fullest layers, and what passes and orders make of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from costmodel.answers.document import Column, Document, Table
from costmodel.numbers.show import rounded
from costmodel.questions.memory.picture import specification
from costmodel.questions.memory.timeline import Held, Step, Timeline
from costmodel.questions.memory.ways import Way
from costmodel.questions.plot.pictured import Drawn

SCHEMA = "costmodel/memory-1"
FULLEST = 5  # layers that people are shown


@dataclass(frozen=True, eq=False, repr=False)
class Memory(Drawn):
    """The feature maps of a network while it runs.

    Attributes:
        knobs: all of them, as text.
        lines: what a reader has to know about the input and the knobs.
        ways: the peak after other passes and in other orders.
    """

    name: str
    timeline: Timeline
    knobs: Mapping[str, str]
    lines: tuple[str, ...]
    ways: tuple[Way, ...]

    @cached_property
    def specification(self) -> dict[str, Any]:
        return specification(self.name, self.timeline)

    def record(self) -> dict[str, Any]:
        """The contract of `memory --format json`."""
        counting, peak = self.timeline.counting, self.timeline.peak
        return {
            "schema": SCHEMA,
            "architecture": self.name,
            "knobs": dict(self.knobs),
            "activation_bits": counting.element_bits,
            "batch": counting.batch,
            "passes": list(counting.passes),
            "peak": {
                "layer": peak.node.name,
                "bytes": peak.size,
                "maps": [
                    {**_step(Step(one.node, one.size)), "use": one.use, "until": one.until and one.until.name}
                    for one in self.timeline.held(peak.node)
                ],
            },
            "timeline": [{**_step(step), **found} for step, found in self.timeline.uses()],
            "ways": [
                {
                    "passes": list(one.passes),
                    "bytes": one.peak,
                    "layer": one.layer,
                    "reordered": one.reordered,
                    "order": one.found,
                }
                for one in self.ways
            ],
        }

    def document(self) -> Document:
        """The maps at the peak, the fullest layers, and the peaks that passes and orders leave."""
        peak = self.timeline.peak
        held = self.timeline.held(peak.node)
        said = f"peak {rounded(peak.size, 'bytes')} at layer {peak.node.name} · {len(held)} maps alive there"
        tables = [self._held(held), self.table(), *([self._ways()] if self.ways else [])]
        return Document(self.name, [*self.lines, self.timeline.counting.line], tables, said)

    def table(self) -> Table:
        """The fullest layers, all of them for machines in the order in which they run."""
        steps = sorted(self.timeline.steps, key=lambda step: -step.size)[:FULLEST]
        columns = [Column("layer", "code"), Column("shape", "code"), Column("bytes", "integer", unit="bytes")]
        return Table("fullest layers", columns, [[one.node.name, str(one.node.shape), one.size] for one in steps])

    def _held(self, held: list[Held]) -> Table:
        columns = [
            *(Column("map of layer", "code"), Column("shape", "code"), Column("bytes", "integer", unit="bytes")),
            *(Column("is"), Column("until layer", "code", 1)),
        ]
        rows = [
            [one.node.name, str(one.node.shape), one.size, one.use, one.until.name if one.until else "an output"]
            for one in held
        ]
        return Table("alive at the peak", columns, rows)

    def _ways(self) -> Table:
        columns = [
            *(Column("after", "code"), Column("peak", "integer", unit="bytes"), Column("at layer", "code", 2)),
            *(Column("reordered", "integer", unit="bytes"), Column("order", priority=1)),
        ]
        rows = [[", ".join(one.passes) or "as built", one.peak, one.layer, one.reordered, one.found] for one in self.ways]
        return Table("after passes, and in another order", columns, rows)


def _step(step: Step) -> dict[str, Any]:
    return {"layer": step.node.name, "shape": str(step.node.shape), "bytes": step.size}
