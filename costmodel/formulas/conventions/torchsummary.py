"""torchsummary 1.5.1: parameters alone; it counts no operations."""

from costmodel.formulas.conventions import EVERYTHING, READ, Convention

CONVENTION = Convention(
    "torchsummary",
    "weights and biases of every module that is called, which are all learnable parameters; it counts no operations",
    prints={"params": "Total params"},
    mistakes=(
        "parameters of a module that is called twice are counted twice, and those that belong to no module are not counted",
        "a network with a module that takes or gives a list ends in an error",
    ),
    sees=EVERYTHING,
    knows=READ,
    source="torchsummary/torchsummary.py",
)
