"""Where a cost meets its limit, guessed from two networks.

Costs are nearly powers of a knob: the square of a width, the first power of a depth. In logarithms these are straight lines, so
that a secant leads near the limit at once; that it is near, and no more, is all that is asked of it, and floats suffice.
"""

from fractions import Fraction
from math import exp, log
from typing import TypeAlias

Cost: TypeAlias = int | Fraction

NOTHING = 1e-12  # of the limit, so that what costs nothing has a logarithm
FARTHEST = 8  # times the larger one of the two: a line through costs that hardly differ leads too far


def meeting(one: tuple[int, Cost], two: tuple[int, Cost], limit: Fraction) -> int:
    """The index on a knob's grid at which the line through two networks meets a limit; that of the second if it does not.

    Args:
        one: index and cost of a network.
        two: of another one.
    """
    (x, c), (y, d) = ((log(index + 1), log(cost / limit + NOTHING)) for index, cost in (one, two))
    if c == d:
        return two[0]
    met = y - d * (y - x) / (d - c)
    return round(exp(min(met, max(x, y) + log(FARTHEST)))) - 1 if met > 0 else 0
