"""Pooling."""

from costmodel.ir.ops import GlobalPool, Pool
from costmodel.ir.ops.pooling import Mode
from costmodel.ir.ops.reduction import AdaptivePool
from costmodel.subjects.importing.formats.keras.call import Call
from costmodel.subjects.importing.formats.keras.config import WIDEST
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.formats.keras.rules.convolutions import axes_in
from costmodel.subjects.importing.reading import Value

DIMENSIONS = ("1D", "2D", "3D")


def _mode(kind: str) -> Mode:
    return "max" if "Max" in kind else "average"


@rule(*[f"{mode}Pooling{axes}" for mode in ("Max", "Average") for axes in DIMENSIONS], over_maps=True)
@rule(*[f"{mode}Pool{axes}" for mode in ("Max", "Avg") for axes in DIMENSIONS], over_maps=True)
def pool(call: Call) -> Value:
    axes, mode = axes_in(call.layer.kind), _mode(call.layer.kind)
    kernel = call.config.wholes("pool_size", axes, 2, most=WIDEST)
    stride = call.config.wholes("strides", axes, most=WIDEST) if call.config.get("strides") is not None else kernel
    padding = call.config.word("padding", "valid", ("valid", "same"))
    # Keras averages over the pixels of the map only; a maximum looks at the padding too.
    op = Pool(mode, kernel, stride, padding, count_padding=padding == "valid" or mode == "max")  # type: ignore[arg-type]
    return call.apply(op, call.x)


@rule(*[f"Global{mode}Pooling{axes}" for mode in ("Max", "Average") for axes in DIMENSIONS], over_maps=True)
def global_pool(call: Call) -> Value:
    axes = axes_in(call.layer.kind)
    y = call.apply(GlobalPool(_mode(call.layer.kind), -axes - 1), call.x)
    return y if call.config.flag("keepdims", False) else call.view(y, y.shape[:-axes], "flatten")


@rule(*[f"Adaptive{mode}Pooling{axes}" for mode in ("Max", "Average") for axes in DIMENSIONS], over_maps=True)
def adaptive_pool(call: Call) -> Value:
    sizes = call.config.wholes("output_size", axes_in(call.layer.kind), most=WIDEST)
    return call.apply(AdaptivePool(sizes, _mode(call.layer.kind)), call.x)
