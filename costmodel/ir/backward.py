"""What training needs of an op besides its size and its work: what it keeps for the backward pass, and what it does in it."""

from collections.abc import Sequence
from typing import NamedTuple

from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim


class Backward(NamedTuple):
    """The backward rule of an op, for one sample.

    The gradient of an input is a map of the input's size, made of the gradient of the output and of what was kept. An input
    that needs none costs none.

    Attributes:
        keeps: the places of the inputs that are kept.
        kept_to_learn: are they kept only for the gradient of what is learned, and not where nothing is?
        keeps_output: is the output kept?
        beside: elements that are kept beside maps: the places of maxima, each of 64 bits; what dropout multiplies by.
        mult_adds: of the gradient of each input.
        pointwise: of the gradient of each input, other arithmetic.
        learning_mult_adds: of the gradient of what is learned.
        learning_pointwise: the same, other arithmetic.
        renames: the gradient of an input is that of the output, or a part of it, under another name; nothing is moved.
    """

    keeps: Sequence[int] = ()
    kept_to_learn: bool = False
    keeps_output: bool = False
    beside: Dim = 0
    mult_adds: Dim = 0
    pointwise: Sequence[Dim] = ()
    learning_mult_adds: Dim = 0
    learning_pointwise: Dim = 0
    renames: bool = False

    @classmethod
    def of_products(cls, work: Work) -> "Backward":
        """Of an op whose output are sums of products of its input and its weights: each gradient takes as many as they do."""
        return cls(
            keeps=(0,),
            kept_to_learn=True,
            mult_adds=work.mult_adds,
            learning_mult_adds=work.mult_adds,
            learning_pointwise=work.bias_adds,
        )
