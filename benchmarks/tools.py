"""python -m benchmarks.tools NAME ...: what tools print for modules such as torchvision:resnet18 or timm:dla60, as JSON.

Each tool that is installed is run on a fresh module at batch 1 on the CPU, and its integers are written as the tests'
`measured_of_modules.json` has them. Needs torch and torchvision. An old version of a tool is measured where that is the one
installed; thop before 0.0.31.post2005 adds up in single precision, and `DOUBLE=1` makes double precision torch's default.
"""

import json
import logging
import os
import re
import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from importlib.util import find_spec
from io import StringIO
from tempfile import TemporaryDirectory
from typing import Any

import torch
from torch import nn

import costmodel


def made(name: str) -> nn.Module:
    library, _, of = name.partition(":")
    if library == "timm":
        from timm import create_model

        return create_model(of)
    from torchvision.models import get_model

    without = {"weights": None, **({"weights_backbone": None} if of.startswith(("fcn", "lraspp", "deeplab")) else {})}
    return get_model(of, **without)


def of_fvcore(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from fvcore.nn import ActivationCountAnalysis, FlopCountAnalysis, parameter_count

    return {
        "mult_adds": int(FlopCountAnalysis(module, image).total()),
        "activations": int(ActivationCountAnalysis(module, image).total()),
        "params": parameter_count(module)[""],
    }


def of_ptflops(backend: str, module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from ptflops import get_model_complexity_info

    mult_adds, params = get_model_complexity_info(
        module, tuple(image.shape[1:]), as_strings=False, print_per_layer_stat=False, verbose=False, backend=backend
    )
    return {"mult_adds": int(mult_adds), "params": int(params)}


def of_thop(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from thop import profile

    mult_adds, params = profile(module, inputs=(image,), verbose=False)
    return {"mult_adds": int(mult_adds), "params": int(params)}


def of_torchinfo(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from torchinfo import summary

    summed = summary(module, input_data=image, verbose=0, device="cpu")
    return {"mult_adds": int(summed.total_mult_adds), "params": int(summed.total_params)}


def of_flop_counter(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        module(image)
    return {"flops": counter.get_total_flops()}


def of_torchsummary(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from torchsummary import summary

    with redirect_stdout(StringIO()) as written:
        summary(module, tuple(image.shape[1:]), device="cpu")
    [params] = re.findall(r"Total params: ([\d,]+)", written.getvalue())
    return {"params": int(params.replace(",", ""))}


def of_torchmeter(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from torchmeter import Meter

    meter = Meter(module)
    meter(image)
    return {"mult_adds": int(meter.cal.Macs.val), "flops": int(meter.cal.Flops.val), "params": int(meter.param.RegNum.val)}


def of_torchlens(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from torchlens import trace

    return {"mult_adds": int(trace(module, image).total_macs_forward)}


def of_deepspeed(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from deepspeed.profiling.flops_profiler import get_model_profile

    flops, mult_adds, params = get_model_profile(
        module, args=[image], print_profile=False, detailed=False, as_string=False, warm_up=0
    )
    return {"mult_adds": int(mult_adds), "flops": int(flops), "params": int(params)}


def of_mmengine(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from mmengine.analysis import get_model_complexity_info

    counted = get_model_complexity_info(module, inputs=(image,), show_table=False, show_arch=False)
    return {"mult_adds": counted["flops"], "params": counted["params"], "activations": counted["activations"]}


def of_onnx_tool(module: nn.Module, image: torch.Tensor) -> dict[str, int]:
    from onnx_tool import Model

    for values in (*module.parameters(), *module.buffers()):  # equal ones would be exported once for all
        if values.is_floating_point():
            values.uniform_(0.5, 1.5)
    with TemporaryDirectory() as folder:
        torch.onnx.export(module, (image,), f"{folder}/net.onnx", dynamo=False, opset_version=13)
        graph = Model(f"{folder}/net.onnx").graph
    graph.shape_infer()
    graph.profile()
    return {"mult_adds": int(graph.macs[0]), "params": int(graph.params)}


TOOLS: dict[str, Callable[[nn.Module, torch.Tensor], dict[str, int]]] = {
    "fvcore": of_fvcore,
    "ptflops-pytorch": partial(of_ptflops, "pytorch"),
    "ptflops-aten": partial(of_ptflops, "aten"),
    "thop": of_thop,
    "torchinfo": of_torchinfo,
    "torch-flop-counter": of_flop_counter,
    "torchsummary": of_torchsummary,
    "torchmeter": of_torchmeter,
    "torchlens": of_torchlens,
    "deepspeed": of_deepspeed,
    "mmengine": of_mmengine,
    "onnx-tool": of_onnx_tool,
}


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    if os.environ.get("DOUBLE"):
        torch.set_default_dtype(torch.float64)
    # Of a name such as ptflops-aten the first word is the package.
    installed = {tool: counted for tool, counted in TOOLS.items() if find_spec(tool.split("-")[0].replace("onnx", "onnx_tool"))}
    measured: dict[str, Any] = {}
    for name in sys.argv[1:]:
        shape = costmodel.build(name).nodes[0].shape
        measured[name] = {}
        for tool, counted in installed.items():
            with redirect_stdout(StringIO()), torch.no_grad():
                measured[name][tool] = counted(made(name).eval(), torch.zeros(tuple(shape)))
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
