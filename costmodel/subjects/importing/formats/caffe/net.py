"""A network under construction from the layers of its file: blobs by name, as layers read and write them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import signature
from typing import Any, TypeAlias

from costmodel.errors import CostModelError, UnknownName, located
from costmodel.ir.graph import Graph
from costmodel.ir.ops import Op
from costmodel.ir.origin import Origin, Tensor
from costmodel.ir.shape import Shape
from costmodel.subjects.importing.formats.caffe.definition import Layer, kind_of
from costmodel.subjects.importing.formats.caffe.inputs import DATA, INPUT, Input, at
from costmodel.subjects.importing.own import Parts
from costmodel.subjects.importing.reading import Learns, Reading, Role, Value
from costmodel.subjects.importing.registry import Registry

LARGEST = 10**12  # elements along an axis
ROLES: tuple[Role, ...] = ("weights", "biases")  # of the learned tensors of a layer, in Caffe's order


class Net:
    """What a layer needs: the blobs so far, and somewhere to write its ops.

    Attributes:
        layers: all of them, for those that look at the next one.
        merged: the layers whose work another one has done.
        notes: what has to be said beside the totals.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.reading = Reading()
        self.layers = layers
        self.blobs: dict[str, Value] = {}
        self.merged: set[int] = set()
        self.notes: dict[str, None] = {}

    def put(self, layer: Layer, op: Op, *operands: Value, part: str = "", learns: Learns | None = None) -> Value:
        """Write down an op of a layer; `part` names it where there are several."""
        if learns is None and any(layer.tensors):
            learns = self._named(layer, op, operands)
        made = self.reading.apply(op, *operands, name=f"{layer.name}/{part}" if part else layer.name, learns=learns)
        for size in made.shape:
            if type(size) is int and size > LARGEST:
                raise CostModelError(f"{op.type} gives {size} elements along an axis", allowed=f"at most {LARGEST}")
        return made

    def read(self, layer: Layer) -> list[Value]:
        """The blobs that a layer reads.

        Raises:
            UnknownName: if no layer before it writes one.
        """
        for name in layer.bottoms:
            if name not in self.blobs:
                raise UnknownName("blob", name, self.blobs)
        return [self.blobs[name] for name in layer.bottoms]

    def _named(self, layer: Layer, op: Op, operands: Sequence[Value]) -> Learns:
        """The learned tensors of a layer by the names that the file gives them, so that those of one name are one."""
        shapes = [operand.shape for operand in operands]
        work = op.work(op.out(*shapes), *shapes)
        sizes = {role: (name, getattr(work, role)) for role, name in zip(ROLES, layer.tensors, strict=False) if name}
        return {role: [Value(Shape(size), learned=(Tensor(name, size),))] for role, (name, size) in sizes.items()}


Rule: TypeAlias = Callable[..., Value | Sequence[Value]]
# Layers of training and evaluation, whose blobs nothing that is counted reads, and detectors' last ones.
LOSSES = frozenset(
    (
        *("accuracy", "segaccuracy", "softmaxwithloss", "softmaxloss", "sigmoidcrossentropyloss", "multinomiallogisticloss"),
        *("contrastiveloss", "euclideanloss", "hingeloss", "infogainloss", "smoothl1loss", "multiboxloss"),
    )
)
DETECTORS = frozenset(("detectionoutput", "detectionevaluate"))
SILENT = frozenset((INPUT, *DATA, "silence"))
LOSS = "losses and accuracies are not counted"
DETECTED = "counted up to the detectors: what they make of their maps depends on what is seen"


def parts(net: Net, layer: Layer, *bottoms: Value) -> Parts:
    """A layer for a user's rule."""
    return Parts(layer.plain(), bottoms, partial(net.put, layer))


RULES: Registry[Rule] = Registry(f"{__package__}.layers", parts, kind_of)
layer = RULES.add  # `rule(net, layer, *bottoms)` gives one blob or more


def build(place: str, inputs: Sequence[Input], layers: Sequence[Layer], sizes: Mapping[str, Any]) -> Graph:
    """The network at a setting of its free sizes.

    Raises:
        CostModelError: if a type or a field is unknown, a blob is missing, or a layer does not fit; names the layer.
    """
    net = Net(layers)
    samples = inputs[0].shape[0]
    if samples not in (None, 1) and sizes["batch"] == 1:
        net.notes[f"the file has a batch of {samples}; counted is one sample"] = None
    for blob in inputs:
        net.blobs[blob.name] = net.reading.input(blob.name, at(blob, inputs[0], sizes))
    for one in layers:
        with located(f"{one.name} ({one.type})"):
            if one.kind in LOSSES | DETECTORS:
                net.notes[LOSS if one.kind in LOSSES else DETECTED] = None
            elif one.kind not in SILENT:
                _run(net, one)
    return net.reading.graph(Origin(place, "Caffe prototxt", notes=tuple(net.notes)))


def _run(net: Net, one: Layer) -> None:
    """A layer reads its bottoms and writes its tops."""
    rule = RULES.get(one.kind)
    if rule is None:
        raise UnknownName("type of layer", one.kind, RULES)
    bottoms = net.read(one)
    try:
        signature(rule).bind(net, one, *bottoms)
    except TypeError:
        raise CostModelError(f"it cannot have {len(bottoms)} bottoms") from None
    made = rule(net, one, *bottoms)
    one.check()
    values = [made] if isinstance(made, Value) else made
    if len(values) < len(one.tops):
        raise CostModelError(f"it has {len(one.tops)} tops", allowed=f"{len(values)}")
    net.blobs.update(zip(one.tops, values, strict=False))
