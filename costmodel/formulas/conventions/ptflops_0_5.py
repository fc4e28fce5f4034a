"""ptflops up to 0.5: as 0.6, but fully connected layers without their biases."""

from dataclasses import replace

from costmodel.formulas.conventions import Factors, doubled
from costmodel.formulas.conventions.ptflops_0_6 import CONVENTION as LATER
from costmodel.formulas.conventions.ptflops_0_6 import MULT_ADDS as LATER_MULT_ADDS

MULT_ADDS: Factors = {**LATER_MULT_ADDS, "FC.bias_adds": -1}

CONVENTION = replace(
    LATER,
    name="ptflops-0-5",
    summary="mult-adds of convolutions and fully connected layers, biases of convolutions, two operations an element for batch "
    "normalisation, one for each element that a ReLU, a ReLU6 or a pooling reads",
    mult_adds=MULT_ADDS,
    flops=doubled(MULT_ADDS),
    mistakes=(*LATER.mistakes, "biases of fully connected layers count nothing, those of convolutions do"),
    source="ptflops 0.5.2, ptflops/flops_counter.py",
)
