"""Functions that an op knows by name: activations, functions of elements, reductions."""

from typing import NamedTuple


class Named(NamedTuple):
    """A function that has a name.

    Attributes:
        type: as per-type tables print it.
        operations: for an element: of the input where many are reduced, otherwise of the output.
        joins: a function of two, done once for each input behind the first.
        mixes: an element of the output is made of several elements of the input.
        gradient: operations for an element of an input's gradient, its product with the output's gradient among them; 0 where
            nobody has said.
        gradient_of_output: is the gradient made of the output, so that the input need not be kept?
    """

    type: str
    operations: int
    joins: bool = False
    mixes: bool = False
    gradient: int = 0
    gradient_of_output: bool = False
