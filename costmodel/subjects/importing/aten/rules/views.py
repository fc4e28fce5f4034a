"""The same elements under other shapes, parts of them, and their axes in another order."""

from collections.abc import Iterator, Sequence
from typing import Any

from costmodel.ir.ops.channels import Slice
from costmodel.ir.ops.rearranging import Permute, Select
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim, at_least, ceil_div, exact_div, same_in_general
from costmodel.subjects.importing.aten.call import Call, Outcome, from_end, rule
from costmodel.subjects.importing.reading import Value

REST = -1  # a size that follows from the others
OPEN = 2**62  # an end beyond all ends: schemas have the largest number there


def _completed(sizes: Sequence[Dim], elements: Dim) -> tuple[Dim, ...]:
    """The sizes, with the one that is left open."""
    known = Shape(*[size for size in sizes if not _is_rest(size)]).size
    return tuple([exact_div(elements, known) if _is_rest(size) else size for size in sizes])


def _is_rest(size: Dim) -> bool:
    return type(size) is int and size == REST


@rule("view", "reshape", "_unsafe_view", "_reshape_alias")
def view(call: Call) -> Outcome:
    sizes = call.get("size", call.get("shape"))
    if sizes is None:  # another type for the same bits
        return call.x if call.stated is None or len(call.shape()) == len(call.x.shape) else None
    return call.viewed(call.x, _completed(sizes, call.x.shape.size))


@rule("view_as", "reshape_as")
def as_other(call: Call) -> Value:
    return call.viewed(call.x, call.value("other").shape)


@rule("flatten")
def flatten(call: Call) -> Value:
    shape = call.x.shape
    if not shape:
        return call.viewed(call.x, (1,))
    first, last = (len(shape) + call.axis(name, default, len(shape)) for name, default in (("start_dim", 0), ("end_dim", -1)))
    return call.viewed(call.x, (*shape[:first], Shape(*shape[first : last + 1]).size, *shape[last + 1 :]))


@rule("unflatten")
def unflatten(call: Call) -> Value:
    shape = call.x.shape
    place = len(shape) + call.axis("dim", 0, len(shape))
    return call.viewed(call.x, (*shape[:place], *_completed(call["sizes"], shape[place]), *shape[place + 1 :]))


@rule("unsqueeze")
def unsqueeze(call: Call) -> Value:
    shape = call.x.shape
    place = len(shape) + 1 + call.axis("dim", 0, len(shape) + 1)
    return call.viewed(call.x, (*shape[:place], 1, *shape[place:]))


@rule("squeeze")
def squeeze(call: Call) -> Value:
    shape, dims = call.x.shape, call.get("dim")
    axes = range(len(shape)) if dims is None else [dims] if isinstance(dims, int) else dims
    places = {len(shape) + from_end(axis, len(shape)) for axis in axes}
    kept = [size for place, size in enumerate(shape) if not (place in places and type(size) is int and size == 1)]
    return call.viewed(call.x, kept)


@rule("expand", "broadcast_to")
def expand(call: Call) -> Value:
    shape, sizes = call.x.shape, call["size"]
    old = (*[1] * (len(sizes) - len(shape)), *shape)
    return call.expanded(call.x, [own if _is_rest(size) else size for own, size in zip(old, sizes, strict=True)])


@rule("expand_as")
def expand_as(call: Call) -> Value:
    return call.expanded(call.x, call.value("other").shape)


@rule("meshgrid")
def grid(call: Call) -> Outcome:
    values, places = call["tensors"], range(len(call["tensors"]))
    order = list(places) if call.get("indexing", "ij") == "ij" else [1, 0, *places[2:]]
    sizes = {place: x.shape.size for x, place in zip(values, order, strict=True)}
    shape = [sizes[place] for place in places]
    outputs = []
    for x, place in zip(values, order, strict=True):
        row = call.viewed(x, [size if at == place else 1 for at, size in enumerate(shape)])
        outputs.append(call.expanded(row, shape))
    return outputs


@rule("select")
def select(call: Call) -> Value:
    return call.apply(Select(call.axis("dim", 0, len(call.x.shape))), call.x)


