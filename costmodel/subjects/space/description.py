"""A space as a small typed file: stages of inverted bottlenecks, each with its choices of width, depth, kernel and expansion.

The kind of space that MnasNet, once-for-all and their followers search. Costs come from the same block and ops that the catalog
is built of, one block at a time, because that is all that a sum over stages needs.
"""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from costmodel.archs.common.blocks import inverted_bottleneck
from costmodel.archs.common.kinds import Pixels, Ratio, Size, Whole
from costmodel.files import checked, toml_of
from costmodel.ir.graph import Graph
from costmodel.ir.network import Network
from costmodel.ir.ops.pointwise import Function
from costmodel.numbers.algebra import Dim, ceil_div, ratio
from costmodel.numbers.rounding import divisible

Width: TypeAlias = Annotated[int, Whole(most=10**5).validator]
Kernel: TypeAlias = Annotated[int, Whole(most=99).validator]
Depth: TypeAlias = Annotated[int, Whole(most=99).validator]
Expansion: TypeAlias = Annotated[Fraction, Ratio().validator]
Score: TypeAlias = Annotated[int, Whole(least=-(10**9), most=10**9).validator]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scores(_Part):
    """What each choice adds to a member's score, in the order of the choices; `block` is added for each block."""

    width: tuple[Score, ...] = ()
    kernel: tuple[Score, ...] = ()
    expansion: tuple[Score, ...] = ()
    block: Score = 0


class Stage(_Part):
    """Blocks of one width; the first one may have a stride.

    Attributes:
        each: whether every block chooses its own kernel and expansion, or the stage does for all of them.
        expansion: of the block's input, to the nearest multiple of 8; 1 is no expansion.
        se: squeeze-and-excitation with a quarter of the expanded channels.
    """

    width: tuple[Width, ...] = Field(min_length=1)
    depth: tuple[Depth, ...] = Field(min_length=1)
    kernel: tuple[Kernel, ...] = Field(min_length=1)
    expansion: tuple[Expansion, ...] = Field(min_length=1)
    stride: Annotated[int, Whole(most=8).validator] = 1
    each: Literal["block", "stage"] = "block"
    se: bool = False
    act: Function = "relu"
    score: Scores = Scores()

    @model_validator(mode="after")
    def _distinct(self) -> "Stage":
        for name in ("width", "depth", "kernel", "expansion"):
            choices = getattr(self, name)
            if len(set(choices)) < len(choices):
                raise ValueError(f"{name} has a choice twice")
            scores = getattr(self.score, name, ())
            if scores and len(scores) != len(choices):
                raise ValueError(f"score.{name} needs {len(choices)} numbers, one for each choice")
        return self


class Space(_Part):
    """A stem, stages of choices, and a head.

    Attributes:
        stem: channels of the first convolution, 3x3 with stride 2.
        head: channels of the last convolution, and units of the layer before the classifier.

    Example:
        >>> found = space("examples/ofa_mobilenet_v3.toml").members.space
        >>> type(found).__name__, found.name
        ('Space', 'once-for-all, MobileNetV3')
    """

    name: str
    paper: str = ""
    resolution: Annotated[int, Pixels().validator] = 224
    stem: Width = 16
    head: tuple[Width, Width] = (960, 1280)
    act: Function = "h-swish"
    classes: Width = 1000
    stage: tuple[Stage, ...] = Field(min_length=1)

    def side(self, stage: int) -> int:
        """Pixels of the side of a stage's input."""
        side = ceil_div(self.resolution, 2)
        for before in self.stage[:stage]:
            side = ceil_div(side, before.stride)
        return int(side)


class Block(NamedTuple):
    """The choices of one block."""

    stage: int
    width: int
    kernel: int
    expansion: Fraction


def read(path: Path) -> Space:
    """A space from its file.

    Raises:
        CostModelError: if the file cannot be read, or a field is missing, unknown or not allowed.
    """
    return checked(Space, toml_of(path), path)


def add_block(net: Network, x: Any, space: Space, block: Block, first: bool) -> Any:
    """Put a block behind a node."""
    stage = space.stage[block.stage]
    before = x.shape.channels
    hidden = divisible(block.expansion * before)
    return inverted_bottleneck(
        net, x, block.width, block.kernel, stage.stride if first else 1,
        hidden=None if block.expansion == 1 else hidden,
        squeezed=divisible(ratio(hidden, 4)) if stage.se else None,
        act=stage.act, gate="h-sigmoid",
    )  # fmt: skip


def add_stem(net: Network, space: Space) -> Any:
    return net.conv(net.input, space.stem, 3, stride=2, norm=True, act=space.act, name="stem")


def add_head(net: Network, x: Any, space: Space) -> None:
    x = net.conv(x, space.head[0], 1, norm=True, act=space.act, name="last")
    with net.scope("classifier"):
        x = net.fc(net.global_pool(x), space.head[1], act=space.act, name="head")
        net.fc(x, space.classes)


def scope(block: Block) -> str:
    """The outermost scope of a block's layers."""
    return f"stage{block.stage + 1}"


def network(space: Space, blocks: Sequence[Block], resolution: Dim | Size | None = None) -> Graph:
    """The network of one member, for the space's resolution or another one."""
    side = space.resolution if resolution is None else resolution
    height, width = side if isinstance(side, Size) else (side, side)
    net = Network(side=height, width=width)
    x = add_stem(net, space)
    before = -1
    for number, block in enumerate(blocks):
        with net.scope(scope(block)), net.scope(f"block{number + 1}"):
            x = add_block(net, x, space, block, block.stage != before)
        before = block.stage
    add_head(net, x, space)
    return net.graph()
