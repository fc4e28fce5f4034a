"""Elements taken from places that other tensors say, and put there."""

from costmodel.ir.ops.rearranging import Embedding, Gather, Scatter
from costmodel.ir.shape import Shape, broadcast
from costmodel.subjects.importing.aten.call import Call, Outcome, learned, rule
from costmodel.subjects.importing.reading import Value, agree


@rule("embedding")
def embedded(call: Call) -> Value:
    table = call.value("weight")
    return call.apply(Embedding(*table.shape), call.value("indices"), learns=learned(table))


@rule("index_select")
def chosen(call: Call) -> Value:
    places = call.value("index")
    return call.apply(Gather(tuple(places.shape), call.axis("dim", 0, len(call.x.shape))), call.x, places)


@rule("gather", "take_along_dim")
def gathered(call: Call) -> Outcome:
    places, rank = call.value("index", "indices"), len(call.x.shape)
    axis = call.axis("dim", 0, rank)
    others = [size for place, size in enumerate(call.x.shape) if place != rank + axis]
    theirs = [size for place, size in enumerate(places.shape) if place != rank + axis]
    return call.apply(Gather((places.shape[axis],), axis), call.x, places) if agree(others, theirs) else None


@rule("index")
def indexed(call: Call) -> Outcome:
    """The axes that are indexed stand together, or nothing here knows where theirs comes to stand."""
    x, given = call.x, call["indices"]
    indexed = [place for place, index in enumerate(given) if index is not None]
    first, last = indexed[0], indexed[-1]
    if len(indexed) != last - first + 1:
        return None
    indices = [given[place] for place in indexed]
    places = broadcast(*[index.shape for index in indices])
    shape = x.shape
    if len(indices) > 1:
        x = call.viewed(x, (*shape[:first], Shape(*shape[first : last + 1]).size, *shape[last + 1 :]))
    return call.apply(Gather(tuple(places), first - len(x.shape)), x, *indices)


@rule("index_put", "scatter", "scatter_add", "scatter_reduce", "index_add", "index_copy", "index_fill")
@rule("slice_scatter", "select_scatter", "masked_scatter")
def put(call: Call) -> Value:
    return call.apply(Scatter(), *call.operands)


@rule("copy")
def copied(call: Call) -> Value:
    """All of it is another's from now on."""
    return call.expanded(call.value("src"), call.x.shape)
