"""The one table of units: decimal and binary prefixes, bytes, per cent, seconds, joules; and the words after them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, TypeAlias

Unit: TypeAlias = Literal[
    "", "%", "K", "M", "G", "T", "Ki", "Mi", "Gi", "Ti", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB",
    "ns", "us", "ms", "s", "pJ", "nJ", "uJ", "mJ", "J",
]  # fmt: skip
UNITS: dict[Unit, Fraction] = {
    "": Fraction(1),
    "%": Fraction(1, 100),
    "K": Fraction(10**3), "M": Fraction(10**6), "G": Fraction(10**9), "T": Fraction(10**12),
    "Ki": Fraction(2**10), "Mi": Fraction(2**20), "Gi": Fraction(2**30), "Ti": Fraction(2**40),
    "KB": Fraction(10**3), "MB": Fraction(10**6), "GB": Fraction(10**9), "TB": Fraction(10**12),
    "KiB": Fraction(2**10), "MiB": Fraction(2**20), "GiB": Fraction(2**30), "TiB": Fraction(2**40),
    "ns": Fraction(1, 10**9), "us": Fraction(1, 10**6), "ms": Fraction(1, 10**3), "s": Fraction(1),
    "pJ": Fraction(1, 10**12), "nJ": Fraction(1, 10**9), "uJ": Fraction(1, 10**6), "mJ": Fraction(1, 10**3), "J": Fraction(1),
}  # fmt: skip
POWERS: tuple[Unit, ...] = ("", "K", "M", "G", "T")  # of a thousand
SMALL: Mapping[str, tuple[Unit, ...]] = {  # likewise, of what is told in parts
    "seconds": ("ns", "us", "ms", "s"),
    "joules": ("pJ", "nJ", "uJ", "mJ", "J"),
}

# How the units of an amount are written, in any case. A lone B is a billion, as in "1.5B parameters", never bytes.
SPELLINGS: Mapping[str, Unit] = {unit.lower(): unit for unit in UNITS if unit != "%"} | {
    "b": "G", "thousand": "K", "million": "M", "billion": "G", "trillion": "T",
}  # fmt: skip
# What is counted, by the words after an amount, without hyphens and spaces. FLOPs are the papers' word for mult-adds, too.
WORDS: dict[str, str] = {
    **dict.fromkeys(("flop", "flops", "op", "ops", "mac", "macs", "madd", "madds"), "operations"),
    **dict.fromkeys(("multadd", "multadds", "multiplyadd", "multiplyadds"), "operations"),
    **dict.fromkeys(("param", "params", "parameter", "parameters"), "parameters"),
    **dict.fromkeys(("element", "elements", "activations"), "elements"),
    **dict.fromkeys(("layer", "layers"), "layers"),
    **dict.fromkeys(("byte", "bytes"), "bytes"),
    **dict.fromkeys(("second", "seconds"), "seconds"),
    **dict.fromkeys(("joule", "joules"), "joules"),
}
COUNTED: Mapping[Unit, str] = {  # what is counted by units that say it themselves
    **{unit: "bytes" for unit in UNITS if unit.endswith("B")},
    **{unit: counted for counted, units in SMALL.items() for unit in units},
}
OPERATIONS = ("mult-adds", "FLOPs")  # the metrics' units that count operations


def unit_of(text: str) -> tuple[Unit, str] | None:
    """The unit that is written so, and what it counts, `` where that is not said; None if there is none.

    `GFLOPs`, `M mult-adds` and `million params` are a unit and a word; `MiB` counts bytes.
    """
    joined = "".join(c for c in text.lower() if c not in " -_")
    if joined in SPELLINGS:
        unit = SPELLINGS[joined]
        return unit, COUNTED.get(unit, "")
    for spelling, unit in SPELLINGS.items():
        if joined.startswith(spelling) and joined[len(spelling) :] in WORDS and unit not in COUNTED:
            return unit, WORDS[joined[len(spelling) :]]
    return None


def says_itself(counted: str) -> bool:
    """Is what is counted said by the unit of an amount, as in `16.9 MB` or `5 ms`?"""
    return counted in COUNTED.values()


def contradicts(written: str, counted: str) -> bool:
    """Does the word after an amount speak of something else than a metric's unit?"""
    return written not in ("", "operations" if counted in OPERATIONS else counted)
