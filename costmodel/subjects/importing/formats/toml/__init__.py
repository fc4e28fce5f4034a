"""A network written by hand, as data: `net.toml`, for those who do not write Python.

Its layers stand in order, each with a word of the builder and that phrase's own numbers; sizes are arithmetic in the knobs that
the file declares. The page on networks in TOML says more.
"""

from functools import partial
from pathlib import Path

from costmodel.subjects.importing.model import Model

SUFFIXES = (".toml",)


def read(place: str) -> Model | None:
    """A network from its file; None if it has no layers, as a choice space."""
    from costmodel.files import toml_of

    path = Path(place)
    tables = toml_of(path)
    if "layers" not in tables:
        return None
    from costmodel.files import checked
    from costmodel.subjects.importing.formats.toml.building import build
    from costmodel.subjects.importing.formats.toml.description import Network

    network = checked(Network, tables, path)
    return Model(network.name or path.stem, partial(build, place, network), options=network.options)
