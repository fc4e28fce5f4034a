"""How a number is written: for machines, as a user would type it, and beside a printed one."""

from fractions import Fraction

from costmodel.numbers.units import POWERS, SMALL, UNITS, Unit


def plain(value: int | float | Fraction) -> int | float:
    """A number as a machine format has it: an int where it is whole, else a float."""
    return int(value) if value == int(value) else float(value)


def shown(value: object) -> str:
    """A value as a user would type it: 0.75 rather than 3/4, but 5/7."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction) and value.denominator > 1 and Fraction(str(float(value))) == value:
        return str(float(value))
    return str(value)


def as_size(size: int) -> str:
    """Bytes as a user would type them: `512KiB`, `1MiB`, and what is no whole number of KiB in bytes."""
    for unit in ("GiB", "MiB", "KiB"):
        if size and size % UNITS[unit] == 0:
            return f"{size // UNITS[unit]}{unit}"
    return f"{size}bytes"


def as_printed(value: Fraction, printed: str, unit: Unit, extra: int = 1) -> str:
    """A computed value beside a print: in its unit, with `extra` more digits than it shows."""
    if not unit and value.denominator == 1:
        return f"{value.numerator:,}"
    decimals = len(printed.partition(".")[2]) + extra
    return f"{float(value / UNITS[unit]):,.{decimals}f}"


def told(value: int | Fraction, counted: str) -> int | Fraction | str:
    """A cell among amounts of other units: the number itself; of seconds and joules, which are hardly ever whole, its text."""
    return rounded(value, counted) if counted in SMALL else value


def exactly(value: int | Fraction, counted: str) -> str:
    """An amount in a sentence, to the last digit; of seconds and joules rounded."""
    return rounded(value, counted) if counted in SMALL else f"{value if isinstance(value, int) else float(value):,}"


def rounded(value: int | Fraction, counted: str = "") -> str:
    """An amount as it is said aloud: three or four digits and a decimal prefix, `4.09 G`; of bytes, `102.2 MB`.

    What is below a thousand stands as it is; seconds and joules are also told in parts, `312.80 us`.
    """
    powers = SMALL.get(counted, POWERS)
    value = Fraction(value) / UNITS[powers[0]] if counted in SMALL else value
    size = value if value >= 0 else -value
    prefix, whole = powers[-1], 1000 ** (len(powers) - 1)
    for place, smaller in enumerate(powers):  # in whole numbers: this is asked for every cell of a table
        if 100 * size < 99_995 * 1000**place:
            prefix, whole = smaller, 1000**place
            break
    suffix = f" {prefix}{'B' if counted == 'bytes' else ''}".rstrip()
    if whole == 1 and size.denominator == 1:
        return f"{value}{suffix}"
    decimals = 2 if 1000 * size < 99_995 * whole else 1
    above, below = divmod((2 * size * 10**decimals + whole) // (2 * whole), 10**decimals)
    return f"{'-' if value < 0 else ''}{above:,}.{below:0{decimals}}{suffix}"
