"""How long networks took on machines, as it was printed or as a user has measured it.

A file is one setup: a device, a precision, a framework. A measured network is one line of it; a setup of one's own has the same
form, or is a CSV with the columns `network`, `measured` and, where there are such, `batch` and `run`.

    title = "Pixel 1, one large core"
    kind = "phone CPU"
    precision = "fp32"
    unit = "ms"                                # of a batch; or samples/s, or batches/s

    [[source]]
    source = "tensorflow/tpu@7dc921f models/official/mnasnet/README.md"
    where = "Mnasnet-A1 on ImageNet"
    [source.printed]
    "mnasnet:alpha=1.4" = "135"
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

from costmodel.errors import CostModelError, located, meant, quoted
from costmodel.files import checked, text_of, toml_of
from costmodel.numbers.text import amount, rational, whole

FOLDER = Path(__file__).parent
SUFFIXES = (".toml", ".csv")
RATES = {"samples/s": 1, "images/s": 1, "img/s": 1, "batches/s": 0}  # by their unit, whether samples are counted
MOST_SAMPLES = 10**6


class Measurement(NamedTuple):
    """One network on one machine.

    Attributes:
        network: a name with knobs, as every command takes it.
        printed: as the source has it, with its unit.
        seconds: of one batch.
    """

    network: str
    printed: str
    seconds: Fraction
    batch: int = 1


class Run(NamedTuple):
    """Networks that were measured on one machine, so that one scale holds for all of them."""

    title: str
    sources: tuple[str, ...]
    measurements: tuple[Measurement, ...]


class Setup(NamedTuple):
    """A kind of machine in one precision and framework.

    Attributes:
        kind: of device, such as `phone CPU`.
        profile: the name of its device here (`costmodel devices`), where it has one.
        runs: one, or one a machine.
    """

    name: str
    title: str
    kind: str
    precision: str
    framework: str
    profile: str
    note: str
    runs: tuple[Run, ...]

    @property
    def networks(self) -> int:
        """How many were measured, of the run with most."""
        return max(len(run.measurements) for run in self.runs)


@cache
def names() -> tuple[str, ...]:
    """All setups that were printed and are known here, in alphabetical order."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def setup(name: str) -> Setup:
    """The setup of that name, or that of a file.

    Raises:
        UnknownName: if there is none.
        CostModelError: if the file cannot be read, or what it says is not allowed.

    Example:
        >>> from costmodel.published.measured import setup
        >>> found = setup("coral_usb")
        >>> found.title, found.networks, found.runs[0].measurements[0].printed
        ('Coral USB Accelerator', 12, '20 ms')
    """
    path = Path(name) if name.endswith(SUFFIXES) else FOLDER / f"{meant('setup', name, names())}.toml"
    return _of_csv(path) if path.suffix == ".csv" else _of_toml(path)


def seconds_of(printed: str, batch: int) -> Fraction:
    """The time of a batch, from a time of it such as `3.2 ms`, or a rate such as `512 samples/s`.

    Raises:
        CostModelError: if it is neither.
    """
    number, _, unit = printed.strip().rpartition(" ")
    if unit in RATES:
        rate = rational(number)
        if rate > 0:
            return (batch if RATES[unit] else 1) / rate
    else:
        time, counted = amount(printed)
        if counted == "seconds" and time > 0:
            return time
    raise CostModelError(
        f"{quoted(printed)} is no measured speed",
        given=printed,
        allowed=f"a time such as 3.2 ms, or a rate in {', '.join(RATES)}",
    )


def _of_toml(path: Path) -> Setup:
    from costmodel.published.measured.file import File

    read = checked(File, toml_of(path), path)
    runs: dict[str, list[tuple[str, list[Measurement]]]] = {}
    for source in read.source:
        measured = [
            _measurement(path, network, f"{cell.printed} {cell.unit or read.unit}".strip(), cell.batch or read.batch)
            for network, cell in source.printed.items()
        ]
        runs.setdefault(source.run, []).append((f"{source.source}, {source.where}".removesuffix(", "), measured))
    return Setup(
        path.stem,
        read.title or path.stem,
        read.kind,
        read.precision,
        read.framework,
        read.profile,
        read.note,
        tuple(
            Run(title, tuple(dict.fromkeys(source for source, _ in parts)), tuple(one for _, some in parts for one in some))
            for title, parts in runs.items()
        ),
    )


def _of_csv(path: Path) -> Setup:
    from csv import DictReader

    rows = DictReader(text_of(path).splitlines())
    columns = rows.fieldnames or []
    allowed = ("network", "measured", "batch", "run")
    if missing := [name for name in allowed[:2] if name not in columns]:
        raise CostModelError(f"the column {missing[0]} is missing", given=columns, allowed=allowed).at(str(path))
    if unknown := [name for name in columns if name not in allowed]:
        raise CostModelError(f"unknown column {quoted(unknown[0])}", given=columns, allowed=allowed).at(str(path))
    runs: dict[str, list[Measurement]] = {}
    for number, row in enumerate(rows, start=2):
        with located(f"{path}, line {number}"):
            if None in row or None in row.values():
                raise CostModelError("it has not as many cells as there are columns", given=list(row.values()))
            batch = whole(row.get("batch") or "1", 1, MOST_SAMPLES)
            runs.setdefault(row.get("run") or "", []).append(
                Measurement(row["network"], row["measured"], seconds_of(row["measured"], batch), batch)
            )
    if not runs:
        raise CostModelError("it has no measurement", given=path, allowed="a line a network").at(str(path))
    return Setup(path.stem, path.stem, "", "", "", "", "", tuple(_runs(runs.items(), path)))


def _runs(found: Iterable[tuple[str, list[Measurement]]], path: Path) -> Iterable[Run]:
    return (Run(title, (str(path),), tuple(measured)) for title, measured in found)


def _measurement(path: Path, network: str, printed: str, batch: int) -> Measurement:
    with located(f"{path}, {network}"):
        return Measurement(network, printed, seconds_of(printed, batch), batch)
