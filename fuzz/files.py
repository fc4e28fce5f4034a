"""Files that the program reads: a space, and published rows; mutated in letters, in lines and in structure."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from costmodel.subjects import subject
from fuzz.outcome import Case, outcome_of
from fuzz.texts import odd

SPACE = (Path(__file__).parent.parent / "examples" / "ofa_mobilenet_v3.toml").read_text()


def cases(chance: Random) -> Iterator[Case]:
    folder = Path(mkdtemp())
    while True:
        text = mutated(SPACE, chance)
        file = folder / "space.toml"
        yield Case(text, partial(outcome_of, partial(read, file, text)))


def read(file: Path, text: str) -> None:
    """Write the file as bytes, build one member, and count them all."""
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    subject(str(file)).build()


def mutated(text: str, chance: Random) -> str:
    """One to three changes."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        lines = text.split("\n")
        place = chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                lines[place] = lines[place].partition("=")[0] + "= " + value(chance)
            case 1:
                del lines[place]
            case 2:
                lines.insert(place, chance.choice(lines))
            case 3:
                lines[place] = odd(chance)
            case 4:
                letter = chance.randrange(len(lines[place]) + 1)
                lines[place] = lines[place][:letter] + odd(chance)[:4] + lines[place][letter:]
            case 5:
                lines = lines[:place]
            case 6:
                lines.insert(place, f"{chance.choice(['stage', 'width', 'x', 'name'])} = {value(chance)}")
            case 7:
                lines[place] = lines[place].replace("3", odd(chance)[:20])
        text = "\n".join(lines)
    return text


def value(chance: Random) -> str:
    """A value of TOML, or what looks like one."""
    kind = chance.randrange(8)
    if kind == 0:
        return "[" * chance.choice([1, 3, 100, 5000]) + "1" + "]" * chance.choice([1, 3, 100, 5000])
    if kind == 1:
        return "9" * chance.choice([1, 20, 400, 6000])
    if kind == 2:
        return chance.choice(
            ["{}", "{ a = 1 }", "[]", "[[]]", "[1, 'a']", "1979-05-27", "nan", "inf", "-1", "0", "1e400", "true"]
        )
    return repr(odd(chance)) if kind < 6 else odd(chance)
