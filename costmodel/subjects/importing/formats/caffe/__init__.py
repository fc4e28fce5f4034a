"""Caffe's network definitions: `deploy.prototxt` and its relatives, of the first and the second form of layers.

What is counted is the phase of testing. Batch, height and width of the input are free; the file's height and width are the
defaults, and one sample, whatever batch the file was deployed with.
"""

from functools import partial
from pathlib import Path

from costmodel.errors import CostModelError
from costmodel.subjects.importing.model import Model

SUFFIXES = (".prototxt",)
RULES = f"{__name__}.net"


def read(place: str) -> Model:
    """A network from its file.

    Raises:
        CostModelError: if it cannot be read, or has no layers, as a solver's file.
    """
    from costmodel.files import text_of
    from costmodel.subjects.importing.formats.caffe.definition import layers_of
    from costmodel.subjects.importing.formats.caffe.inputs import free_sizes, inputs
    from costmodel.subjects.importing.formats.caffe.net import build
    from costmodel.subjects.importing.formats.caffe.text import parsed

    definition = parsed(text_of(Path(place)))
    layers = layers_of(definition)
    if not layers:
        raise CostModelError("it has no layers", allowed="a network's definition, such as deploy.prototxt")
    found = inputs(definition, layers)
    return Model(Path(place).stem, partial(build, place, found, layers), free_sizes(found))
