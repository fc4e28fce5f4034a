"""MMEngine's `get_model_complexity_info`, 0.10.7: a copy of fvcore's rules."""

from dataclasses import replace

from costmodel.formulas.conventions.fvcore import CONVENTION as FVCORE

CONVENTION = replace(
    FVCORE,
    name="mmengine",
    summary="as fvcore, whose rules it has copied",
    prints={"mult_adds": "flops", "params": "params", "activations": "activations"},
    same_as="fvcore",
    source="mmengine/analysis/jit_handles.py and complexity_analysis.py",
)
