"""Keras: `.keras` archives and the JSON of `model.to_json()`, of Keras 2 and 3. Neither Keras nor TensorFlow is needed.

Only the configuration is read; weights follow from it. Layers of classes that are not Keras' own are never imported.
"""

from functools import partial

from costmodel.errors import CostModelError
from costmodel.subjects.importing.model import Model

SUFFIXES = (".keras", ".json")
RULES = f"{__name__}.registry"


def read(place: str) -> Model | None:
    """The model of an archive or a JSON file; None of JSON that is no Keras model.

    Raises:
        CostModelError: if it cannot be read, or holds no layers that can be.
    """
    from costmodel.subjects.importing.entries import free_sizes
    from costmodel.subjects.importing.formats.keras.archive import opened
    from costmodel.subjects.importing.formats.keras.building import built
    from costmodel.subjects.importing.formats.keras.inputs import entries
    from costmodel.subjects.importing.formats.keras.structure import structure

    found = opened(place)
    if found is None:
        return None
    try:
        network = structure(found.data)
    except RecursionError:
        raise CostModelError("its models are nested too deeply") from None
    return Model(network.name, partial(built, network, found), free_sizes(entries(network)))
