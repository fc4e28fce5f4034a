"""Which count predicts speed: the question."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Annotated, Literal, TypeAlias, cast, get_args

from costmodel.errors import CostModelError, meant, quoted
from costmodel.formulas.counting import AsCounting, Counting
from costmodel.formulas.metrics import METRICS
from costmodel.numbers.text import rational
from costmodel.published.measured import names, setup
from costmodel.questions.asked import Asked, Metrics, listed, once
from costmodel.questions.study.answer import Study
from costmodel.questions.study.predicting import Networks

COUNTS = ("params", "mult_adds", "activations", "mac", "peak_memory", "latency_bound")
By: TypeAlias = Literal["setup", "kind", "network"]
Setups: TypeAlias = Annotated[str | Iterable[str], Asked(list, "SETUP", placed=True, offers=lambda knobs: names())]
Files: TypeAlias = Annotated[str | Iterable[str] | None, Asked(listed, "FILE[,FILE...]")]


def _ridge(texts: Sequence[str]) -> Fraction:
    ridge = rational(once(texts))
    if ridge <= 0:
        raise CostModelError(f"a ridge of {quoted(texts[0])}", given=texts[0], allowed="operations a byte, more than 0")
    return ridge


def study(
    setups: Setups = (),
    *,
    measurements: Files = None,
    metrics: Metrics = None,
    by: By = "setup",
    ridge: Annotated[Fraction | None, Asked(_ridge, "NUMBER")] = None,
    counting: AsCounting = "paper",
) -> Study:
    """Which count predicts speed: rank correlation with measured times, and the error after one scale a machine.

    Args:
        setups: the machines that were measured, such as `rtx_3090`; all, where none is named and no file is given.
        measurements: files of your own, TOML or CSV.
        metrics: the counts; params, mult_adds, activations, mac, peak_memory and latency_bound, which needs a profile.
        by: a row a setup, a kind of device, or a measured network.
        ridge: operations a byte of devices without a profile, for which the roofline then gives an order and no time.
        counting: passes and bits; the device of files that name none.

    Raises:
        CostModelError: if there is no such setup, a file cannot be read, or a network in it cannot be built.

    Example:
        >>> found = study("pixel1_cpu")
        >>> found.setups[0].best, round(found.setups[0].qualities["mult_adds"].rho, 3)
        ('mult_adds', 0.992)
    """
    by = cast(By, meant("breakdown", by, get_args(By)))
    asked = [setups] if isinstance(setups, str) else list(setups)
    files = [measurements] if isinstance(measurements, str) else list(measurements or ())
    chosen = [setup(name) for name in (*(asked or (() if files else names())), *files)]
    wanted = COUNTS if metrics is None else [metrics] if isinstance(metrics, str) else list(metrics)
    counts = tuple(meant("metric", name, METRICS) for name in wanted)
    stated, networks = Counting.of(counting), Networks()
    return Study(stated, counts, tuple(networks.predicted(one, counts, stated, ridge) for one in chosen), by)
