"""Evenly spaced numbers: what a condition in one knob comes to. `32*alpha is whole` is the multiples of 1/32."""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm


@dataclass(frozen=True)
class Lattice:
    """The numbers `offset + step*n` for whole n; the offset is at least 0 and below the step."""

    step: Fraction
    offset: Fraction = Fraction(0)

    def __contains__(self, value: Fraction) -> bool:
        return (value - self.offset) % self.step == 0

    def __and__(self, other: "Lattice") -> "Lattice | None":
        """What both hold; None if nothing (the Chinese remainder theorem on a common denominator)."""
        scale = lcm(*(number.denominator for number in (self.step, self.offset, other.step, other.offset)))
        a, m = int(self.offset * scale), int(self.step * scale)
        b, n = int(other.offset * scale), int(other.step * scale)
        common = gcd(m, n)
        if (b - a) % common:
            return None
        shift = (b - a) // common * pow(m // common, -1, n // common) % (n // common) if n > common else 0
        step = lcm(m, n)
        return Lattice(Fraction(step, scale), Fraction((a + m * shift) % step, scale))

    def from_(self, value: Fraction) -> Fraction:
        """The least element that is positive and not below the value."""
        least = self.offset + self.step * -((self.offset - value) // self.step)
        return least if least > 0 else least + self.step * (1 - least // self.step)

    def words(self, name: str) -> str:
        if self.offset:
            return f"{name} = {self._multiple} + {self.offset} for a whole n"
        if self.step.numerator == 1:
            return f"{name} is whole" if self.step == 1 else f"{self.step.denominator}*{name} is whole"
        return f"{name} is a multiple of {self.step}"

    @property
    def _multiple(self) -> str:
        return "n" if self.step == 1 else f"{self.step}*n"
