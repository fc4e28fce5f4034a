"""python -m benchmarks.tools NAME ...: what tools print for modules such as torchvision:resnet18 or timm:dla60, as JSON.

Each tool is run on a fresh module at batch 1 on the CPU, and its integers are written as the tests' `measured_of_modules.json`
has them. Needs torch, torchvision, timm, fvcore, ptflops, thop and torchinfo.
"""

import json
import logging
import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
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


TOOLS: dict[str, Callable[[nn.Module, torch.Tensor], dict[str, int]]] = {
    "fvcore": of_fvcore,
    "ptflops-pytorch": partial(of_ptflops, "pytorch"),
    "ptflops-aten": partial(of_ptflops, "aten"),
    "thop": of_thop,
    "torchinfo": of_torchinfo,
    "torch-flop-counter": of_flop_counter,
}


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    measured: dict[str, Any] = {}
    for name in sys.argv[1:]:
        shape = costmodel.build(name).nodes[0].shape
        measured[name] = {}
        for tool, counted in TOOLS.items():
            with redirect_stdout(StringIO()), torch.no_grad():
                measured[name][tool] = counted(made(name).eval(), torch.zeros(tuple(shape)))
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
