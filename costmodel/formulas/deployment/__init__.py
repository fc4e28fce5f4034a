"""How much of a microcontroller's flash and RAM a network takes: one way of counting a file of this folder.

A file holds `DEPLOYMENT`; its name, with dashes, is that of the way. A runtime on a microcontroller reads the weights from
flash, where they lie, and keeps the feature maps in RAM; how it lays them there is its own matter, and no paper says it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, TypeAlias

from costmodel.errors import CostModelError, meant
from costmodel.ir.graph import Graph
from costmodel.ir.passes import after
from costmodel.numbers.algebra import Dim

if TYPE_CHECKING:  # a counting names its way by text, and is checked here
    from costmodel.formulas.counting import Counting

Rule: TypeAlias = Callable[[Graph, "Counting"], Dim]


@dataclass(frozen=True)
class Deployment:
    """A way of counting flash and RAM.

    Attributes:
        summary: what is counted, in one line for people.
        passes: what the network goes through before it is counted.
        flash: bytes of what has been learned, of a network after those passes.
        ram: bytes of feature maps, likewise.
        leaves_out: what a chip has to hold besides, and this way does not count.
        bits: of a stored value, where the way is known for these alone.
        source: where the way was read.

    Example:
        >>> deployment("stm32cube-ai").flash_bytes(build("mobilenet", alpha="0.25"), Counting(bits=8))
        478544
    """

    name: str
    summary: str
    passes: tuple[str, ...]
    flash: Rule
    ram: Rule
    leaves_out: str
    bits: int | None = None
    source: str = ""

    def flash_bytes(self, graph: Graph, counting: "Counting") -> Dim:
        """Bytes of flash of a network.

        Raises:
            CostModelError: if the network cannot be deployed in this way.
        """
        return self.flash(self.deployed(graph, counting), counting)

    def ram_bytes(self, graph: Graph, counting: "Counting") -> Dim:
        """Bytes of RAM of a network.

        Raises:
            CostModelError: if the network cannot be deployed in this way, or a plan needs numbers and a size is none.
        """
        return self.ram(self.deployed(graph, counting), counting)

    def knows(self, counting: "Counting") -> bool:
        """Is it known what becomes of values of so many bits?"""
        return self.bits is None or self.bits == counting.bits == counting.element_bits

    def deployed(self, graph: Graph, counting: "Counting") -> Graph:
        """The network after the passes of the way.

        Raises:
            CostModelError: if the way does not know values of so many bits, training is counted, or a pass cannot come behind
                those before it.
        """
        if counting.training is not None:
            raise CostModelError("a microcontroller's flash and RAM are of a network that runs, not of one that is trained")
        if not self.knows(counting):
            given = counting.bits if counting.bits != self.bits else counting.element_bits
            raise CostModelError(
                f"{self.name} is known for values of {self.bits} bits, not of {given}",
                given=given,
                allowed=f"--bits {self.bits}",
            )
        return after(graph, self.passes)


@cache
def names() -> tuple[str, ...]:
    """All ways of counting, in alphabetical order."""
    return tuple(sorted(module.name.replace("_", "-") for module in iter_modules(__path__)))


def deployment(name: str) -> Deployment:
    """The way of counting of that name.

    Raises:
        UnknownName: if there is none.
    """
    module = meant("way of counting a microcontroller's memory", name, names()).replace("-", "_")
    found: Deployment = import_module(f"{__name__}.{module}").DEPLOYMENT
    return found
