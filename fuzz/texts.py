"""Texts that people and machines type: mostly plausible, some odd, some hostile."""

from random import Random

NUMBERS = ["1", "2", "3", "4", "8", "16", "32", "64", "96", "128", "160", "224", "0.25", "0.5", "0.75", "1.4", "1/3", "6/7"]
UNITS = ["", "K", "M", "G", "B", "T", "KB", "MiB", "m", "k", " MFLOPs", "M params", "X", "%"]
ODD = """
0 -1 -0.5 +1 00 01 1_0 1e3 1e400 1e-400 1e9999999 1e-999999999 1/0 0/1 nan inf -inf Infinity NaN None null true False yes 0x10
1,000 1.5B 300M 300m 512KiB 1e . .. - -- = : , ,, a=b a=b=c alpha self cls name network convention bits seed __class__ {} []
%s {0} \\ / ~ $HOME `id` 1:2 1:2:3 0.25:1.5:0.05 1:1:1e-30 1:1e9999999:1 5:1 1:2:0 1:2:-1 1:2:3:4 256x128 256x x256
256x128x3 0x0 __import__('os')
""".split()
ODD += ["", " ", "3.8 GFLOPs", "lambda: 0", "\x00", "\x1b]0;t\x07", "\x1b[31m", "\n", "a\nb", "\t", "\u202e", "\ud800"]
ODD += ["9" * 18, "9" * 19, "9" * 40, "9" * 5000, "0." + "3" * 200, "1" + "0" * 400, "x" * 300, "x" * 5000, "(" * 200]
ODD += ["\N{SUPERSCRIPT TWO}", "\N{ARABIC-INDIC DIGIT THREE}", "1/\N{ARABIC-INDIC DIGIT ZERO}", "\N{FULLWIDTH DIGIT ONE}"]
ODD += ["\N{VULGAR FRACTION ONE HALF}", "\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{COLLISION SYMBOL}"]


def odd(chance: Random) -> str:
    """An odd text, sometimes put together of two."""
    text = chance.choice(ODD)
    return text + chance.choice(ODD) if chance.random() < 0.1 else text


def number(chance: Random, oddity: float = 0.15) -> str:
    """A number, or now and then an odd text in its place."""
    return odd(chance) if chance.random() < oddity else chance.choice(NUMBERS)


def amount(chance: Random, oddity: float = 0.15) -> str:
    """An amount with a unit."""
    return odd(chance) if chance.random() < oddity else chance.choice(NUMBERS) + chance.choice(UNITS)


def spoiled(text: str, chance: Random) -> str:
    """A text with a character more, less or in capitals."""
    if not text:
        return odd(chance)
    place = chance.randrange(len(text))
    before, after = text[:place], text[place:]
    return chance.choice([before + after[1:], before + odd(chance)[:3] + after, before.upper() + after])
