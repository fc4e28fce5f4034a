"""TensorFlow Lite: `.tflite` files. No library is needed; of the weights only the shapes are read."""

from functools import partial

from costmodel.subjects.importing.model import Model

SUFFIXES = (".tflite",)
RULES = f"{__name__}.registry"


def read(place: str) -> Model:
    """The model of a file.

    Raises:
        CostModelError: if it cannot be read.
    """
    from pathlib import Path

    from costmodel.subjects.importing.entries import free_sizes
    from costmodel.subjects.importing.formats.tflite.building import built
    from costmodel.subjects.importing.formats.tflite.model import entries, opened

    file = opened(place)
    return Model(Path(place).stem, partial(built, file), free_sizes(entries(file)))
