"""Files that a user writes, read into text or plain data: bounded in size and depth, and every trouble with them one line.

TOML is parsed by the standard library, whose time grows with the square of a key's length; so long keys are refused before.
"""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from costmodel.errors import CostModelError, located

if TYPE_CHECKING:
    from pydantic import BaseModel

    Tables = TypeVar("Tables", bound=BaseModel)

MOST_BYTES = 2**18
DEEPEST = 20  # tables and arrays within one another
LARGEST = 2**63  # TOML's integers have 64 bits
LONG_KEY = re.compile(rf"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{DEEPEST}}}")


@contextmanager
def opened(path: str | Path) -> Iterator[BinaryIO]:
    """A file whose bytes are read inside.

    Raises:
        CostModelError: if it cannot be opened or read; says which file and why.
    """
    try:
        with Path(path).open("rb") as file:
            yield file
    except (OSError, ValueError) as error:  # an empty file cannot be mapped, nor can a path with a null be looked for
        reason = getattr(error, "strerror", None) or error
        raise CostModelError(f"cannot be read: {reason}", given=path).at(str(path)) from None


def text_of(path: Path) -> str:
    """The text of a file.

    Raises:
        CostModelError: if it cannot be read, is no text, or is too large.
    """
    with opened(path) as file:
        content = file.read(MOST_BYTES + 1)
    with located(str(path)):
        if len(content) > MOST_BYTES:
            raise CostModelError("cannot be read: it is too large", given=path, allowed=f"at most {MOST_BYTES:,} bytes")
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise CostModelError("cannot be read: it is no text", given=path) from None


def toml_of(path: Path) -> dict[str, Any]:
    """The tables of a TOML file as plain data.

    Raises:
        CostModelError: if it cannot be read, is no TOML, or is nested too deeply.
    """
    text = text_of(path).replace("\r\n", "\n")
    too_deep = CostModelError("it is nested too deeply", given=path, allowed=f"{DEEPEST} tables and arrays within one another")
    if LONG_KEY.search(text):
        raise too_deep.at(str(path))
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise too_deep.at(str(path)) from None
    except ValueError as error:  # also of an integer with too many digits, which is none of TOML's own errors
        raise CostModelError(str(error), given=path).at(str(path)) from None
    within: list[Any] = [data]
    for _ in range(DEEPEST):
        within = [part for one in within for part in (one.values() if isinstance(one, dict) else one)]
        if any(isinstance(one, int) and not -LARGEST <= one < LARGEST for one in within):
            raise CostModelError("an integer is too large", given=path, allowed="integers of 64 bits").at(str(path))
        within = [one for one in within if isinstance(one, dict | list)]
    if within:
        raise too_deep.at(str(path))
    return data


def checked(model: "type[Tables]", tables: dict[str, Any], path: Path) -> "Tables":
    """The tables of a file as what they describe.

    Raises:
        CostModelError: if a field is missing, unknown or not allowed; says which.
    """
    from pydantic import ValidationError

    try:
        return model(**tables)
    except ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in detail["loc"])
        reason = str(detail["ctx"]["error"]) if "error" in detail.get("ctx", {}) else detail["msg"]
        raise CostModelError(f"{where}: {reason}" if where else reason).at(str(path)) from None
