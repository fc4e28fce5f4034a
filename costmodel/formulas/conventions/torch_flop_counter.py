"""PyTorch's `torch.utils.flop_counter.FlopCounterMode`, 2.13: convolutions and matrix products that are dispatched."""

from costmodel.formulas.conventions import BESIDES, EVERYTHING, NORMS, PRODUCTS, READ, Convention
from costmodel.formulas.misreading import ungrouped_in_learning

CONVENTION = Convention(
    "torch-flop-counter",
    "FLOPs are twice the mult-adds of convolutions and matrix products; nothing else, not even their biases",
    flops={"mult_adds": 2, "Attention.mult_adds": -2},
    prints={"flops": "Total"},
    mistakes=(
        "operators without a formula count nothing, without a warning",
        "scaled dot-product attention counts on a GPU, and on a CPU nothing, which is what stands here",
        "of a convolution in g groups the filters' gradient counts g times, as if it were in one",
    ),
    sees={**EVERYTHING, "backward": 1},
    misreads=dict.fromkeys(("GConv", "DWConv"), ungrouped_in_learning),
    knows=READ | BESIDES | NORMS | PRODUCTS | {"TransposedConv"},
    source="torch/utils/flop_counter.py",
)
