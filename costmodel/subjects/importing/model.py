"""What an importer makes of a file or module: a name, free sizes, and a way to build the graph at a setting of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from costmodel.archs.common.kinds import LARGEST_COUNT
from costmodel.ir.graph import Graph
from costmodel.subjects.importing.inputs import Shapes


class FreeSize(NamedTuple):
    """A size of an input that the source leaves open.

    Attributes:
        default: None where the source has none, so that it has to be given.
        structural: the network is read anew at each value, so that it can be no symbol.
        least, most: its limits.
    """

    summary: str
    default: int | None = None
    structural: bool = False
    least: int = 1
    most: int = LARGEST_COUNT


# Knobs of importers that run a network: the shapes of its inputs, where it says none itself, and where it says one.
NEEDED_INPUT = (Annotated[Any, Shapes()], Field(..., description="shape of the input, or of each by its name"))
INPUT = (Annotated[Any, Shapes()], Field(None, description="shape of the input, or of each by its name"))


@dataclass(frozen=True, eq=False)
class Model:
    """A network of somebody else's.

    Attributes:
        free: sizes that are left open, by name; they become knobs.
        options: further knobs, by name, each a type and a default as a `Spec` declares them.
    """

    name: str
    build: Callable[[Mapping[str, Any]], Graph]
    free: Mapping[str, FreeSize] = field(default_factory=dict)
    options: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
