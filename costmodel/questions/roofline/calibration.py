"""One scale for a device from measured times, and how far off the scaled bound is of them."""

from fractions import Fraction
from statistics import median
from typing import Any, NamedTuple

from costmodel.errors import CostModelError, located
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import cost
from costmodel.published.measured import SUFFIXES, Measurement, seconds_of, setup
from costmodel.subjects import subject


class Measured(NamedTuple):
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
        on: where they were measured, as the setup says.
    """

    measurements: tuple[Measured, ...]
    on: str = ""

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
    def too_fast(self) -> list[Measured]:
        """Those that took less than the bound: a profile or a measurement is not what it is taken for, or layers were fused."""
        return [one for one in self.measurements if one.ratio < 1]

    def record(self) -> dict[str, Any]:
        rows = [{"network": one.network, "seconds": one.seconds, "bound": one.bound} for one in self.measurements]
        return {"on": self.on, "scale": self.scale, "error": self.error, "measurements": rows}


def calibrated(given: str, network: str, bound: Fraction, counting: Counting) -> Calibration:
    """A scale from one measured time of the network that is asked about, or from a setup that was measured.

    Raises:
        CostModelError: if it is neither, the setup is of several machines, or a network in it cannot be built.
    """
    text = str(given)
    if text[:1].isdigit() and not text.endswith(SUFFIXES):
        return Calibration((Measured(network, seconds_of(text, counting.batch), bound),))
    found = setup(text)
    if len(found.runs) > 1:
        raise CostModelError(f"{text} is of {len(found.runs)} machines", given=given, allowed="one, whose scale it is")
    on = ", ".join(filter(None, (found.title, found.precision, found.framework)))
    return Calibration(tuple(_measured(one, counting) for one in found.runs[0].measurements), on)


def _measured(one: Measurement, counting: Counting) -> Measured:
    with located(one.network):
        bound = cost(subject(one.network).build(), Counting.of(counting, batch=one.batch), ["latency_bound"])["latency_bound"]
        return Measured(one.network, one.seconds, Fraction(bound))
