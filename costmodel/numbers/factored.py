"""Arrays over a grid in factored form: sums of products of factors, each over the axes that it depends on.

A cost is a sum over layers of products such as `width**2 * side**2`, and on a grid the width varies along one axis and the side
along another. So nothing has to be computed for each configuration but one short sum at the end: `Factored` keeps every
product across axes as its factors, adds up terms that differ in one factor, and multiplies out only what is asked for (as a
product of two matrices). It is a small array library as far as builders can see: `+ - * //`, comparisons, and a namespace.
What does not factor, such as a maximum, is multiplied out on the axes it depends on, within a limit.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Term: TypeAlias = tuple[Array, ...]  # factors over disjoint axes, each with extent 1 along the axes that it does not depend on
Box: TypeAlias = tuple[slice, ...]

MOST_DENSE = 2**20  # elements of what is multiplied out
LONGEST = 16  # terms kept before equal factors are looked for
EXACT = 2**53  # whole numbers up to here are exact as floats


class TooWide(Exception):
    """Something does not factor, and is too large to be multiplied out."""


class Factored:
    """A sum of terms over a grid."""

    __slots__ = ("terms",)
    __array_priority__ = 1000  # numpy leaves mixed operations to this class
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = terms

    def __array_namespace__(self, api_version: str | None = None) -> Any:
        return NAMESPACE

    def __repr__(self) -> str:
        return f"an array of {self.shape}"

    @property
    def dtype(self) -> Any:
        return np.result_type(*(factor.dtype for term in self.terms for factor in term))

    @property
    def shape(self) -> tuple[int, ...]:
        return np.broadcast_shapes(*(factor.shape for term in self.terms for factor in term))

    def dense(self) -> Array:
        """Multiplied out.

        Raises:
            TooWide: if that is too large.
        """
        if prod(self.shape) > MOST_DENSE and not self._is_pure:
            raise TooWide
        return sum((reduce(np.multiply, term) for term in self.terms[1:]), start=reduce(np.multiply, self.terms[0]))

    @property
    def _is_pure(self) -> bool:
        return len(self.terms) == 1 and len(self.terms[0]) == 1

    def __add__(self, other: Any) -> "Factored":
        if isinstance(other, int) and other == 0:
            return self
        other = _lifted(other)
        if self._is_pure and other._is_pure:
            a, b = self.terms[0][0], other.terms[0][0]
            if np.broadcast_shapes(a.shape, b.shape) in (a.shape, b.shape):
                return _pure(a + b)
        terms = (*self.terms, *other.terms)
        return Factored(compressed(terms) if len(terms) > LONGEST else terms)

    __radd__ = __add__

    def __neg__(self) -> "Factored":
        return self * -1

    def __sub__(self, other: Any) -> "Factored":
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> "Factored":
        return (-self).__add__(other)

    def __mul__(self, other: Any) -> "Factored":
        if not isinstance(other, Factored):
            scalar = _number(other)
            return Factored([(term[0] * scalar, *term[1:]) for term in self.terms])
        terms = [_merged((*a, *b)) for a in self.terms for b in other.terms]
        return Factored(compressed(terms) if len(terms) > LONGEST else terms)

    __rmul__ = __mul__

    def __pow__(self, power: int) -> "Factored":
        if len(self.terms) == 1:
            return Factored([tuple(factor ** (power if power > 0 else float(power)) for factor in self.terms[0])])
        return reduce(Factored.__mul__, [self] * power) if power > 0 else _pure(self.dense() ** float(power))

    def __truediv__(self, other: Any) -> "Factored":
        if isinstance(other, Factored):
            return _pure(self.dense() / other.dense())
        scalar = _number(other)
        return Factored([(term[0] / scalar, *term[1:]) for term in self.terms])

    def __rtruediv__(self, other: Any) -> "Factored":
        return _pure(_dense(other) / self.dense())

    def __floordiv__(self, other: Any) -> "Factored":
        return _pure(self.dense() // _dense(other))

    def __rfloordiv__(self, other: Any) -> "Factored":
        return _pure(_dense(other) // self.dense())

    def __lt__(self, other: Any) -> "Factored":
        return _pure(self.dense() < _dense(other))

    def __gt__(self, other: Any) -> "Factored":
        return _pure(self.dense() > _dense(other))

    def __getitem__(self, box: Box) -> "Factored":
        """The same over a part of the grid."""
        return Factored([tuple(_part(factor, box) for factor in term) for term in self.terms])


class _Namespace:
    """numpy's functions on arrays that are multiplied out; what comes back as an array is factored again."""

    int64 = np.int64

    @staticmethod
    def isdtype(dtype: Any, kind: str) -> bool:
        return np.isdtype(dtype, kind)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = getattr(np, name)

        def call(*arguments: Any) -> Any:
            result = function(*map(_dense, arguments))
            return result if np.isscalar(result) else _pure(np.asarray(result))

        return call


NAMESPACE = _Namespace()


def along(values: Array, axis: int, axes: int) -> Factored:
    """The values of one knob, varying along one axis of a grid."""
    return _pure(values.reshape(tuple(-1 if i == axis else 1 for i in range(axes))))


