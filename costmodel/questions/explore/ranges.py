"""Where the knobs of a page go: free ones along a slider, those that decide the structure through a few values."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from costmodel.archs.common.kinds import Choice, Flag, Ratio
from costmodel.archs.common.knobs import Knob, Known
from costmodel.archs.common.spec import Spec
from costmodel.numbers.show import shown
from costmodel.subjects import Subject

MOST_WORDS = 12  # of a knob that decides the structure
STEPS = tuple(
    Fraction(step) for step in ("1/1000", "1/200", "1/100", "1/40", "1/20", "1/10", "1/4", "1/2", *(2**n for n in range(12)))
)
FEWEST = 16  # steps from nothing to the base
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


def slider(knob: Knob, base: Fraction, least: int, unit: int) -> Slider:
    """The slider of a free knob around a base.

    Args:
        unit: what its values are multiples of, where they are whole.
    """
    fine = [step * unit for step in STEPS if step >= 1] if knob.is_whole else STEPS
    step = max(
        (step for step in fine if base % step == 0 and FEWEST * step <= base),
        default=Fraction(unit if knob.is_whole else base / 20),
    )
    below = (base - max(step, Fraction(least))) // step
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
