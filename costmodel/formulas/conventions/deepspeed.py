"""DeepSpeed's flops profiler, 0.19.8: patched functions."""

from dataclasses import replace

from costmodel.formulas.conventions.calflops import CONVENTION as CALFLOPS

CONVENTION = replace(
    CALFLOPS,
    name="deepspeed",
    summary="as calflops, which has copied its rules",
    prints={"mult_adds": "MACs", "flops": "FLOPs", "params": "params"},
    same_as="calflops",
    source="deepspeed/profiling/flops_profiler/profiler.py",
)
