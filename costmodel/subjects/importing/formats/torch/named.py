"""The models that libraries name: torchvision's and timm's."""

from collections.abc import Callable, Mapping
from functools import partial
from inspect import signature
from typing import Any

from costmodel.errors import CostModelError, UnknownName, library
from costmodel.subjects.importing.formats.torch.making import made, module_of, quiet
from costmodel.subjects.importing.formats.torch.sized import Setting, Sized
from costmodel.subjects.importing.inputs import Given
from costmodel.subjects.importing.model import INPUT, FreeSize, Model

SIDE = 224


def named(scheme: str, name: str) -> Model:
    """The model of that name.

    Raises:
        UnknownName: if the library has none.
    """
    return LIBRARIES[scheme](name)


def _torchvision(name: str) -> Model:
    models = library("torchvision.models", "torchvision")
    known = models.list_models()
    if name not in known:
        raise UnknownName("model of torchvision", name, known)
    builder = models.get_model_builder(name)
    unloaded = {weights: None for weights in ("weights", "weights_backbone") if weights in signature(builder).parameters}
    return _model(f"torchvision:{name}", lambda side: partial(builder, **unloaded), (3, SIDE, SIDE))


def _timm(name: str) -> Model:
    with quiet():
        timm = library("timm", "timm")
    if not timm.is_model(name):
        raise UnknownName("model of timm", name, timm.list_models())
    published = timm.get_pretrained_cfg(name, allow_unregistered=False)
    channels, height, width = (3, SIDE, SIDE) if published is None else published.input_size

    def make(side: int) -> Callable[[], Any]:
        # Those with windows or positions of one size are made for another.
        fixed = published is not None and published.fixed_input_size and side != height
        return partial(timm.create_model, name, pretrained=False, **({"img_size": side} if fixed else {}))

    return _model(f"timm:{name}", make, (channels, height, width))


LIBRARIES: Mapping[str, Callable[[str], Model]] = {"torchvision": _torchvision, "timm": _timm}


def _model(place: str, make: Callable[[int], Callable[[], Any]], size: tuple[int, int, int]) -> Model:
    channels, height, width = size

    def shapes(setting: Setting) -> list[Given]:
        side, given = setting["resolution"] * setting["multiple"], setting["input"]
        if given is not None and side != height:
            raise CostModelError("an input and a resolution are given; leave one out")
        # An image alone is a batch of one.
        return [
            one._replace(shape=(1, *one.shape)) if len(one.shape) == len(size) else one
            for one in given or [Given("", (channels, side, side if side != height else width))]
        ]

    def module(setting: Mapping[str, Any]) -> Any:
        return module_of(made(make(setting["resolution"] * setting["multiple"])))

    free = {
        "resolution": FreeSize("height and width of the input in pixels", height, structural=True),
        "multiple": FreeSize("times the resolution that the input is high and wide", 1, structural=True),
    }
    sized = Sized(place, module, shapes, free)
    return Model(place.partition(":")[2], sized.build, free, {"input": INPUT, **sized.knobs})
