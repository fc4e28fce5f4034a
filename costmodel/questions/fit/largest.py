"""What would fit: the largest value of a knob, with the command that finds and proves it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from costmodel.archs.common.kinds import Pixels
from costmodel.errors import CostModelError
from costmodel.formulas.counting import STORED, Counting
from costmodel.numbers.show import shown
from costmodel.questions.fit.memories import Memory
from costmodel.questions.solve import solve
from costmodel.subjects import Subject


@dataclass(frozen=True)
class Largest:
    """The largest value of one knob with which a network fits, the other knobs as they are.

    Attributes:
        value: None where there is none, or the search has no answer.
        why: what is the matter then.
        command: that says the same, and proves it.
    """

    knob: str
    value: Fraction | None
    why: str
    command: str

    def __str__(self) -> str:
        """In one line."""
        found = f"the largest {self.knob} that fits is {shown(self.value)}" if self.value is not None else self.why
        return f"{found}: {self.command}" if self.value is not None else found

    def record(self) -> dict[str, Any]:
        value = None if self.value is None else shown(self.value)
        return {"knob": self.knob, "largest": value, "why": self.why, "command": self.command}


def largest(network: Subject, memories: Iterable[Memory], counting: Counting) -> Iterator[Largest]:
    """Of the input's side and of the width, where the network has knobs for them."""
    limits = tuple(memories)
    for knob in knobs_of_size(network):
        others = replace(network, given={name: value for name, value in network.given.items() if name != knob})
        command = _command(others, knob, limits, counting)
        try:
            found = solve(others, knob, {one.metric: one.given for one in limits}, counting=counting)
        except CostModelError as error:
            yield Largest(knob, None, error.wrong, command)
        else:
            yield Largest(knob, found.best.inside.values[knob], "", command)


def knobs_of_size(network: Subject) -> list[str]:
    """The knob of the input's side, and that of the width."""
    sides = [name for name, knob in network.knobs.items() if isinstance(knob.kind, Pixels)]
    widths = [name for name, knob in network.knobs.items() if knob.widens]
    return [*sides[:1], *widths[:1]]


def _command(network: Subject, knob: str, limits: Iterable[Memory], counting: Counting) -> str:
    options = [f"--free {knob}", *(f"--{one.metric.replace('_', '-')} {one.given}" for one in limits)]
    stored = {
        "bits": (counting.bits, STORED),
        "activation-bits": (counting.element_bits, counting.bits),
        "batch": (counting.batch, 1),
    }
    options += [f"--{name} {value}" for name, (value, usual) in stored.items() if value != usual]
    passes = [f"--passes {','.join(counting.passes)}"] if counting.passes else []
    return " ".join(["costmodel solve", network.label, *options, *passes, f"--deployment {counting.deployment}"])
