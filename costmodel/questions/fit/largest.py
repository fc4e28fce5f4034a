"""What would fit: the largest value of a knob, with the command that finds and proves it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from shlex import quote
from typing import Any

from costmodel.archs.common.kinds import Flag, Pixels
from costmodel.archs.common.knobs import Knob
from costmodel.errors import CostModelError
from costmodel.formulas.counting import STORED, Counting
from costmodel.numbers.show import shown
from costmodel.questions.fit.memories import Memory
from costmodel.questions.solve import solve
from costmodel.questions.solve.budget import Unmet
from costmodel.subjects import Subject

SIDE = "resolution"  # what the knob is called where its kind does not say it, as in a network by hand


@dataclass(frozen=True)
class Largest:
    """The largest values of free knobs with which a network fits, the other knobs as they are.

    Attributes:
        values: of the free knobs; empty where none fit, or the search has no answer.
        why: what is the matter then.
        command: that says the same, and proves it; empty of what was made in Python and cannot be named on a command line.
    """

    free: tuple[str, ...]
    values: Mapping[str, Fraction]
    why: str
    command: str

    def __str__(self) -> str:
        """In one line."""
        named = " and ".join(self.free)
        if not self.values:
            return f"no {named} {self.why}"
        found = " and ".join(shown(value) for value in self.values.values())
        by = f", by {self.command}" if self.command else ""
        return f"the largest {named} that fit{'s' if len(self.free) == 1 else ''}: {found}{by}"

    def record(self) -> dict[str, Any]:
        values = {knob: shown(value) for knob, value in self.values.items()}
        return {"free": list(self.free), "values": values, "why": self.why, "command": self.command}


def largest(network: Subject, memories: Sequence[Memory], counting: Counting) -> list[Largest]:
    """Of the input's side and of the width, where the network has knobs for them; of both together where neither is enough."""
    knobs = knobs_of_size(network)
    found = [_solved(network, (knob,), memories, counting) for knob in knobs]
    if len(knobs) > 1 and not any(one.values for one in found):
        found.append(_solved(network, tuple(reversed(knobs)), memories, counting))
    return found


def _solved(network: Subject, free: tuple[str, ...], memories: Sequence[Memory], counting: Counting) -> Largest:
    others = replace(network, given={name: value for name, value in network.given.items() if name not in free})
    command = _command(others, free, memories, counting)
    try:
        found = solve(others, free, {one.metric: one.given for one in memories}, counting=counting)
    except Unmet as error:
        return Largest(free, {}, f"fits: {error.wrong.partition(': ')[2] or error.wrong}", command)
    except CostModelError as error:
        return Largest(free, {}, f"was found: {error}", command)
    return Largest(free, found.best.inside.values, "", command)


def knobs_of_size(network: Subject) -> list[str]:
    """The knob of the input's side, and that of the width."""
    sides = [name for name, knob in network.knobs.items() if isinstance(knob.kind, Pixels) or name == SIDE]
    widths = [name for name, knob in network.knobs.items() if knob.widens]
    return [*sides[:1], *widths[:1]]


def _command(network: Subject, free: tuple[str, ...], limits: Iterable[Memory], counting: Counting) -> str:
    if not isinstance(network.source, str):
        return ""
    said = (
        ("bits", counting.bits, STORED),
        ("activation-bits", counting.element_bits, counting.bits),
        ("batch", counting.batch, 1),
        ("passes", ",".join(counting.passes), ""),
        ("deployment", counting.deployment, ""),
    )
    options = [
        *(_option(network.knob(name), value) for name, value in network.given.items()),
        f"--free {','.join(free)}",
        *(f"--{one.metric.replace('_', '-')} {quote(one.given)}" for one in limits),
        *(f"--{name} {value}" for name, value, usual in said if value != usual),
        *(["--partial"] if counting.partial else []),
    ]
    return " ".join(["costmodel solve", quote(network.source), *options])


def _option(knob: Knob, value: object) -> str:
    """A knob as it is written on a command line."""
    dashed, text = knob.name.replace("_", "-"), shown(value)
    if isinstance(knob.kind, Flag):
        return f"--{dashed}" if text == "true" else f"--no-{dashed}"
    return f"--{dashed} {quote(text)}"
