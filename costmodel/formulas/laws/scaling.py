"""EfficientNet: how cost grows when depth, width and resolution are scaled together.

d, w and r multiply depth, width and resolution; alpha, beta and gamma are what each is multiplied by for every unit of the
compound coefficient phi.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, ratio

PAPER = "Tan and Le 2019 (EfficientNet), arXiv 1905.11946"


@equation(f"{PAPER}, section 3.3")
def scaled_cost(d: Dim, w: Dim, r: Dim) -> Dim:
    """How many times the mult-adds grow: as the depth, and as the squares of width and resolution."""
    return d * w * w * r * r


@equation(f"{PAPER}, section 3.3, equation 3")
def compound_cost(alpha: Dim, beta: Dim, gamma: Dim, phi: Dim) -> Dim:
    """How many times the mult-adds grow at the compound coefficient phi."""
    return scaled_cost(alpha, beta, gamma) ** phi


@claim(f"{PAPER}, section 3.3, equation 3")
def compound_at_most_doubles(alpha: Dim, beta: Dim, gamma: Dim) -> Dim:
    """Each unit of phi at most doubles the cost, which the paper holds to be about 2."""
    return 2 - scaled_cost(alpha, beta, gamma)


@equation(f"{PAPER}, section 3.3")
def compound_departure(cost: Dim, base: Dim, phi: Dim) -> Dim:
    """What a scaled network costs for each mult-add that 2^phi times its baseline would have; 1 where the rule is kept."""
    return ratio(cost, base * 2**phi)
