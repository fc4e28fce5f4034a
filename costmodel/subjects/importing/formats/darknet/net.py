"""A network under construction from the sections of its file."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from costmodel.errors import CostModelError, UnknownName, located
from costmodel.ir.graph import Graph
from costmodel.ir.ops import Activation, Op
from costmodel.ir.origin import Origin
from costmodel.numbers.algebra import Dim
from costmodel.subjects.importing.formats.darknet.cfg import LARGEST, Section
from costmodel.subjects.importing.own import Parts
from costmodel.subjects.importing.reading import Learns, Reading, Value
from costmodel.subjects.importing.registry import Registry

CHANNELS = -3  # the axis of a map's channels; a vector is a map of one pixel, as in Darknet
FUNCTIONS = {
    "elu": "elu",
    "gelu": "gelu",
    "leaky": "leaky-relu",
    "logistic": "sigmoid",
    "mish": "mish",
    "relu": "relu",
    "relu6": "relu6",
    "selu": "selu",
    "swish": "swish",
    "tanh": "tanh",
}
NONE = "linear"


class Net:
    """What a layer needs: the layers before it, and somewhere to write its ops.

    Attributes:
        outputs: of the layers so far.
        notes: what has to be said beside the totals.
    """

    def __init__(self) -> None:
        self.reading = Reading()
        self.outputs: list[Value] = []
        self.notes: dict[str, None] = {}

    def put(self, section: Section, op: Op, *operands: Value, part: str = "", learns: Learns | None = None) -> Value:
        """Write down an op of a section; `part` names it where there are several."""
        name = f"{section.name}/{part}" if part else section.name
        made = self.reading.apply(op, *operands, name=name, learns=learns)
        for size in made.shape:
            if type(size) is int and size > LARGEST**2:
                raise CostModelError(f"{op.type} gives {size} elements along an axis", allowed=f"at most {LARGEST**2}")
        return made

    def layer(self, section: Section, number: int) -> Value:
        """The output of a layer: of that number, or of so many before the section's."""
        place = number if number >= 0 else section.number + number
        if not 0 <= place < len(self.outputs):
            raise CostModelError(
                f"there is no layer {number}", given=number, allowed=f"0 to {section.number - 1}, or -1 and below"
            )
        return self.outputs[place]

    def activated(self, section: Section, x: Value, default: str = NONE, part: str = "") -> Value:
        """The activation that a section names, of all of it or of a part."""
        name = section.text("activation", default)
        if name == NONE:
            return x
        if name not in FUNCTIONS:
            raise UnknownName("activation", name, [NONE, *FUNCTIONS])
        return self.put(section, Activation(FUNCTIONS[name]), x, part=f"{part}/{name}" if part else name)


Layer: TypeAlias = Callable[[Net, Section, Value], Value]


def parts(net: Net, section: Section, x: Value) -> Parts:
    """A section for a user's rule."""
    return Parts(section.plain(), [x], partial(net.put, section))


RULES: Registry[Layer] = Registry(f"{__package__}.layers", parts)
layer = RULES.add


def build(place: str, sections: Sequence[Section], sizes: Mapping[str, Any]) -> Graph:
    """The network at a setting of its free sizes.

    Raises:
        CostModelError: if a section or option is unknown, or a layer does not fit; names the section and its number.
    """
    first, *rest = sections
    net = Net()
    x = net.reading.input("input", (sizes["batch"], *_map(first, sizes)))
    for section in rest:
        with located(f"[{section.kind}] {section.number}"):
            if (rule := RULES.get(section.kind)) is None:
                raise UnknownName("section", section.kind, RULES)
            x = rule(net, section, x)
            section.check()
        net.outputs.append(x)
    return net.reading.graph(Origin(place, "Darknet cfg", notes=tuple(net.notes)))


def _map(first: Section, sizes: Mapping[str, Any]) -> tuple[Dim, Dim, Dim]:
    """The input: an image, or a vector."""
    if "inputs" in first.options:
        return first.whole("inputs"), 1, 1
    return first.whole("channels"), sizes["height"], sizes["width"]
