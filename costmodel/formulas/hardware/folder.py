"""Folders of profiles: each is known by the name of its file; one of a user's own is a file elsewhere."""

from functools import cache
from os import PathLike
from pathlib import Path

from costmodel.errors import meant

SUFFIX = ".toml"


def is_a_file(given: object) -> bool:
    """Is a file meant, and no name?"""
    return isinstance(given, PathLike) or (isinstance(given, str) and given.endswith(SUFFIX))


@cache
def names_in(folder: Path) -> tuple[str, ...]:
    """All profiles of a folder in alphabetical order."""
    return tuple(sorted(file.stem for file in folder.glob(f"*{SUFFIX}")))


def file_of(what: str, given: str | PathLike[str], folder: Path) -> Path:
    """The file of a profile, which is meant by its name, however that is spelled, or by its path.

    Raises:
        UnknownName: if there is no profile of that name.
    """
    return Path(given) if is_a_file(given) else folder / f"{meant(what, given, names_in(folder))}{SUFFIX}"
