"""Attention."""

from costmodel.ir.ops.op import Op, op
from costmodel.ir.shape import Shape, ShapeMisfit, broadcast
from costmodel.ir.work import Work
from costmodel.numbers.algebra import exact_div, same


@op
class Attention(Op):
    """Scaled dot-product attention (Vaswani et al. 2017, equation 1): softmax(q k^T / sqrt(e)) v.

    The queries are (..., l, e), the keys (..., s, e), the values (..., s, ev); with `axis=-2`, as in a map of channels before
    positions, (..., e, l) and so on. Several query heads may share the keys and values of one. A
    fourth input is a mask, added to the scores.

    Work: l*s*(e + ev) mult-adds, and 6 operations for each of the l*s scores (a scale and a softmax). The scores are neither
    written nor read: they do not leave the op.

    Attributes:
        axis: of the features, -1 or -2.
    """

    axis: int = -1

    def out(self, q: Shape, k: Shape, v: Shape, mask: Shape | None = None) -> Shape:
        axis, along = self.axis, -3 - self.axis
        if axis not in (-1, -2):
            raise ShapeMisfit(f"Attention's features are on axis -1 or -2, not {axis}")
        if not (same(q.along(axis), k.along(axis)) and same(k.along(along), v.along(along))):
            raise ShapeMisfit("Attention needs queries and keys of as many features, and a value for each key")
        for other in (k, v):
            for own, theirs in zip(q[:-2], other[:-2], strict=True):
                exact_div(own, theirs)
        return q.replaced(axis, v[axis])

    def work(self, y: Shape, q: Shape, k: Shape, v: Shape, mask: Shape | None = None) -> Work:
        axis, along = self.axis, -3 - self.axis
        scores = exact_div(q.size, q[axis]) * k[along]
        reads = q.size + k.size + v.size
        if mask is not None:
            broadcast(mask, q.replaced(axis, k[along]))
            reads = reads + mask.size
        return Work(
            mult_adds=scores * (q[axis] + v[axis]),
            pointwise=(6 if mask is None else 7) * scores,
            reads=reads,
            writes=y.size,
        )
