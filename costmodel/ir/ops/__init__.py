"""The ops: one class each, its size rule beside its work rule; one file a family.

A class that `@op` made in a file of this folder is public here, and on the generated page of ops, by itself. The ops of nearly
every network of the catalog are there at once. The other files are read when one of theirs is asked for, so that a report does
not wait for what its network has not; a new file is imported below, so that type checkers see its ops.
"""

from typing import TYPE_CHECKING, Any

from costmodel.ir.ops.convolution import *
from costmodel.ir.ops.join import *
from costmodel.ir.ops.layout import *
from costmodel.ir.ops.linear import *
from costmodel.ir.ops.op import KINDS
from costmodel.ir.ops.op import Op as Op
from costmodel.ir.ops.op import op as op
from costmodel.ir.ops.pointwise import *
from costmodel.ir.ops.pooling import *

if TYPE_CHECKING:
    from costmodel.ir.ops.attention import *
    from costmodel.ir.ops.channels import *
    from costmodel.ir.ops.deformable import *
    from costmodel.ir.ops.elementwise import *
    from costmodel.ir.ops.matrix import *
    from costmodel.ir.ops.normalisation import *
    from costmodel.ir.ops.opaque import *
    from costmodel.ir.ops.rearranging import *
    from costmodel.ir.ops.recurrent import *
    from costmodel.ir.ops.reduction import *
    from costmodel.ir.ops.resampling import *
    from costmodel.ir.ops.transposed import *
else:

    def __getattr__(name: str) -> Any:
        if name == "__all__":
            return [*sorted({made.__name__ for made in KINDS.values()}), "Op", "op"]
        if not name.startswith("_") and name in KINDS:
            return KINDS[name]
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
