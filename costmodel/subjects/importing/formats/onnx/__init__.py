"""ONNX files: the graph, its sizes and its ops. Weights are neither needed nor touched; external data may be missing.

SUFFIXES  net.onnx
"""

from mmap import ACCESS_READ, mmap
from pathlib import Path

from costmodel.files import opened
from costmodel.subjects.importing.model import Model

SUFFIXES = (".onnx",)
RULES = f"{__name__}.rules"


def read(place: str) -> Model | None:
    """The network of a file.

    Raises:
        CostModelError: if it cannot be read, or is no ONNX file.
    """
    from costmodel.subjects.importing.formats.onnx.network import model

    return model(place, _bytes(Path(place)))


def _bytes(path: Path) -> memoryview:
    """The bytes of a file, none of which is in memory before it is looked at."""
    with opened(path) as file:
        return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
