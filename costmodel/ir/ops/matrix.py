"""Products of two maps, none of which is learned."""

from collections.abc import Sequence
from math import prod

from costmodel.errors import CostModelError, quoted
from costmodel.ir.backward import Backward
from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, ShapeMisfit, broadcast
from costmodel.ir.work import Work
from costmodel.numbers.algebra import Dim, same, total


@op
class MatMul(Op):
    """The product of two stacks of matrices, (..., m, k) and (..., k, n); a vector is a matrix of one row or column.

    Work: k mult-adds for each value of the output.

    Example:
        MatMul() of (h, c), (c, w)
    """

    def out(self, a: Shape, b: Shape) -> Shape:
        if not a or not b or not same(a[-1], b[-2] if len(b) > 1 else b[-1]):
            raise ShapeMisfit("MatMul needs as many columns on the left as rows on the right")
        stack = broadcast(Shape(*a[:-2]), Shape(*b[:-2]))
        return Shape(*stack, *a[-2:-1], *(b[-1:] if len(b) > 1 else ()))

    def work(self, y: Shape, a: Shape, b: Shape) -> Work:
        return Work(mult_adds=y.size * a[-1], reads=a.size + b.size, writes=y.size)

    def backward(self, y: Shape, *xs: Shape) -> Backward:
        """Of each factor the product of the gradient with the other one."""
        return Backward(keeps=(0, 1), mult_adds=self.work(y, *xs).mult_adds, pointwise=(0, 0))


@op
class Einsum(Op):
    """A sum of products over the letters of an equation such as `bhid,bhjd->bhij`.

    Work: with a letter that is summed over, as many mult-adds as all letters together have values, for each product of two;
    without one, a multiplication for each value of the output.

    Raises:
        CostModelError: if the equation is none: letters of each input, `->`, letters of the output, each once.

    Example:
        Einsum("nhc,nwc->nhw") of (n, h, c), (n, w, c)
    """

    equation: str

    def __post_init__(self) -> None:
        sides = self.equation.replace(" ", "").split("->") if isinstance(self.equation, str) else []
        letters = "".join(sides).replace(",", "")
        known = len(sides) == 2 and letters.isalpha() and set(sides[1]) <= set(sides[0])
        if not known or len(set(sides[1])) != len(sides[1]):
            raise CostModelError(
                f"equation cannot be {quoted(self.equation)}", given=self.equation, allowed="one such as bij,bjk->bik"
            )

    @property
    def terms(self) -> list[str]:
        """The letters of the inputs, and behind them those of the output."""
        inputs, output = self.equation.replace(" ", "").split("->")
        return [*inputs.split(","), output]

    def sizes(self, shapes: Sequence[Shape]) -> dict[str, Dim]:
        """The size that each letter stands for."""
        *inputs, _ = self.terms
        if len(inputs) != len(shapes):
            raise ShapeMisfit(f"{self.equation} takes {len(inputs)} inputs")
        found: dict[str, Dim] = {}
        for letters, shape in zip(inputs, shapes, strict=True):
            if len(letters) != len(shape):
                raise ShapeMisfit(f"{letters} of {self.equation} does not name the axes of {shape}")
            for letter, size in zip(letters, shape, strict=True):
                if not same(found.setdefault(letter, size), size):
                    raise ShapeMisfit(f"{letter} of {self.equation} is {found[letter]} and {size}")
        return found

    def out(self, *xs: Shape) -> Shape:
        sizes = self.sizes(xs)
        return Shape(*[sizes[letter] for letter in self.terms[-1]])

    def work(self, y: Shape, *xs: Shape) -> Work:
        sizes = self.sizes(xs)
        products = prod(sizes.values()) * (len(xs) - 1)
        summed = set(sizes) - set(self.terms[-1])
        reads = total([x.size for x in xs])
        if summed and len(xs) > 1:
            return Work(mult_adds=products, reads=reads, writes=y.size)
        return Work(pointwise=products if len(xs) > 1 else prod(sizes.values()) if summed else 0, reads=reads, writes=y.size)
