"""A tape run again in Python, one instruction when it is asked for: what any other machine has to give, too."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor, prod
from typing import Any

from costmodel.numbers.recording.tape import Linear, Number, Tape, plain


class Replay:
    """The values of a tape for one setting of its knobs.

    Args:
        knobs: a value for each.
    """

    def __init__(self, tape: Tape, knobs: Mapping[str, Number]) -> None:
        self._tape = tape
        self._knobs = knobs
        self._values: dict[int, Any] = {}

    def __getitem__(self, place: int) -> Any:
        """The value at a place; instructions stand behind those they read, so that none is deeper than the list of them."""
        wanted = [place]
        while wanted:
            last = wanted[-1]
            made = self._tape.instructions[last]
            if last in self._values:
                wanted.pop()
            elif missing := [one for one in made.reads if one not in self._values]:
                wanted += missing
            else:
                self._values[last] = self._run(last)
                wanted.pop()
        return self._values[place]

    def _run(self, place: int) -> Any:
        made, values = self._tape.instructions[place], self._values
        match made.code:
            case "knob":
                return plain(self._knobs[made.name])
            case "product":
                factors = zip(made.places, made.powers, strict=True)
                return plain(
                    prod(values[one] ** power if power > 0 else Fraction(values[one]) ** power for one, power in factors)
                )
            case "floor":
                return floor(self._sum(made.linear))
            case "ceil":
                return ceil(self._sum(made.linear))
            case "max":
                return max(values[one] for one in made.places)
            case "where":
                condition, a, b = made.places
                return values[a] if values[condition] else values[b]
            case "negative":
                return int(self._sum(made.linear) < 0)
            case "zero":
                return int(self._sum(made.linear) == 0)
        return plain(self._sum(made.linear))

    def _sum(self, linear: Linear) -> Any:
        return linear.constant + sum(self._values[place] * number for place, number in linear.terms)
