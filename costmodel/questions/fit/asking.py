"""Does a network fit on a chip, and which would."""

from dataclasses import replace
from typing import Annotated, TypeAlias

from costmodel.errors import located
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.deployment import deployment, names
from costmodel.questions.asked import Asked, once
from costmodel.questions.fit.answer import Fit
from costmodel.questions.fit.largest import largest
from costmodel.questions.fit.memories import memories_of
from costmodel.questions.fit.use import Use
from costmodel.subjects import AsSubject, Knobs, subject

Size: TypeAlias = Annotated[str | int | None, Asked(once, "SIZE")]
PLAIN = "arithmetic"  # decides where no way of counting is stated


def fit(
    network: AsSubject,
    knobs: Knobs = None,
    *,
    sram: Size = None,
    flash: Size = None,
    counting: AsCounting = "paper",
) -> Fit:
    """Whether a network fits into the memories of a microcontroller, by every way of counting; a program fails if not.

    The way that the counting states decides, and plain arithmetic where it states none. A device of the counting has memories
    of its own; a size that is given stands for its.

    Args:
        network: the network.
        knobs: of the network, as text or numbers.
        sram: RAM for the feature maps, such as 256KiB.
        flash: for the weights, such as 1MiB.
        counting: bits of a stored value, the device, and the way of counting that decides.

    Raises:
        CostModelError: if a name, knob or size is not allowed, there is nothing to fit into, a device has no such memory, or
            the way that decides does not know values of so many bits.

    Example:
        >>> found = fit("mobilenet", {"alpha": "0.25"}, sram="256KiB", flash="1MiB", counting=Counting(bits=8))
        >>> found.fits, found.deciding.totals
        (False, {'ram_bytes': 301056, 'flash_bytes': 478544})
    """
    which, stated = subject(network, knobs), Counting.of(counting)
    memories = memories_of(stated.device, {"sram": sram, "flash": flash})
    deciding = replace(stated, deployment=stated.deployment or PLAIN)
    spec = which.read()
    graph = which.built(spec)
    others = (deployment(name) for name in names() if name != deciding.deployment)
    ways = [deployment(deciding.deployment), *(way for way in others if way.knows(stated))]
    with located(which.name):
        uses = {way.name: Use.of(graph, way, deciding) for way in ways}
    return Fit(
        which,
        deciding,
        spec.texts(which.given),
        which.remarks(spec),
        memories,
        stated.device,
        uses,
        tuple(largest(which, memories, deciding)),
    )
