"""The inputs of an exported program, and names for what it leaves open of their sizes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from costmodel.archs.common.kinds import LARGEST_COUNT
from costmodel.subjects.importing.formats.pt2.schema import Exported, Size
from costmodel.subjects.importing.model import FreeSize

# What the axes of a batch of images or of videos are, counted from the front and from the end.
RANKS = (4, 5)
WORDS: Mapping[int, str] = {0: "batch", -2: "height", -1: "width"}
SPECIAL = 2  # every program that has open sizes says so of them, because it was not traced with 0 or 1


class Entry(NamedTuple):
    """A tensor or a whole number that the program is given.

    Attributes:
        sizes: of a tensor; None of a number.
    """

    name: str
    sizes: Sequence[Size] | None
    number: Size | None = None


class Open(NamedTuple):
    """A size that is left open.

    Attributes:
        text: what the program writes where it stands.
    """

    text: str
    knob: str
    size: FreeSize


def entries(exported: Exported) -> Iterator[Entry]:
    """The inputs of a program in order."""
    graph = exported.graph_module.graph
    for given in exported.graph_module.signature.input_specs:
        argument = (given.user_input or {}).get("arg", {})
        if "as_tensor" in argument:
            name = argument["as_tensor"]["name"]
            yield Entry(name, graph.tensor_values[name].sizes)
        elif "as_sym_int" in argument:
            name = argument["as_sym_int"]["as_name"]
            yield Entry(name, None, graph.sym_int_values[name])


def open_sizes(exported: Exported) -> tuple[Open, ...]:
    """The sizes that the inputs leave open; one that stands at several places is one."""
    found: dict[str, Open] = {}
    for entry in entries(exported):
        for axis, size in enumerate([entry.number] if entry.sizes is None else entry.sizes):
            text = "" if size is None or size.as_expr is None else size.as_expr.expr_str
            if size is not None and text and text not in found:
                taken = {one.knob for one in found.values()}
                knob = next(name for name in _names(entry, axis) if name not in taken)
                found[text] = Open(text, knob, _free(entry, axis, knob, size, exported))
    return tuple(found.values())


def name_of_axis(name: str, axis: int, rank: int) -> str:
    """The name of a size: `batch`, `height` and `width` of images and videos, else the input's with the axis."""
    known = WORDS.get(axis, WORDS.get(axis - rank)) if rank in RANKS else None
    return known or re.sub(r"\W", "_", f"{name}_dim{axis}")


def _names(entry: Entry, axis: int) -> Iterator[str]:
    """What a size may be called, the best name first."""
    if entry.sizes is None:
        yield entry.name
    else:
        yield name_of_axis(entry.name, axis, len(entry.sizes))
    yield from (f"{entry.name}_dim{axis}{tail}" for tail in ("", *map("_{}".format, count(2))))


def _free(entry: Entry, axis: int, knob: str, size: Size, exported: Exported) -> FreeSize:
    """The size with the limits that the program has, and the example's size as its default; of a batch, one."""
    assert size.as_expr is not None
    text, hint = size.as_expr.expr_str, size.as_expr.hint
    limits = next((one for name, one in exported.range_constraints.items() if _is_symbol(text, name)), None)
    least, most = (None, None) if limits is None else (limits.min_val, limits.max_val)
    lowest = 1 if least is None or least <= SPECIAL else least
    highest = LARGEST_COUNT if most is None or most > LARGEST_COUNT else most
    default = lowest if knob == "batch" else None if hint is None else hint.as_int
    what = f"the number {entry.name}" if entry.sizes is None else f"axis {axis} of the input {entry.name}"
    return FreeSize(what, default, least=lowest, most=highest)


def _is_symbol(text: str, name: str) -> bool:
    """Is it that symbol and nothing more, in the writing of either version?"""
    return text == name or re.fullmatch(rf"Symbol\('{re.escape(name)}'(, \w+=\w+)*\)", text) is not None