class Product:
    """A factored array made ready to be read, over boxes or at points.

    Over a box it is a product of two matrices, one over the first axes and one over the others. Whole numbers go through
    floats, which processors multiply much faster, where the largest value says that nothing is lost.
    """

    def __init__(self, values: Factored, axes: int) -> None:
        terms = compressed(values.terms)
        largest = sum(prod(int(np.abs(factor).max()) + 1 for factor in term) for term in terms)
        self.whole = all(np.issubdtype(factor.dtype, np.integer) for term in terms for factor in term)
        self.dtype = np.dtype(np.int64 if self.whole and largest >= EXACT else np.float64)
        self.terms = [tuple(f.reshape((1,) * (axes - f.ndim) + f.shape).astype(self.dtype) for f in term) for term in terms]
        self.split = self._split(axes)

    def over(self, box: Box) -> Array:
        """The values over a part of the grid; along axes on which nothing depends the extent is 1."""
        terms = [tuple(_part(factor, box) for factor in term) for term in self.terms]
        if self.split is None:
            return reduce(np.add, (reduce(np.multiply, term) for term in terms))
        left = self._stacked(terms, first=True)
        right = self._stacked(terms, first=False)
        flat = left.reshape(len(terms), -1).T @ right.reshape(len(terms), -1)
        over: Array = flat.reshape((*left.shape[1 : self.split + 1], *right.shape[self.split + 1 :]))
        return over

    def at(self, places: Sequence[Array]) -> Array:
        """The values at single points, whose places along each axis are given; a single one where nothing depends on them."""

        def picked(factor: Array) -> Array:
            own = [place for extent, place in zip(factor.shape, places, strict=True) if extent > 1]
            chosen: Array = factor.squeeze()[tuple(own)]  # without the axes of one value, which is faster
            return chosen

        values: Array = reduce(np.add, (reduce(np.multiply, map(picked, term)) for term in self.terms))
        return values

    def _split(self, axes: int) -> int | None:
        """The last place between two axes that no factor reaches across."""
        spans = [[i for i, n in enumerate(factor.shape) if n > 1] for term in self.terms for factor in term]
        free = [p for p in range(axes - 1, 0, -1) if all(not s or s[0] >= p or s[-1] < p for s in spans)]
        return free[0] if free else None

    def _stacked(self, terms: Iterable[Term], first: bool) -> Array:
        """For each term the product of its factors over the first, or the other, axes."""
        products = []
        for term in terms:
            chosen = [factor for factor in term if (_first(factor) < (self.split or 0)) == first]
            products.append(reduce(np.multiply, chosen, np.ones((1,) * term[0].ndim, self.dtype)))
        return np.stack(np.broadcast_arrays(*products))


def compressed(terms: Iterable[Term]) -> list[Term]:
    """The same sum with fewer terms: those that differ in one factor only become one, as `a*h + b*h = (a + b)*h`."""
    kept = list(terms)
    before = len(kept) + 1
    while len(kept) < before:
        before = len(kept)
        for axis in range(max(factor.ndim for term in kept for factor in term)):
            kept = _collected(kept, axis)
    return kept


def _collected(terms: Iterable[Term], axis: int) -> list[Term]:
    """Add up the terms that agree in all factors but the one that begins at the axis."""
    groups: dict[tuple[Any, ...], tuple[Term, dict[tuple[int, ...], Array]]] = {}
    for term in terms:
        own = [factor for factor in term if factor.size == 1 or _first(factor) == axis]
        rest = tuple(factor for factor in term if factor.size > 1 and _first(factor) != axis)
        value = reduce(np.multiply, own) if own else np.ones((1,), np.int64)
        key = tuple((factor.shape, factor.dtype.str, factor.tobytes()) for factor in rest)
        _, sums = groups.setdefault(key, (rest, {}))
        extent = value.shape if value.size > 1 else ()
        sums[extent] = sums[extent] + value if extent in sums else value
    collected: list[Term] = []
    for rest, sums in groups.values():
        if len(sums) > 1 and () in sums:  # a constant is added to the first of the others
            constant = sums.pop(())
            extent = next(iter(sums))
            sums[extent] = sums[extent] + constant
        collected += [_merged((value, *rest)) for value in sums.values()]
    return collected


def _first(factor: Array) -> int:
    """The first axis that a factor depends on; a constant counts to the first of all."""
    return next((i for i, n in enumerate(factor.shape) if n > 1), 0)


def _merged(factors: Iterable[Array]) -> Term:
    """Factors that share an axis become one, and so do constants with any other."""
    kept: list[Array] = []
    for factor in factors:
        for other in list(kept):
            if (
                factor.size == 1
                or other.size == 1
                or any(n > 1 and m > 1 for n, m in zip(factor.shape, other.shape, strict=True))
            ):
                kept = [one for one in kept if one is not other]
                shape = np.broadcast_shapes(factor.shape, other.shape)
                if prod(shape) > MOST_DENSE and shape not in (factor.shape, other.shape):
                    raise TooWide
                factor = factor * other
        kept.append(factor)
    return tuple(sorted(kept, key=_first))


def _pure(array: Array) -> Factored:
    return Factored([(array,)])


def _lifted(value: Any) -> Factored:
    return value if isinstance(value, Factored) else _pure(np.asarray(_number(value)))


def _number(value: Any) -> Any:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


def _dense(value: Any) -> Any:
    return value.dense() if isinstance(value, Factored) else _number(value)


def _part(factor: Array, box: Box) -> Array:
    """A factor over a box, on the axes that it depends on."""
    if factor.size == 1:
        return factor
    return factor[tuple(part if n > 1 else slice(None) for n, part in zip(factor.shape, box, strict=True))]
