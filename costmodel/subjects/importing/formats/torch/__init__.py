"""PyTorch: modules, and the models that torchvision and timm name.

Nothing of the library is imported before a module is read.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from costmodel.errors import library
from costmodel.ir.graph import Graph
from costmodel.subjects.importing.model import Model
from costmodel.subjects.subject import Subject

SCHEMES = ("torchvision", "timm")
RULES = "costmodel.subjects.importing.aten.call"


def read(place: str) -> Model:
    """The model of that name: `torchvision:resnet50`, `timm:convnext_atto`.

    Raises:
        CostModelError: if there is none, or the library is not installed.
    """
    library("torch", "torch")
    from costmodel.subjects.importing.formats.torch.named import named

    return named(*place.split(":"))


def from_torch(module: Any, /, *inputs: Any, free: str | Iterable[str] = (), **keywords: Any) -> Subject:
    """The network that a PyTorch module is on some inputs; no weight is read and no number computed.

        net = costmodel.from_torch(torchvision.models.resnet50(), (1, 3, 224, 224))
        costmodel.report(net)

    One forward pass is recorded on the meta device, in evaluation mode, on a copy; the module is left as it is. What depends on
    no input, such as the standardisation of weights, is folded.

    Args:
        module: a `torch.nn.Module`; on the meta device it needs no memory.
        inputs: what its forward takes: a shape, `(1, 3, 224, 224)` or `"1x3x224x224"`, a tensor, of which only shape and type
            are taken, or a list, dictionary or other value with tensors in it.
        free: sizes to leave open, which become knobs: `batch`, `height` and `width` of images and videos, `x_dim1` of axis 1 of
            an input x. The module then goes through `torch.export`, which takes seconds and not every module.
        keywords: the same by name.

    Raises:
        CostModelError: if the module raises something; or a shape is none. If an operator has no rule here, the totals are
            refused and name it.

    Example:
        >>> net = from_torch(torchvision.models.resnet50(), (1, 3, 224, 224))  # doctest: +SKIP
        >>> report(net).totals["mult_adds"]  # doctest: +SKIP
        4089184256
    """
    library("torch", "torch")
    from costmodel.subjects.importing.formats.torch.arguments import argument
    from costmodel.subjects.importing.formats.torch.recording import record
    from costmodel.subjects.kinds.model import of

    name = type(module).__name__
    arguments, given = [argument(one) for one in inputs], {keyword: argument(one) for keyword, one in keywords.items()}
    if free:
        from costmodel.subjects.importing.formats.pt2.network import model
        from costmodel.subjects.importing.formats.torch.exporting import exported

        program = model(name, exported(module, arguments, given, (free,) if isinstance(free, str) else tuple(free)))
        return of(program, program, {})
    graph = record(module, arguments, given, name)

    def build(setting: Mapping[str, Any]) -> Graph:
        return graph

    return of(Model(name, build), graph, {})
