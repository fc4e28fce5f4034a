"""Products of maps and attention against loops over every product."""

from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from costmodel.errors import CostModelError
from costmodel.ir.ops import Attention, Einsum, MatMul
from costmodel.ir.shape import Shape
from costmodel.ir.work import Work

sizes = st.integers(1, 4)


@given(sizes, sizes, sizes, st.lists(sizes, max_size=2), st.integers(0, 2), st.booleans(), st.data())
def test_a_product_of_stacks_of_matrices(
    rows: int, inner: int, columns: int, stack: list[int], kept: int, ones: bool, data: st.DataObject
) -> None:
    """The right side may have fewer stacks, or one where the left has several."""
    own = [1 if ones else size for size in stack[len(stack) - min(kept, len(stack)) :]]
    a, b = Shape(*stack, rows, inner), Shape(*own, inner, columns)
    y = MatMul().out(a, b)
    assert y == np.matmul(np.ones(a), np.ones(b)).shape
    multiplied = sum(1 for _ in product(*map(range, stack), range(rows), range(inner), range(columns)))
    assert MatMul().work(y, a, b) == Work(mult_adds=multiplied, reads=prod(a) + prod(b), writes=prod(y))


@pytest.mark.parametrize(
    ("a", "b", "mult_adds"),
    [((3,), (3,), 3), ((2, 3), (3,), 6), ((3,), (3, 4), 12), ((3,), (5, 3, 4), 60), ((5, 2, 3), (3,), 30)],
)
def test_a_vector_is_a_matrix_of_one_row_or_column(a: tuple[int, ...], b: tuple[int, ...], mult_adds: int) -> None:
    y = MatMul().out(Shape(*a), Shape(*b))
    assert y == np.matmul(np.ones(a), np.ones(b)).shape
    assert MatMul().work(y, Shape(*a), Shape(*b)).mult_adds == mult_adds


@pytest.mark.parametrize("shapes", [((2, 3), (4, 5)), ((2, 3), (2,)), ((), (2,)), ((2, 2, 3), (3, 3, 4))])
def test_matrices_that_do_not_fit(shapes: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(CostModelError, match=r"as many columns on the left|one shape"):
        MatMul().out(*(Shape(*shape) for shape in shapes))


SIZES = {"b": 2, "h": 3, "i": 4, "j": 5, "k": 6}


@pytest.mark.parametrize(
    ("equation", "mult_adds", "pointwise"),
    [
        ("bhik,bhjk->bhij", 2 * 3 * 4 * 5 * 6, 0),
        ("ik,kj->ij", 4 * 5 * 6, 0),
        ("i,i->", 4, 0),
        ("i,j->ij", 0, 20),  # nothing is added up
        ("ij,ij->ij", 0, 20),
        ("bi,ij,bj->b", 2 * 2 * 4 * 5, 0),  # two products for each value of all letters
        ("ij->ji", 0, 0),
        ("ij->i", 0, 20),  # a sum
        ("ii->i", 0, 0),
        (" i k , k j -> i j ", 120, 0),
    ],
)
def test_an_equation_counts_the_values_of_its_letters(equation: str, mult_adds: int, pointwise: int) -> None:
    op = Einsum(equation)
    shapes = [Shape(*(SIZES[letter] for letter in letters)) for letters in op.terms[:-1]]
    y = op.out(*shapes)
    assert y == np.einsum(equation.replace(" ", ""), *map(np.ones, shapes)).shape
    work = op.work(y, *shapes)
    assert work == Work(mult_adds, pointwise=pointwise, reads=sum(map(prod, shapes)), writes=prod(y))


@pytest.mark.parametrize("equation", ["ij", "ij->ik", "ij->ii", "1j->j", "", None, "i->j->i", "...i->i", "i,,j->?"])
def test_an_equation_that_is_none(equation: str) -> None:
    with pytest.raises(CostModelError, match=r"equation cannot be .*; allowed: one such as bij,bjk->bik"):
        Einsum(equation)


def test_shapes_that_an_equation_does_not_name() -> None:
    with pytest.raises(CostModelError, match="takes 2 inputs"):
        Einsum("ij,jk->ik").out(Shape(2, 3))
    with pytest.raises(CostModelError, match="j of ij,jk->ik is 3 and 4"):
        Einsum("ij,jk->ik").out(Shape(2, 3), Shape(4, 5))
    with pytest.raises(CostModelError, match="jk of ij,jk->ik does not name the axes of 3x4x5"):
        Einsum("ij,jk->ik").out(Shape(2, 3), Shape(3, 4, 5))


@given(st.lists(sizes, max_size=2), st.integers(1, 2), sizes, sizes, sizes, sizes, st.booleans(), st.booleans())
def test_attention(
    lead: list[int], shared: int, queries: int, keys: int, features: int, values: int, masked: bool, turned: bool
) -> None:
    """Each query with each key, and each score with each value; several query heads on the keys and values of one."""
    heads = [*lead[:-1], lead[-1] * shared] if lead else []
    multiplied = scores = 0
    for _ in product(*map(range, heads), range(queries), range(keys)):
        scores += 1
        multiplied += sum(1 for _ in range(features)) + sum(1 for _ in range(values))

    def shape(lead: list[int], length: int, width: int) -> Shape:
        return Shape(*lead, *((width, length) if turned else (length, width)))

    q, k, v = shape(heads, queries, features), shape(lead, keys, features), shape(lead, keys, values)
    mask = [Shape(queries, keys)] if masked else []
    op = Attention(-2 if turned else -1)
    y = op.out(q, k, v, *mask)
    assert y == shape(heads, queries, values)
    assert op.work(y, q, k, v, *mask) == Work(
        mult_adds=multiplied,
        pointwise=(7 if masked else 6) * scores,
        reads=sum(map(prod, (q, k, v, *mask))),
        writes=prod(y),
    )


Q = Shape(6, 4, 8)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ((Q, Shape(6, 5, 7), Shape(6, 5, 8)), "as many features"),
        ((Q, Shape(6, 5, 8), Shape(6, 4, 8)), "a value for each key"),
        ((Q, Shape(4, 5, 8), Shape(4, 5, 8)), "4 does not divide 6"),
        ((Q, Shape(5, 8), Shape(5, 8)), "of the same samples"),
        ((Shape(4, *Q), Shape(2, 6, 5, 8), Shape(2, 6, 5, 8)), "stretched to one shape"),
        ((Q, Q, Q, Shape(4, 5)), "stretched to one shape"),
        ((Q, Q, Q, Shape(2, 6, 4, 4)), "mask has to be stretched to the scores, 6x4x4"),
        ((Shape(8), Shape(8), Shape(8)), "there is no axis -2"),
    ],
)
def test_attention_that_does_not_fit(inputs: tuple[Shape, ...], message: str) -> None:
    with pytest.raises(CostModelError, match=message):
        Attention().out(*inputs)


def test_features_are_on_one_of_the_last_axes() -> None:
    with pytest.raises(CostModelError, match="on axis -1 or -2, not -3"):
        Attention(-3).out(Q, Q, Q)
