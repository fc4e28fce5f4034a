"""One scale for a device from measured times, and how far off the scaled bound is of them.

A file of measurements names networks as every command does:

    [[measurement]]
    network = "mobilenet:alpha=0.5"
    latency = "3.2 ms"
    batch = 1                              # that of the counting where it is not said
    source = "where it was measured"
"""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from costmodel.errors import CostModelError, located, quoted
from costmodel.files import checked, toml_of
from costmodel.formulas.counting import Counting
from costmodel.formulas.hardware.folder import is_a_file
from costmodel.formulas.metrics import cost
from costmodel.numbers.text import amount
from costmodel.subjects import subject


class Measurement(NamedTuple):
    """A measured time beside the bound of the same work."""

    network: str
    seconds: Fraction
    bound: Fraction

    @property
    def ratio(self) -> Fraction:
        """How many times the bound it took."""
        return self.seconds / self.bound


class Calibration(NamedTuple):
    """What measured times say of a device: that it needs so many times the bound.

    Attributes:
        measurements: that the scale is of.
    """

    measurements: tuple[Measurement, ...]

    @property
    def scale(self) -> Fraction:
        """The median of the ratios of measured times to their bounds."""
        return Fraction(median(one.ratio for one in self.measurements))

    @property
    def error(self) -> Fraction | None:
        """The median relative error of the scaled bound on the same measurements; None of one alone."""
        if len(self.measurements) < 2:
            return None
        return Fraction(median(abs(self.scale / one.ratio - 1) for one in self.measurements))

    @property
    def too_fast(self) -> list[Measurement]:
        """Those that took less than the bound: a profile or a measurement is not what it is taken for, or layers were fused."""
        return [one for one in self.measurements if one.ratio < 1]

    def record(self) -> dict[str, Any]:
        rows = [{"network": one.network, "seconds": one.seconds, "bound": one.bound} for one in self.measurements]
        return {"scale": self.scale, "error": self.error, "measurements": rows}


class Measured(BaseModel):
    """A measurement as a file has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    network: str
    latency: str
    batch: int | None = None
    source: str = ""


class Measurements(BaseModel):
    """A file of measurements."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    measurement: list[Measured] = Field(min_length=1)


def calibrated(given: str, network: str, bound: Fraction, counting: Counting) -> Calibration:
    """A scale from one measured time of the network that is asked about, or from a file of measurements.

    Raises:
        CostModelError: if it is no time and no such file, or a network in it cannot be built.
    """
    if not is_a_file(given):
        return Calibration((Measurement(network, _seconds(given), bound),))
    path = Path(given)
    found = checked(Measurements, toml_of(path), path).measurement
    return Calibration(tuple(_read(path, found, counting)))


def _read(path: Path, found: Iterable[Measured], counting: Counting) -> Iterable[Measurement]:
    for number, one in enumerate(found, start=1):
        with located(f"{path}, measurement {number}"):
            stated = counting if one.batch is None else Counting.of(counting, batch=one.batch)
            bound = cost(subject(one.network).build(), stated, ["latency_bound"])["latency_bound"]
            yield Measurement(one.network, _seconds(one.latency), Fraction(bound))


def _seconds(given: str) -> Fraction:
    seconds, counted = amount(given)
    if counted != "seconds":
        raise CostModelError(
            f"{quoted(given)} is no time", given=given, allowed="a time such as 3.2ms, or a file of measurements"
        )
    return seconds
