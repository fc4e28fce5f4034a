"""PyTorch's `torch.utils.flop_counter.FlopCounterMode`, 2.13: convolutions and matrix products that are dispatched."""

from costmodel.formulas.conventions import EVERYTHING, READ, Convention

CONVENTION = Convention(
    "torch-flop-counter",
    "FLOPs are twice the mult-adds of convolutions and fully connected layers; nothing else, not even their biases",
    prints={"flops": "Total"},
    mistakes=("operators without a formula count nothing, without a warning",),
    sees=EVERYTHING,
    knows=READ | {"Linear"},
    source="torch/utils/flop_counter.py",
)
