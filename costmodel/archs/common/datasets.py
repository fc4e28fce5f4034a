"""Families that were published for ImageNet and for CIFAR."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from costmodel.archs.common.knobs import Count, Follows, Known, Side, Told
from costmodel.archs.common.spec import ArchSpec

# The layers before the first stage, by the images that they are for.
Stem: TypeAlias = Annotated[
    Literal["imagenet", "cifar"],
    Told({"imagenet": "ImageNet's stem, which makes the map smaller", "cifar": "CIFAR's stem, which keeps the map's size"}),
]


def is_cifar(known: Known) -> bool:
    return bool(known["dataset"] != "imagenet")


class DatasetSpec(ArchSpec):
    """Knobs of families that were published for ImageNet and for CIFAR; some defaults follow from others."""

    resolution: Annotated[Side, Follows(lambda known: 32 if is_cifar(known) else 224)] = Field(
        224, description="height and width of the input in pixels, or HEIGHTxWIDTH; 32 for CIFAR"
    )
    classes: Annotated[Count, Follows(lambda known: {"cifar10": 10, "cifar100": 100}.get(known["dataset"], 1000))] = Field(
        1000, description="outputs of the classifier; 10 or 100 for CIFAR"
    )
    dataset: Literal["imagenet", "cifar10", "cifar100"] = Field(
        "imagenet", description="decides the stem, the stages, and the defaults of resolution (224 or 32) and classes"
    )


class StemSpec(DatasetSpec):
    """Knobs of families whose stem for ImageNet, a 7x7 convolution and a maximum, leaves nothing of a small image."""

    stem: Annotated[Stem, Follows(lambda known: "cifar" if is_cifar(known) else "imagenet")] = Field(
        "imagenet",
        description="imagenet: a 7x7 convolution and a maximum, both of stride 2; cifar: a 3x3 convolution of stride 1, which "
        "ports put before ImageNet's stages, too (kuangliu/pytorch-cifar); follows from the dataset",
    )
