"""torchlens 2.36.1: every tensor operation of a forward pass."""

from costmodel.formulas.conventions import EVERYTHING, READ, Convention

CONVENTION = Convention(
    "torchlens",
    "MACs are the mult-adds of convolutions and fully connected layers, without biases; its FLOPs add single operations, and "
    "are not given here",
    prints={"mult_adds": "total_macs_forward"},
    mistakes=("FLOPs count an operation for each element that passes a dropout, at inference too",),
    sees=EVERYTHING,
    same_as="paper",
    knows=READ,
    rare=True,
    source="torchlens/utils/flops.py",
)
