"""The gallery: pictures that the program draws, each with the command that draws it; and the one that the README shows."""

import sys
import tomllib
from pathlib import Path
from shlex import split

import costmodel
from costmodel.doors.cli import main
from costmodel.questions.plot.pictured import Plot, pictured

FOLDER = Path(__file__).parent
PICTURES = FOLDER / "generated" / "pictures"
ACCURACIES = FOLDER / "mobilenet_accuracy.toml"
README = FOLDER / "_static" / "mobilenet.svg"

# What is drawn: the name of the file, a title, the command, and what the picture shows.
PLOTS = {
    "mobilenet-cost": (
        "MobileNet's cost and what was printed of it",
        "mobilenet --vary alpha=0.25:1:0.05 --vary resolution=128:224:32 --published",
        "Multiply-adds over the width multiplier, at four resolutions. The numbers of the paper's own Tables 6 and 7 lie on "
        "the curves; some that others print of the full network do not.",
    ),
    "separable-saving": (
        "What separable convolutions save",
        "mobilenet:variant=full-conv mobilenet --vary alpha=0.25:1.5:0.05 --log y",
        "MobileNet with full and with separable convolutions: on a logarithmic axis the two curves stay nearly one distance "
        "apart, 8 to 9 times.",
    ),
    "curves": (
        "Three families made wider",
        "mobilenet mobilenet_v2 shufflenet_v2 --vary alpha=0.25:1.4:0.05 --vary scale=0.5,1,1.5,2 --x params --log x,y",
        "MobileNetV2 goes in steps, because its channels are rounded to multiples of 8.",
    ),
    "catalog": (
        "Fifteen networks",
        "alexnet densenet efficientnet googlenet inception_v3 mobilenet mobilenet_v2 mobilenet_v3 resnet50 resnext senet "
        "shufflenet_v2 squeezenet vgg16 xception --x params --log x,y --pareto params,mult_adds",
        "No network is below and left of those that the dashed line joins.",
    ),
    "densenet-growth": (
        "DenseNet's growth rate",
        "densenet --vary growth=12:48:4 --vary depth=121,169,201 --y params",
        "Parameters grow with nearly the square of the growth rate.",
    ),
    "resnext-cardinality": (
        "ResNeXt's cardinality at equal cost",
        "resnext:cardinality=1,width=64 resnext:cardinality=2,width=40 resnext:cardinality=4,width=24 "
        "resnext:cardinality=8,width=14 resnext:cardinality=32,width=4 --x params",
        "More groups of narrower paths, chosen so that the cost stays: the axes span 5 and 3 per cent.",
    ),
    "shufflenet-groups": (
        "ShuffleNet's groups and memory access",
        "shufflenet_v1 --vary groups=1,2,3,4,8 --y mac",
        "At one budget of multiply-adds more groups allow more channels, which cost more memory access: the second guideline "
        "of ShuffleNet V2.",
    ),
}
DRAWINGS = {
    "resnet50": ("ResNet-50", "resnet50 --by layer", "A block that repeats is drawn once, with how often it stands there."),
    "squeezenet": ("SqueezeNet", "squeezenet --by layer", "Its fire modules, and where the multiply-adds are."),
    "inception-branches": ("A module of Inception v3", "inception_v3 --scope mixed_6c", "7x7 convolutions as 1x7 and 7x1."),
    "nasnet-cell": ("A cell of NASNet", "nasnet --scope stage1/cell2", "It reads the two cells before it."),
    "shufflenet-unit": ("A unit of ShuffleNet V2", "shufflenet_v2 --scope stage2/unit2", "One half of the channels passes."),
    "randwire-stage": ("A randomly wired stage", "randwire --scope conv3 --by module", "Wired by a random graph of 32 nodes."),
}

ROOFLINES = {
    "mobilenet-roofline": (
        "MobileNet under the roof of a card",
        "mobilenet --device rtx3090 --precision fp16 --batch 256 --fused",
        "Every layer at the speed that a card cannot exceed there: depthwise convolutions far below its peak.",
    ),
}

