"""Darknet's configuration files, of Redmon's program and of Bochkovskiy's: YOLO and its relatives.

Layers are counted from 0, as the program prints them. Height and width of the input are free, as they are when the program
resizes a network; the file's own sizes are the defaults.
"""

from functools import partial
from pathlib import Path

from costmodel.errors import CostModelError
from costmodel.subjects.importing.model import FreeSize, Model

SUFFIXES = (".cfg",)
RULES = f"{__name__}.net"


def read(place: str) -> Model:
    """A network from its file.

    Raises:
        CostModelError: if it cannot be read, or no section `[net]` stands first.
    """
    from costmodel.files import text_of
    from costmodel.subjects.importing.formats.darknet.cfg import sections
    from costmodel.subjects.importing.formats.darknet.net import build

    found = sections(text_of(Path(place)))
    if not found or found[0].kind not in ("net", "network"):
        raise CostModelError("it does not begin with a section [net]", allowed="a configuration of Darknet")
    net = found[0]
    free = {"batch": FreeSize("samples of one input", 1)}
    if "inputs" not in net.options:
        free["height"] = FreeSize("of the input in pixels", net.whole("height"))
        free["width"] = FreeSize("of the input in pixels", net.whole("width"))
    return Model(Path(place).stem, partial(build, place, found), free)
