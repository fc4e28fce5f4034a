"""The polynomial through exact values at whole numbers, for knobs that decide how many layers are built.

Newton's divided differences in fractions. The degree is the least one whose polynomial also meets the points that were not
used to find it; with fewer than `HELD_OUT` of those nothing is claimed.
"""

from collections.abc import Sequence
from fractions import Fraction

HELD_OUT = 3


def polynomial(points: Sequence[tuple[Fraction, Fraction]]) -> list[Fraction] | None:
    """Coefficients from the constant up of the polynomial of least degree through all points, or None.

    Args:
        points: of different arguments. A polynomial of degree d needs d + 1 of them and `HELD_OUT` more that confirm it.
    """
    newton = _divided_differences(points)
    while newton and newton[-1] == 0:
        newton.pop()
    if len(points) - max(len(newton), 1) < HELD_OUT:
        return None
    coefficients = [Fraction(0)]
    for (x, _), difference in reversed(list(zip(points, newton, strict=False))):
        shifted = [Fraction(0), *coefficients]
        coefficients = [a - x * b for a, b in zip(shifted, [*coefficients, Fraction(0)], strict=True)]
        coefficients[0] += difference
    while len(coefficients) > 1 and coefficients[-1] == 0:
        coefficients.pop()
    return coefficients


def _divided_differences(points: Sequence[tuple[Fraction, Fraction]]) -> list[Fraction]:
    column = [y for _, y in points]
    differences = column[:1]
    for order in range(1, len(points)):
        column = [(column[i + 1] - column[i]) / (points[i + order][0] - points[i][0]) for i in range(len(points) - order)]
        differences.append(column[0])
    return differences