MEMORIES = {
    "densenet-memory": (
        "DenseNet's memory",
        "densenet --fused",
        "Every layer of a dense block keeps all maps before it; the peak is in the first block, where maps are large.",
    ),
}
# Measured times over what counts say of them, for the page on speed.
STUDIES = {
    "speed-rtx-3090": (
        "A GPU with tensor cores",
        "rtx_3090 --metrics mult_adds,mac,latency_bound",
        "67 networks of timm on a GeForce RTX 3090: by multiply-adds cheap networks look ten times faster than they are; the "
        "roofline, scaled once, lies on the line.",
    ),
    "speed-pixel1-cpu": (
        "A phone's CPU",
        "pixel1_cpu --metrics params,mult_adds,mac",
        "53 networks on one large core of a Pixel 1: multiply-adds put nearly all of them in their order.",
    ),
    "speed-coral": (
        "An accelerator with little memory",
        "coral_usb --metrics params,mult_adds,activations",
        "12 networks on a Coral Edge TPU, which streams weights beyond its 8 MB at every inference: parameters decide.",
    ),
}

# The pictures of the MobileNet paper that set a cost against accuracy: the name of the file, a title, the cost, what is shown.
TRADES = {
    "mobilenet-figure-4": (
        "Accuracy against multiply-adds",
        "mult_adds",
        "Figure 4 of the MobileNet paper: sixteen models, four widths at four resolutions. Accuracy grows about with the "
        "logarithm of the cost, and drops off at the narrowest width.",
    ),
    "mobilenet-figure-5": (
        "Accuracy against parameters",
        "params",
        "Figure 5: the resolution costs no parameters, so that the four resolutions stand above one another.",
    ),
}


def gallery_page() -> str:
    """The page; the pictures are written beside it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    lines = [
        "# Gallery",
        "",
        "Each picture stands under the command that draws it. `costmodel plot` and `costmodel draw` write SVG for",
    ]
    lines += ["light and dark pages, PNG, PDF, and text for other programs.", ""]
    pictured_by = {"plot": PLOTS, "draw": DRAWINGS, "memory": MEMORIES, "roofline": ROOFLINES, "study": STUDIES}
    for verb, pictures in pictured_by.items():
        for name, (title, command, caption) in pictures.items():
            _save(verb, command, PICTURES / f"{name}.svg")
            lines += [f"## {title}", "", caption, "", "```sh", f"costmodel {verb} {command} -o {name}.svg", "```", ""]
            lines += [f"![{title}](pictures/{name}.svg)", ""]
    for name, (title, cost, caption) in TRADES.items():
        trade(cost).save(PICTURES / f"{name}.svg")
        lines += [f"## {title}", "", caption, "", f"![{title}](pictures/{name}.svg)", ""]
    lines += [
        "The costs are computed; the accuracies are those of the released models, as TensorFlow Lite's list prints them.",
        "",
    ]
    return "\n".join(lines)


def trade(cost: str) -> Plot:
    """MobileNet's accuracy over a metric, a series a resolution."""
    printed = tomllib.loads(ACCURACIES.read_text(encoding="utf-8"))
    rows = [
        {cost: costmodel.report("mobilenet", knobs).totals[cost], "top-1 accuracy (%)": float(top1), **knobs}
        for alpha, accuracies in printed["top1"].items()
        for resolution, top1 in zip(printed["resolutions"], accuracies, strict=True)
        for knobs in ({"alpha": alpha, "resolution": resolution},)
    ]
    axes = (cost, "top-1 accuracy (%)")
    return pictured("mobilenet", rows, axes, ["resolution"], costmodel.Counting(), log="x", lines=True)


def readme_picture() -> str:
    """MobileNet in blocks; drawn without another library, so it is the same everywhere."""
    return costmodel.draw("mobilenet").svg()


def _save(verb: str, command: str, file: Path) -> None:
    arguments, sys.argv = sys.argv, ["costmodel", verb, *split(command), "-o", str(file)]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise RuntimeError(f"costmodel {verb} {command} ended with {ended.code}") from None
    finally:
        sys.argv = arguments


if __name__ == "__main__":
    README.write_text(readme_picture(), encoding="utf-8")
