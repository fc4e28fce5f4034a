"""Units of printed numbers and of amounts: decimal prefixes, binary ones, bytes, per cent."""

from fractions import Fraction

UNITS: dict[str, Fraction] = {
    "": Fraction(1),
    "%": Fraction(1, 100),
    "K": Fraction(10**3),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
    "Ki": Fraction(2**10),
    "Mi": Fraction(2**20),
    "Gi": Fraction(2**30),
    "KB": Fraction(10**3),
    "MB": Fraction(10**6),
    "GB": Fraction(10**9),
    "KiB": Fraction(2**10),
    "MiB": Fraction(2**20),
}
