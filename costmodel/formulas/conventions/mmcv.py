"""MMCV's `get_model_complexity_info`, 2.2.0 and before: a copy of ptflops as it was in 2020."""

from dataclasses import replace

from costmodel.formulas.conventions.ptflops_0_5 import CONVENTION as PTFLOPS

CONVENTION = replace(
    PTFLOPS,
    name="mmcv",
    summary="as ptflops up to 0.5, whose rules it has copied",
    prints={"mult_adds": "flops", "params": "params"},
    same_as="ptflops-0-5",
    source="mmcv/cnn/utils/flops_counter.py",
)
