"""Networks that cannot be: any op and any phrase, with anything for its arguments, on any nodes."""

from collections.abc import Callable, Iterator
from functools import partial
from inspect import signature
from random import Random
from typing import Any

import costmodel
from costmodel import Counting, Network, ops
from costmodel.ir.ops.op import KINDS
from fuzz.calls import mostly, thing
from fuzz.outcome import Case, outcome_of

SIZES = [1, 2, 3, (2, 2), (3,), (1, 2, 3)]
SHAPE = [(4, 8, 8), (4, 64), (2, 2), (1,), (), (8, 8, 4)]
# What a field or an argument of that name may be given.
PLAUSIBLE: dict[str, list[Any]] = {
    **dict.fromkeys(("kernel", "stride", "dilation", "size", "factor", "output_padding"), SIZES),
    **dict.fromkeys(("shape", "sizes", "places", "times"), SHAPE),
    "padding": ["same", "valid", 0, 1, ((0, 1), (1, 0))],
    "axes": [(-1,), (-2, -1), (-1, -2), (-3, -1, -2), ()],
    "axis": [-1, -2, -3, -4],
    "equation": ["ij,jk->ik", "cij->c", "cij,cij->", "ij"],
    "mode": ["max", "average", "nearest", "linear"],
    "function": ["relu", "add", "where", "mean"],
    "act": [None, "gelu"],
    "norm": [True, False, ops.InstanceNorm(axis=-1), ops.LayerNorm()],
    "name": [None, "a", "a/b"],
    "projection": [0, 0, 2],
}
SHAPES = [(4, 8, 8), (4, 8, 8), (4, 8, 8), (4, 1, 1), (2, 4, 8, 8), (4, 64), (8, 8), (6,), (8, 8, 2), (18, 8, 8)]
OPS = sorted({op.__name__ for op in KINDS.values() if op.__module__.startswith("costmodel.")})  # tests make ops, too
PHRASES = [name for name in vars(Network) if not name.startswith("_") and name not in ("add_input", "graph", "scope", "apply")]
NODES = {"net", "x", "xs", "keys", "shared_with"}  # arguments that are nodes, and the network


def cases(chance: Random) -> Iterator[Case]:
    while True:
        yield chance.choice([_begun, _applied, _phrased])(chance)


def _begun(chance: Random) -> Case:
    """A network on an odd input."""
    size = {name: mostly(lambda chance: chance.choice([1, 3, 32]))(chance) for name in ("channels", "side")}
    classes = chance.choice([10, thing(chance)])

    def build() -> None:
        net = Network(**size)
        costmodel.cost(net.classify(net.conv(net.input, 8, 3), classes))

    return Case(f"Network({size}), {classes}", partial(outcome_of, build))


def _applied(chance: Random) -> Case:
    """Any op, twice; the second time it shares."""
    kind = chance.choice(OPS)
    given = _arguments(getattr(ops, kind), chance)
    shapes = [chance.choice(SHAPES) for _ in range(chance.choice([0, 1, 1, 1, 2, 2, 3, 4]))]
    owner = chance.choice([None, None, thing(chance)])

    def build() -> None:
        net = Network(shape=(3, 8, 8))
        inputs = [net.add_input(shape) for shape in shapes]
        op = getattr(ops, kind)(**given)
        x = net.apply(op, *inputs)
        net.apply(op, *inputs, shared_with=x if owner is None else owner)
        costmodel.cost(net.graph(), Counting(partial=True))

    return Case(f"{kind}({given}) of {shapes}, shared with {owner}", partial(outcome_of, build))


def _phrased(chance: Random) -> Case:
    """Any phrase, twice; the second time it shares."""
    phrase, shape = chance.choice(PHRASES), chance.choice(SHAPES)
    given, names = _arguments(getattr(Network, phrase), chance), signature(getattr(Network, phrase)).parameters
    other = thing(chance) if chance.random() < 0.1 else None
    several = chance.choice([0, 1, 2, 2]) if "xs" in names else 1

    def build() -> None:
        net = Network(shape=shape)
        nodes = several * [net.input if other is None else other]
        if "keys" in names:
            given["keys"] = net.add_input((3, 5))
        x = getattr(net, phrase)(*nodes, **given)
        if "shared_with" in names:
            getattr(net, phrase)(*nodes, **given, shared_with=x)
        costmodel.cost(net.graph(), "strict")

    return Case(f"Network(shape={shape}).{phrase}({given}) of {other}", partial(outcome_of, build))


def _arguments(called: Callable[..., Any], chance: Random) -> dict[str, Any]:
    """What has no default and some of the rest, most of it plausible."""
    return {
        name: thing(chance) if chance.random() < 0.15 else chance.choice(PLAUSIBLE.get(name, [1, 2, 3, 4, 8, True, False]))
        for name, parameter in signature(called).parameters.items()
        if name not in NODES and (parameter.default is parameter.empty or chance.random() < 0.6)
    }
