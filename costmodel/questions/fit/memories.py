"""The memories of a chip: how much of each may be used, and what was said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from costmodel.errors import CostModelError, located, quoted
from costmodel.formulas.hardware.device import Device
from costmodel.numbers.show import as_size
from costmodel.numbers.text import amount

METRICS: Mapping[str, str] = {"sram": "ram_bytes", "flash": "flash_bytes"}  # what lies in each memory
TITLES = {"sram": "SRAM"}
BLOCK = "largest_block"


@dataclass(frozen=True)
class Memory:
    """A memory that a network has to fit into.

    Attributes:
        name: `sram` or `flash`.
        size: bytes.
        given: the size as it was written, or as a device's profile has it.
    """

    name: str
    size: Fraction
    given: str

    @classmethod
    def read(cls, name: str, given: object) -> "Memory":
        """A memory of a size such as `256KiB`, `1MB` or `262144`.

        Raises:
            CostModelError: if that is no size, or not above 0.
        """
        with located(name):
            size, counted = amount(given)
            if counted not in ("", "bytes"):
                raise CostModelError(f"a memory is counted in bytes: {quoted(given)}", given=given, allowed="such as 256KiB")
        return cls(name, size, str(given).strip())

    @property
    def metric(self) -> str:
        """The metric that it bounds."""
        return METRICS[self.name]

    @property
    def title(self) -> str:
        """As people write it."""
        return TITLES.get(self.name, self.name)


def memories_of(device: Device | None, given: Mapping[str, object]) -> tuple[Memory, ...]:
    """The memories that are given, and for the others those of the device.

    Raises:
        CostModelError: if there is neither, or one is missing of a device.
    """
    found = []
    for name in METRICS:
        if given.get(name) is not None:
            found.append(Memory.read(name, given[name]))
        elif device is not None:
            if name not in device.memories:
                raise CostModelError(
                    f"{device} has no {TITLES.get(name, name)} of a known size",
                    given=device.name,
                    allowed=f"its size, such as --{name} 1MiB",
                )
            found.append(Memory(name, Fraction(device.memories[name]), as_size(device.memories[name])))
    if not found:
        raise CostModelError("there is nothing to fit into", allowed="--sram and --flash, each with a size, or --device")
    return tuple(found)
