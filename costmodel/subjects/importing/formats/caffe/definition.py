"""The layers of a definition that take part in the phase of testing."""

from typing import Any

from costmodel.errors import CostModelError, located, printable
from costmodel.subjects.importing.formats.caffe.text import Message

FIELDS = ("layer", "layers")  # of the second and the first form
# Of a layer itself; that they are there says nothing of what it computes.
EVERYWHERE = (
    *("name", "type", "bottom", "top", "phase", "include", "exclude"),
    *("param", "blobs", "blobs_lr", "blob_share_mode", "weight_decay", "loss_weight", "propagate_down"),
)


class Layer:
    """A layer.

    Attributes:
        kind: its type in small letters, as both forms of layers have it: `innerproduct`.
        tensors: names of learned tensors that may be another layer's, too.
    """

    def __init__(self, message: Message, number: int) -> None:
        self.message = message
        self.number = number
        self.type = message.text("type")
        self.name = printable(message.text("name")) or f"layer{number}"
        self.kind = kind_of(self.type)
        self.bottoms = message.texts("bottom")
        self.tops = message.texts("top")
        self.params: dict[str, Message] = {}
        message.ignore(*EVERYWHERE)

    @property
    def tensors(self) -> list[str]:
        return [one.text("name") if isinstance(one, Message) else one for one in self.message.fields.get("param", [])]

    def param(self, name: str) -> Message:
        """What is said of the layer in a message of its own."""
        return self.params.setdefault(name, self.message.message(name))

    def plain(self) -> dict[str, Any]:
        """All that is said of the layer alone."""
        said = self.message.plain()
        return {name: value for name, value in said.items() if name not in EVERYWHERE}

    def check(self) -> None:
        """Raises:
        UnknownName: if a field of the layer, or of what is said of it, was never asked for.
        """
        self.message.check()
        for name, param in self.params.items():
            with located(name):
                param.check()


def kind_of(type_: str) -> str:
    """A type as both forms of layers have it: `InnerProduct` and `INNER_PRODUCT` are `innerproduct`."""
    return type_.replace("_", "").lower()


def layers_of(definition: Message) -> list[Layer]:
    """The layers that are there in testing.

    Raises:
        CostModelError: if a layer is of a form that Caffe itself has given up.
    """
    found: list[Layer] = []
    for field in FIELDS:
        for message in definition.messages(field):
            if "layer" in message.fields:
                raise CostModelError(
                    "its layers are of Caffe's oldest form", allowed="what upgrade_net_proto_text makes of such a file"
                )
            if _is_there(message):
                found.append(Layer(message, len(found)))
    return found


def _is_there(layer: Message) -> bool:
    if "include" in layer.fields:
        return any(map(_is_met, layer.messages("include")))
    return not any(map(_is_met, layer.messages("exclude")))


def _is_met(rule: Message) -> bool:
    """A rule, in testing at level 0 without stages."""
    return (
        rule.word("phase", "TEST", ("TEST", "TRAIN", "0", "1")) in ("TEST", "1")
        and rule.whole("min_level", 0, -(2**31)) <= 0 <= rule.whole("max_level", 0, -(2**31))
        and not rule.texts("stage")
    )
