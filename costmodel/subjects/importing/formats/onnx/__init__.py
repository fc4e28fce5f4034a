"""ONNX files: the graph, its sizes and its ops. Weights are neither needed nor touched; external data may be missing.

SUFFIXES  net.onnx
"""

from mmap import ACCESS_READ, mmap
from pathlib import Path

from costmodel.errors import CostModelError
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
    try:
        if not path.is_file():
            raise FileNotFoundError(None, "no such file")
        with path.open("rb") as file:
            return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError) as error:  # an empty file cannot be mapped, nor can a path with a null be looked for
        raise CostModelError(f"cannot read it: {getattr(error, 'strerror', None) or error}", given=path) from None
