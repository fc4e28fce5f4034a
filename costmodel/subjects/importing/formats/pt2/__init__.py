"""Programs that `torch.export` has written, `net.pt2`: read without PyTorch, and nothing of them is unpickled.

The archive is a zip file whose graph is readable JSON. Sizes that the program leaves open become knobs, which may be symbols.
"""

from costmodel.files import opened
from costmodel.subjects.importing.model import Model

SUFFIXES = (".pt2",)


def read(place: str) -> Model:
    """The network of an archive.

    Raises:
        CostModelError: if it cannot be read, or is no such archive.
    """
    from costmodel.subjects.importing.formats.pt2.archive import unpacked
    from costmodel.subjects.importing.formats.pt2.network import model

    with opened(place) as file:
        archive = unpacked(file)
    return model(place, archive)
