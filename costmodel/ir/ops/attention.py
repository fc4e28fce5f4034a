"""Attention."""

from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, ShapeMisfit, broadcast
from costmodel.ir.work import Work
from costmodel.numbers.algebra import exact_div, same


@op
class Attention(Op):
    """Scaled dot-product attention (Vaswani et al. 2017, equation 1): softmax(q k^T / sqrt(e)) v.

    The queries are (..., l, e), the keys (..., s, e), the values (..., s, ev); with `axis=-2`, as in a map of channels before
    positions, (..., e, l) and so on. Of three axes and more the third from the end holds the heads, of
    which several queries may share the keys and values of one. A fourth input is a mask (l, s), added to the scores.

    Work: l*s*(e + ev) mult-adds, and 6 operations for each of the l*s scores (a scale and a softmax). The scores are neither
    written nor read: they do not leave the op.

    Attributes:
        axis: of the features, -1 or -2.

    Example:
        Attention() of (n, h, c), (n, w, c), (n, w, c2)
    """

    axis: int = -1

    def out(self, q: Shape, k: Shape, v: Shape, mask: Shape | None = None) -> Shape:
        axis = self.axis
        if type(axis) is not int or axis not in (-1, -2):
            raise ShapeMisfit(f"Attention's features are on axis -1 or -2, not {axis}")
        along = -3 - axis
        if not (same(q.along(axis), k.along(axis)) and same(k.along(along), v.along(along))):
            raise ShapeMisfit("Attention needs queries and keys of as many features, and a value for each key")
        for other in (k, v):
            samples = Shape(*q[:-3])
            if len(other) != len(q) or not broadcast(Shape(*other[:-3]), samples).fits(samples):
                raise ShapeMisfit("Attention needs queries, keys and values of the same samples")
            if len(q) > 2:
                exact_div(q[-3], other[-3])
        scores = Shape(*q[:-2], q[along], k[along])
        if mask is not None and not broadcast(mask, scores).fits(scores):
            raise ShapeMisfit(f"Attention's mask has to be stretched to the scores, {scores}")
        return q.replaced(axis, v[axis])

    def work(self, y: Shape, q: Shape, k: Shape, v: Shape, mask: Shape | None = None) -> Work:
        axis, along = self.axis, -3 - self.axis
        scores = exact_div(q.size, q[axis]) * k[along]
        reads = q.size + k.size + v.size
        return Work(
            mult_adds=scores * (q[axis] + v[axis]),
            pointwise=(6 if mask is None else 7) * scores,
            reads=reads if mask is None else reads + mask.size,
            writes=y.size,
        )
