"""The order in which the layers of a network run: as they are saved, wherever what they read is there."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush

from costmodel.errors import CostModelError
from costmodel.subjects.importing.formats.keras.connections import Connection, Ref
from costmodel.subjects.importing.formats.keras.structure import INPUT, Layer, Structure
from costmodel.subjects.importing.trees import leaves


def calls_of(network: Structure) -> Iterator[tuple[Layer, int, Connection]]:
    """Each call of each layer, and its number.

    Raises:
        CostModelError: if a call reads what nothing before it makes.
    """
    waiting: dict[tuple[int, int], set[tuple[str, int]]] = {}
    calls: dict[tuple[int, int], Connection] = {}
    readers: dict[tuple[str, int], list[tuple[int, int]]] = {}
    given = {(ref.layer, ref.call) for ref in network.inputs}
    for place, layer in enumerate(network.layers):
        for number, call in enumerate(layer.calls if layer.kind != INPUT else ()):
            if call is None:
                continue
            needed = {(ref.layer, ref.call) for ref in leaves((call.args, call.kwargs), Ref)} - given
            waiting[place, number], calls[place, number] = needed, call
            for one in needed:
                readers.setdefault(one, []).append((place, number))
    ready = [key for key, needed in waiting.items() if not needed]
    heapify(ready)
    while ready:
        place, number = heappop(ready)
        layer = network.layers[place]
        del waiting[place, number]
        yield layer, number, calls[place, number]
        for reader in readers.get((layer.name, number), ()):
            waiting[reader].discard((layer.name, number))
            if not waiting[reader]:
                heappush(ready, reader)
    if waiting:
        (place, _), needed = next(iter(waiting.items()))
        missing = ", ".join(sorted(f"{name}" for name, _ in needed))
        raise CostModelError(f"{network.layers[place].name} reads what nothing before it makes: {missing}")
