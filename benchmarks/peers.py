"""Counters that run or trace a network in torch, on the very networks of the catalog, where they are installed.

A torch module is made from a graph, node by node, so that both sides count the same network on the same machine in one run.
"""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import costmodel
from benchmarks.timing import Measure, commands, fastest
from costmodel.formulas.metrics import cost
from costmodel.ir.graph import Graph, Node

NETWORKS: dict[str, dict[str, Any]] = {
    "mobilenet": {},
    "densenet": {"depth": 201},
    "nasnet": {"size": "large"},
    "efficientnet": {"variant": "b7"},
    "resnext": {"depth": 101, "se": True},
}
COLD = """
import torch
from torch.utils.flop_counter import FlopCounterMode
from benchmarks.peers import module
import costmodel
with torch.device("meta"), torch.no_grad(), FlopCounterMode(display=False) as mode:
    module(costmodel.build("mobilenet")).eval()(torch.empty(1, 3, 224, 224))
print(mode.get_total_flops())
"""


def peers() -> Iterator[Measure]:
    """The framework counters that are installed, against build and cost here."""
    if find_spec("torch") is None:
        return
    import torch

    times = commands({"costmodel": ["-m", "costmodel", "report", "mobilenet"], "torch": ["-c", COLD]}, repeats=3)
    ratio = times["torch"] / times["costmodel"]
    yield Measure(
        "peers, cold", "torch FlopCounterMode, mobilenet", times["torch"] * 1e3, "ms", ratio, "costmodel report mobilenet"
    )
    for name, knobs in NETWORKS.items():
        try:
            graph = costmodel.build(name, **knobs)
            with torch.device("meta"):
                net = module(graph).eval()
        except (costmodel.CostModelError, NotImplementedError) as error:
            yield Measure("peers, skipped", f"{name}: {error}", 0, "")
            continue
        ours = fastest(lambda name=name, knobs=knobs: cost(costmodel.build(name, **knobs)))
        yield Measure("peers, warm", f"costmodel, {name}", ours * 1e3, "ms")
        shape = graph.nodes[0].shape
        counted = _flops(net, (shape.channels, shape.height, shape.width)) / 2
        yield Measure(
            "peers, count",
            f"torch FlopCounterMode / 2, {name}",
            counted / 1e6,
            "M",
            counted / cost(graph)["mult_adds"],
            "ours",
        )
        for peer, count in _counters(graph, net, (shape.channels, shape.height, shape.width)).items():
            try:
                seconds = fastest(count, 2, 0)
            except Exception as error:  # a peer's own trouble is a result too
                yield Measure("peers, failed", f"{peer}, {name}: {type(error).__name__}", 0, "")
                continue
            yield Measure("peers, warm", f"{peer}, {name}", seconds * 1e3, "ms", seconds / ours, "costmodel")


def _flops(net: Any, shape: tuple[int, ...]) -> int:
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with torch.no_grad(), FlopCounterMode(display=False) as mode:
        net(torch.empty(1, *shape, device="meta"))
    return int(mode.get_total_flops())


def _counters(graph: Graph, net: Any, shape: tuple[int, ...]) -> dict[str, Callable[[], Any]]:
    import torch

    x = torch.empty(1, *shape, device="meta")
    found: dict[str, Callable[[], Any]] = {"torch FlopCounterMode (meta)": lambda: _flops(net, shape)}
    if find_spec("fvcore"):
        from fvcore.nn import FlopCountAnalysis

        real, ones = module(graph).eval(), torch.ones(1, *shape)  # its tracer refuses the meta device

        def fvcore() -> None:
            FlopCountAnalysis(real, ones).unsupported_ops_warnings(False).uncalled_modules_warnings(False).total()

        found["fvcore (cpu)"] = fvcore
    if find_spec("torchinfo"):
        from torchinfo import summary

        found["torchinfo (meta)"] = lambda: summary(net, input_data=x, verbose=0, device="meta")
    if find_spec("ptflops"):
        from ptflops import get_model_complexity_info

        def ptflops() -> None:
            get_model_complexity_info(
                net, shape, print_per_layer_stat=False, as_strings=False, input_constructor=lambda _: {"x": x}
            )

        found["ptflops (meta)"] = ptflops
    return found


def module(graph: Graph) -> Any:
    """A torch module that does what a graph says.

    Raises:
        NotImplementedError: for an op that is not translated.
    """
    from torch import nn

    class FromGraph(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList([_layer(graph, node) for node in graph.nodes])

        def forward(self, x: Any) -> Any:
            values = [x]
            for node, layer in zip(graph.nodes[1:], list(self.layers)[1:], strict=True):
                values.append(layer(*(values[source] for source in node.inputs)))
            return values[-1]

    return FromGraph()


def _layer(graph: Graph, node: Node) -> Any:  # noqa: C901  (one case an op)
    import torch
    from torch import nn

    class Joined(nn.Module):
        def __init__(self, rule: Callable[..., Any]) -> None:
            super().__init__()
            self.rule = rule

        def forward(self, *xs: Any) -> Any:
            return self.rule(*xs)

    op: Any = node.op
    before = graph.nodes[node.inputs[0]].shape if node.inputs else node.shape
    match node.kind:
        case "Conv" | "GConv" | "DWConv":
            kernel = op.kernel if isinstance(op.kernel, tuple) else (op.kernel, op.kernel)
            pads = [_pad(op.padding, k) for k in kernel]
            groups = before.channels if node.kind == "DWConv" else op.groups
            return nn.Conv2d(before.channels, node.shape.channels, kernel, op.stride, pads, op.dilation, groups, bool(op.bias))
        case "BatchNorm":
            return nn.BatchNorm2d(before.channels)
        case "Activation":
            return {"relu": nn.ReLU, "relu6": nn.ReLU6, "sigmoid": nn.Sigmoid, "swish": nn.SiLU, "h-swish": nn.Hardswish}[
                op.function
            ]()
        case "Pool":
            pool = nn.MaxPool2d if op.mode == "max" else nn.AvgPool2d
            return pool(op.kernel, op.stride, _pad(op.padding, op.kernel), ceil_mode=op.ceil_mode)
        case "GlobalPool":
            return nn.AdaptiveAvgPool2d(1)
        case "FC":
            return nn.Sequential(nn.Flatten(), nn.Linear(before.size, op.units, op.bias), nn.Unflatten(1, (op.units, 1, 1)))
        case "Add":
            return Joined(lambda *xs: sum(xs[1:], xs[0]))
        case "Concat":
            return Joined(lambda *xs: torch.cat(xs, 1))
        case "Scale":
            return Joined(lambda x, gate: x * gate)
        case "Input" | "Dropout" | "Identity" | "Flatten":
            return nn.Identity()
        case "Pad" if not op.channels:
            return Joined(lambda x: x.new_empty(x.shape[0], node.shape.channels, node.shape.height, node.shape.width))
    raise NotImplementedError(node.type)


def _pad(padding: Any, kernel: int) -> int:
    if isinstance(padding, int):
        return padding
    if isinstance(padding, tuple) and padding[0] == padding[1] and isinstance(padding[0], int):
        return padding[0]
    if padding in ("same", "valid"):
        return kernel // 2 if padding == "same" else 0
    raise NotImplementedError(f"padding {padding}")
