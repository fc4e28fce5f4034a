"""SSD and SSDLite: detectors on top of a classification network (Sandler et al. 2018, section 6.2)."""

from typing import Annotated, Literal

from pydantic import Field

from costmodel.archs.common.blocks import separable
from costmodel.archs.common.knobs import Count, Follows, Known, Side
from costmodel.archs.common.spec import ScaledSpec
from costmodel.ir.graph import Graph, Node
from costmodel.ir.network import Network
from costmodel.ir.ops import Flatten
from costmodel.numbers.algebra import Dim

# Four more maps behind the network's last: channels of a 1x1 convolution and of the 3x3 convolution of stride 2 after it.
EXTRA = ((256, 512), (128, 256), (128, 256), (64, 128))
# Boxes predicted at each pixel of each of the six maps; the four coordinates of a box; the class of what is no object.
ANCHORS = (3, 6, 6, 6, 6, 6)
COORDINATES = 4
BACKGROUND = 1


def is_detector(known: Known) -> bool:
    return bool(known["head"] != "classifier")


class DetectorSpec(ScaledSpec):
    """Knobs of families that were published as classifiers and as detectors."""

    resolution: Annotated[Side, Follows(lambda known: 320 if is_detector(known) else 224)] = Field(
        224, description="height and width of the input in pixels, or HEIGHTxWIDTH; 320 for a detector"
    )
    classes: Annotated[Count, Follows(lambda known: 80 if is_detector(known) else 1000)] = Field(
        1000, description="outputs of the classifier, or classes of objects: 80 for a detector"
    )
    head: Literal["classifier", "ssd", "ssd-1x1", "ssdlite"] = Field(
        "classifier",
        description="what stands on the network: ssd predicts boxes from six maps by 3x3 convolutions, ssd-1x1 by 1x1, ssdlite "
        "by separable ones, by default at resolution 320 and for 80 classes",
    )


def detect(net: Network, middle: Node, last: Node, classes: Dim, head: str) -> Graph:
    """Predict boxes and classes from a map at 1/16 of the input, the last map, and four more."""
    lite, kernel = head == "ssdlite", 3 if head == "ssd" else 1
    maps = [middle, last]
    predictions = []
    with net.scope("detector"):
        for number, (squeezed, channels) in enumerate(EXTRA, start=1):
            with net.scope(f"extra{number}"):
                x = net.conv(maps[-1], squeezed, 1, norm=True, act="relu6", name="squeeze")
                if lite:
                    x = separable(net, x, channels, 2, act="relu6")
                else:
                    x = net.conv(x, channels, 3, stride=2, norm=True, act="relu6")
                maps.append(x)
        for number, (x, anchors) in enumerate(zip(maps, ANCHORS, strict=True), start=1):
            for what, outputs in (("boxes", COORDINATES), ("classes", classes + BACKGROUND)):
                with net.scope(f"map{number}/{what}"):
                    features = net.dwconv(x, 3, norm=True, act="relu6", name="depthwise") if lite else x
                    predicted = net.conv(features, anchors * outputs, kernel, bias=True, name="predict")
                    predictions.append(net.apply(Flatten(), predicted))
        net.concat(*predictions)
    return net.graph()
