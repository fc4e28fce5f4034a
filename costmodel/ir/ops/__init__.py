"""The ops: one class each, its size rule beside its work rule; one file a family.

A class that `@op` made in one of these files is public here, and on the generated page of ops, by itself; a new file is
imported below, so that type checkers see its ops.
"""

from costmodel.ir.ops.convolution import *
from costmodel.ir.ops.join import *
from costmodel.ir.ops.layout import *
from costmodel.ir.ops.linear import *
from costmodel.ir.ops.op import KINDS, Op, op
from costmodel.ir.ops.pointwise import *
from costmodel.ir.ops.pooling import *

__all__ = [*sorted({made.__name__ for made in KINDS.values()}), "Op", "op"]