@rule("unbind")
def unbind(call: Call) -> Outcome:
    axis = call.axis("dim", 0, len(call.x.shape))
    pieces: Any = call.x.shape[axis] if call.stated is None else len(call.stated)
    return [call.apply(Select(axis), call.x) for _ in range(pieces)]


def _part(call: Call, axis: int, size: Dim) -> Value:
    if type(size) is int and size == 0:
        return Value(call.x.shape.replaced(axis, 0))  # of nothing, which is made of no input
    return call.x if same_in_general(call.x.shape[axis], size) else call.apply(Slice(size, axis), call.x)


@rule("slice")
def slice_(call: Call) -> Value:
    axis = call.axis("dim", 0, len(call.x.shape))
    size, step = call.x.shape[axis], call.get("step", 1)
    start, end = (_place(call.get(name, default), size) for name, default in (("start", 0), ("end", size)))
    return _part(call, axis, ceil_div(end - start, step))


def _place(given: Dim, size: Dim) -> Dim:
    """Where a slice begins or ends: counted from the front, and no further than the axis goes."""
    if type(given) is int and given >= OPEN:
        return size
    if type(given) is int and given < 0:
        return at_least(size + given, 0)
    return size - at_least(size - given, 0)  # the smaller of the two


@rule("narrow")
def narrow(call: Call) -> Value:
    return _part(call, call.axis("dim", 0, len(call.x.shape)), call["length"])


@rule("split", "split_with_sizes", "chunk", "tensor_split", "unsafe_chunk", "unsafe_split")
def split(call: Call) -> Outcome:
    axis = call.axis("dim", 0, len(call.x.shape))
    return [_part(call, axis, size) for size in _pieces(call, axis)]


def _pieces(call: Call, axis: int) -> Iterator[Dim]:
    """The sizes of the parts, as they are given or stated; else all are of one size but the last, which is what is left."""
    sizes = call.get("split_sizes", call.get("split_size"))
    stated = [shape[axis] for shape in call.stated or ()]
    known = [size for size in stated if size is not None]
    whole = call.x.shape[axis]
    if isinstance(sizes, list | tuple):
        yield from sizes
    elif known and len(known) == len(stated):
        yield from known
    else:
        size = sizes or ceil_div(whole, call.get("chunks", call.get("sections")))
        number: Any = len(stated) or ceil_div(whole, size)
        yield from [size] * (number - 1)
        yield whole - size * (number - 1)


def _ordered(call: Call, order: Sequence[int]) -> Value:
    """The axes in another order, each given by where it stood from the front; no node where the order is the old one."""
    rank = len(order)
    if list(order) == list(range(rank)):
        return call.x
    return call.apply(Permute(tuple(place - rank for place in order)), call.x)


@rule("permute")
def permute(call: Call) -> Value:
    rank = len(call.x.shape)
    return _ordered(call, [rank + from_end(axis, rank) for axis in call["dims"]])


@rule("transpose", "swapaxes", "swapdims", "t", "numpy_T", "mT", "matrix_H", "adjoint")
def transpose(call: Call) -> Value:
    rank = len(call.x.shape)
    order = list(range(rank))
    if call.operator == "numpy_T":
        return _ordered(call, order[::-1])
    if rank < 2:
        return call.x
    names = ("dim0", "dim1") if "dim0" in call.arguments else ("axis0", "axis1")
    one, other = (rank + call.axis(name, default, rank) for name, default in zip(names, (-2, -1), strict=True))
    order[one], order[other] = other, one
    return _ordered(call, order)


@rule("movedim", "moveaxis")
def moved(call: Call) -> Value:
    rank = len(call.x.shape)
    sources, targets = (
        [rank + from_end(axis, rank) for axis in ([given] if isinstance(given, int) else given)]
        for given in (call["source"], call["destination"])
    )
    rest = iter([place for place in range(rank) if place not in sources])
    to = dict(zip(targets, sources, strict=True))
    return _ordered(call, [to[place] if place in to else next(rest) for place in range(rank)])
