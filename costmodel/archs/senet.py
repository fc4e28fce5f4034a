"""SENet-154: a ResNeXt-152 of narrow first convolutions and a deep stem, with squeeze-and-excitation."""

from functools import partial
from typing import Annotated

from pydantic import Field

from costmodel.archs.common.called import Patterns
from costmodel.archs.common.kinds import Among, Whole
from costmodel.archs.common.knobs import WIDENS, Count, Known
from costmodel.archs.common.paper import Paper
from costmodel.archs.common.residual import bottleneck, gate_of, projection, residual
from costmodel.archs.common.spec import ArchSpec
from costmodel.ir.graph import Graph
from costmodel.ir.ops import Dropout
from costmodel.numbers.algebra import exact_div

PAPER = Paper("Hu et al.", 2018, "Squeeze-and-Excitation Networks", "arXiv 1709.01507")
CALLED: Patterns = {"": [("senet154", {})], "timm": [("legacy_senet154", {})]}

# Appendix: the stem's three 3x3 convolutions with their strides, then the blocks and output channels of stage 2 to 5.
STEM = ((64, 2), (64, 1), (128, 1))
STAGES = {154: ((3, 256), (8, 512), (36, 1024), (3, 2048))}


def depths(known: Known) -> Among:
    return Among(tuple(STAGES), f"allowed: {', '.join(map(str, STAGES))}")


class Spec(ArchSpec):
    """Knobs of SENet."""

    depth: Annotated[int, Whole(structural=True, most=10**5, lattice=depths)] = Field(
        154, description="layers outside the SE blocks: 154"
    )
    cardinality: Count = Field(64, description="groups of the 3x3 convolutions")
    width: Annotated[Count, WIDENS] = Field(4, description="channels of a group in the first stage, doubled with each stage")
    reduction: Count = Field(16, description="reduction ratio r of squeeze-and-excitation")


def build(spec: Spec) -> Graph:
    net = spec.network()
    x = net.input
    for number, (channels, stride) in enumerate(STEM, start=1):
        x = net.conv(x, channels, 3, stride=stride, norm=True, act="relu", name=f"stem/conv{number}")
    x = net.max_pool(x, 3, 2, padding="valid", ceil_mode=True, name="stem/pool")
    for stage, (blocks, channels) in enumerate(STAGES[spec.depth]):
        width = spec.cardinality * spec.width * 2**stage
        for number in range(blocks):
            stride = 2 if stage and not number else 1
            reduce, conv3x3, expand = bottleneck(channels, width, stride, reduced=exact_div(width, 2), groups=spec.cardinality)
            layers = (reduce, conv3x3, expand._replace(gate=gate_of(channels, spec.reduction)))
            # The stages that halve the map project with 3x3 instead of 1x1.
            shortcut = None if number else partial(projection, kernel=3 if stage else 1)
            with net.scope(f"stage{stage + 2}/block{number + 1}"):
                x = residual(net, x, layers, shortcut)
    with net.scope("classifier"):
        x = net.apply(Dropout(), net.global_pool(x))
        net.fc(x, spec.classes)
    return net.graph()
