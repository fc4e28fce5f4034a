"""Operations that take parts of tensors."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops.rearranging import Crop
from costmodel.numbers.algebra import Dim, ceil_div, exact_div
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import LARGEST, whole
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.reading import Value
from costmodel.subjects.importing.trees import leaves

WRITTEN = "function"
LONGEST = 2**10  # parts of a split


@rule("ops.Split", "tf.split")
def split(call: Call) -> list[Value]:
    """Equal parts, or parts at places (of Keras) or of sizes (of TensorFlow)."""
    sizes = list(call.sizes(call.x))
    axis = whole("axis", call.argument("axis", 2, 0), -len(sizes), len(sizes) - 1)
    given = call.argument("indices_or_sections", 1) or call.argument("num_or_size_splits", 1)
    parts: Sequence[Dim]
    if not isinstance(given, list):
        number = whole("parts", given, most=LONGEST)
        parts = [exact_div(sizes[axis], number)] * number
    elif call.layer.kind.startswith("ops"):
        parts = [after - before for before, after in pairwise([0, *whole_list("places", given, 0), sizes[axis]])]
    else:
        parts = whole_list("sizes", given, 1)
    found = []
    for part in parts:
        sizes[axis] = part
        found.append(call.apply(Crop(tuple(call.layout.held(sizes))), call.x, written=WRITTEN))
    return found


@rule("ops.GetItem", "tf.__operators__.getitem")
def get_item(call: Call) -> Value:
    key = call.argument("slice_spec", 1) if call.layer.kind.startswith("tf") else call.argument("key", 1)
    keys = list(key) if isinstance(key, list | tuple) else [key]
    sizes = call.sizes(call.x)
    if any(isinstance(one, Value) for one in keys):
        raise CostModelError("elements at places that the network works out are not known", allowed="slices and numbers")
    keys = [_slice(one) for one in keys]
    if keys.count(...) > 1:
        raise CostModelError("two ellipses in one key", given=key, allowed="one")
    if ... not in keys:
        keys.append(...)
    place = keys.index(...)
    spare = len(sizes) - sum(one is not None for one in keys) + 1
    keys[place : place + 1] = [slice(None)] * spare
    if spare < 0:
        raise CostModelError(f"a key of {len(keys)} axes", given=key, allowed=f"at most {len(sizes)}")
    axes = iter(sizes)
    taken = [1 if one is None else _taken(next(axes), one) for one in keys]
    cut = [size for size, one in zip(taken, keys, strict=True) if one is not None]
    y = call.apply(Crop(tuple(call.layout.held(cut))), call.x, written=WRITTEN)
    return call.view(y, [size for size, one in zip(taken, keys, strict=True) if not isinstance(one, int)], "axes", WRITTEN)


def _slice(key: Any) -> Any:
    """A part of a key; Keras 2 writes slices as objects."""
    if isinstance(key, Mapping) and {"start", "stop", "step"} & set(key):
        key = slice(key.get("start"), key.get("stop"), key.get("step"))
    if (
        isinstance(key, slice)
        and all(one is None or type(one) is int for one in (key.start, key.stop, key.step))
        and key.step != 0
    ):
        return key
    if key is None or key is ... or type(key) is int:
        return key
    raise CostModelError(f"a key cannot hold {quoted(key)}", given=key, allowed="slices and numbers")


def _taken(size: Dim, key: Any) -> Dim:
    """How many elements of an axis a part of a key takes."""
    if type(key) is int:
        return 1
    if type(size) is int:
        return len(range(*key.indices(size)))
    start, stop, step = key.start or 0, key.stop, key.step or 1
    if start < 0 or step < 0 or (stop is not None and stop >= 0):
        raise CostModelError(f"a slice {start}:{stop} of {size} is not decided", allowed="a number for that size")
    return ceil_div(size + (stop or 0) - start, step)


def whole_list(name: str, value: Any, least: int, most: int = LARGEST) -> list[int]:
    """Whole numbers that an operation is called with.

    Raises:
        CostModelError: if they are none, or tensors among them.
    """
    if not isinstance(value, list | tuple) or any(True for _ in leaves(value, Value)):
        raise CostModelError(f"{name} cannot be {quoted(value)}", given=value, allowed="a list of numbers in the file")
    return [whole(name, one, least, most) for one in value]
