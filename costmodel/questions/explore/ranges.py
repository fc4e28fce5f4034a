"""Where the knobs of a page go: free ones along a slider, those that decide the structure through a few values."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from costmodel.archs.common.knobs import Choice, Flag, Knob, Known, Ratio
from costmodel.archs.common.spec import Spec
from costmodel.numbers.show import shown
from costmodel.subjects import Subject

MOST_WORDS = 12  # of a knob that decides the structure
STEPS = (1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 50, 100)
PARTS = 32  # of the base that a slider's step is about
TIMES = 2  # the base, which a slider ends at


class Slider(NamedTuple):
    """Values from the least to the most, the base among them; typed values may lie between and beyond."""

    least: Fraction
    most: Fraction
    step: Fraction

    def positions(self, few: int) -> list[Fraction]:
        """So many of them, spread evenly, both ends among them."""
        count = (self.most - self.least) // self.step
        return [self.least + self.step * (count * place // (few - 1)) for place in range(few)]


def slider(knob: Knob, base: Fraction, least: int) -> Slider:
    """The slider of a free knob around a base."""
    step = Fraction(1)
    if isinstance(knob.kind, Ratio):
        scale = Fraction(1, 20)
        while base / scale > 2 * PARTS:
            scale *= 2
        step = scale if base % scale == 0 else base / 20
    else:
        step = Fraction(max((one for one in STEPS if one <= base / PARTS), default=1))
    lowest = max(step, Fraction(least))
    below = (base - lowest) // step
    return Slider(base - below * step, max(TIMES * base, base + 4 * step), step)


def words(subject: Subject, knob: Knob, spec: Spec, printed: Iterable[object]) -> list[str]:
    """The values, as text, that a page offers for a knob that decides the structure.

    Args:
        printed: its values in published rows.
    """
    kind: Any = knob.kind
    if isinstance(kind, Flag):
        return ["false", "true"]
    if isinstance(kind, Choice):
        return [shown(word) for word in kind.words]
    known = Known(subject.spec, subject.knobs, subject.given)
    among = kind.among(known)
    if among is not None and len(among.values) <= MOST_WORDS:
        return [str(value) for value in among.values]
    base = getattr(spec, knob.name)
    found = {kind.read(value) for value in printed if value is not None}
    if isinstance(base, int | Fraction):
        found |= {base} | {near for near in _near(knob, base) if among is None or near in among.values}
    kept = sorted(found, key=lambda value: abs(value - (base or 0)))[:MOST_WORDS]
    return [shown(value) for value in sorted(kept)]


def _near(knob: Knob, base: int | Fraction) -> list[Any]:
    if isinstance(knob.kind, Ratio):
        return [Fraction(base) * part / 2 for part in (1, 3, 4)]
    kind: Any = knob.kind
    return [near for near in range(int(base) - 2, int(base) + 3) if kind.least <= near <= kind.most]
