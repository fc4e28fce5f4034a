"""python -m benchmarks.references [NAME ...]: what networks of torchvision and timm cost, written to the tests' data.

The networks are those of `tests/archs/references.toml`; where names are given, those that hold one of them are measured anew.
Each is built on PyTorch's meta device, where tensors have shapes and no memory, and runs once a resolution; every operation
that it dispatches is counted from the shapes of its tensors alone. Nothing of this program counts here, so that its own
numbers can be held against these. Needs torch, torchvision and timm.
"""

import ast
import json
import sys
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from itertools import chain
from math import prod
from pathlib import Path
from typing import Any

import timm
import torch
import torchvision
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

DATA = Path(__file__).parent.parent / "tests" / "archs"
PLACES = {"torchvision": "torchvision.models", "timm": "timm.models"}
AXES = 2  # of a map

# Functions of each element, by what they are called here.
ACTIVATIONS = {
    "hardsigmoid": "h-sigmoid",
    "hardswish": "h-swish",
    "hardtanh": "relu6",
    "relu": "relu",
    "sigmoid": "sigmoid",
    "silu": "swish",
}
JOINS = {("add", 2): "sum", ("mul", 2): "gating", ("mul", 1): "scaling"}  # by how many of the two are tensors
# New names for the same memory, and memory that nothing is written to.
VIEWS = ("alias", "detach", "empty", "expand", "permute", "select", "slice", "split", "t", "transpose", "unsqueeze", "view")


class Counted(TorchDispatchMode):
    """Counts what is dispatched while it is entered.

    Attributes:
        facts: so many of each: `mult_adds`, `activations`, `mac`, and the elements of each kind of operation.
    """

    def __init__(self) -> None:
        super().__init__()
        self.facts: Counter[str] = Counter()

    def __torch_dispatch__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = function(*args, **(kwargs or {}))
        name = function.__name__.partition(".")[0].removesuffix("_")
        if name not in VIEWS:
            y = result[0] if isinstance(result, tuple) else result
            self._count(name, y, args)
        return result

    def _count(self, name: str, y: torch.Tensor, args: Any) -> None:
        x, size = args[0], y.numel()
        if name == "convolution":
            weight = args[1]
            self._weighted(x, weight, size, size * weight[0].numel())
            self.facts["activations"] += size
        elif name == "addmm":
            _, x, weight = args
            self._weighted(x, weight, size, size * x.shape[-1])
        elif name == "native_batch_norm":
            self._moved("batch normalisation", size, x.numel(), size)
        elif name in ACTIVATIONS:
            self._moved(ACTIVATIONS[name], size, x.numel(), size)
        elif name in ("max_pool2d_with_indices", "avg_pool2d"):
            cells = args[1] if len(args[1]) == AXES else args[1] * AXES
            self._moved("maximum pooling" if name[0] == "m" else "average pooling", size * prod(cells), x.numel(), size)
        elif name == "mean":
            self._moved("adaptive pooling", x.numel(), x.numel(), size)  # to one pixel
        elif name == "_adaptive_avg_pool2d":
            seen = prod(map(_pixels_seen, x.shape[-AXES:], y.shape[-AXES:]))
            self._moved("adaptive pooling", prod(y.shape[:-AXES]) * seen, x.numel(), size)
        elif name in ("add", "mul"):
            self._joined(name, y, args)
        elif name == "cat":
            self._moved("concatenation", size, size, size)
        elif name == "constant_pad_nd":
            self._moved("padding", size, x.numel(), size)
        elif name == "clone":
            self._moved("reordering", size, size, size)
        else:
            raise NotImplementedError(f"nobody has said what {name} costs")

    def _joined(self, name: str, y: torch.Tensor, args: Any) -> None:
        maps = [one for one in args if isinstance(one, torch.Tensor)]
        self._moved(JOINS[name, len(maps)], y.numel(), sum(one.numel() for one in maps), y.numel())

    def _weighted(self, x: torch.Tensor, weight: torch.Tensor, size: int, mult_adds: int) -> None:
        self.facts["mult_adds"] += mult_adds
        self.facts["mac"] += x.numel() + size + weight.numel()

    def _moved(self, kind: str, elements: int, reads: int, writes: int) -> None:
        self.facts[kind] += elements
        self.facts["mac"] += reads + writes


def _pixels_seen(size: int, windows: int) -> int:
    """Pixels under all windows of an adaptive pooling along one axis."""
    return sum(-(-(i + 1) * size // windows) - i * size // windows for i in range(windows))


def maker(name: str) -> Callable[[], nn.Module]:
    """What builds a network by its name, such as `torchvision:resnet50(width_per_group=83)`: a call in its library's models."""
    library, _, text = name.partition(":")
    call = ast.parse(text, mode="eval").body
    positional, named = (call.args, call.keywords) if isinstance(call, ast.Call) else ([], [])
    place, _, function = ast.unparse(call.func if isinstance(call, ast.Call) else call).rpartition(".")
    module = import_module(".".join(filter(None, (PLACES[library], place))))
    arguments = [ast.literal_eval(value) for value in positional]
    settings = {str(one.arg): ast.literal_eval(one.value) for one in named}
    return lambda: getattr(module, function)(*arguments, **settings)


def measured(reference: dict[str, Any], resolutions: list[int]) -> dict[str, dict[str, int]]:
    """The facts of one reference by resolution; without those at which it does not run."""
    with torch.device("meta"):
        module = maker(reference["name"])().eval()
    module.training = reference.get("training", False)  # of the outermost alone, which then runs its auxiliary classifiers
    params = sum(parameter.numel() for parameter in module.parameters())
    found: dict[str, dict[str, int]] = {}
    for resolution in resolutions:
        try:
            with torch.no_grad(), Counted() as counted:
                module(torch.empty(1, 3, resolution, resolution, device="meta"))
        except (RuntimeError, AssertionError) as error:
            print(f"{reference['name']} at {resolution}: {str(error).splitlines()[0]}", file=sys.stderr)
            continue
        found[str(resolution)] = {"params": params, **dict(sorted(counted.facts.items()))}
    return found


def main() -> None:
    warnings.filterwarnings("ignore")
    entries = tomllib.loads((DATA / "references.toml").read_text())
    path = DATA / "references.json"
    before = json.loads(path.read_text())["measured"] if path.exists() else {}
    lines = []
    for reference in chain.from_iterable(entries["families"].values()):
        name = reference["name"]
        if name in before and sys.argv[1:] and not any(one in name for one in sys.argv[1:]):
            found = before[name]
        else:
            print(name, file=sys.stderr)
            found = measured(reference, entries["resolutions"])
        rows = ",\n".join(f"   {json.dumps(resolution)}: {json.dumps(facts)}" for resolution, facts in found.items())
        lines.append(f"  {json.dumps(name)}: {{\n{rows}\n  }}")
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__, "timm": timm.__version__}
    versions = {library: version.partition("+")[0] for library, version in versions.items()}
    path.write_text(f'{{\n "versions": {json.dumps(versions)},\n "measured": {{\n' + ",\n".join(lines) + "\n }\n}\n")


if __name__ == "__main__":
    main()
