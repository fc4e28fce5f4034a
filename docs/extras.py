"""The page of extras: what `pip install "costmodel[NAME]"` brings and what for, as `pyproject.toml` says it."""

import re
import tomllib
from pathlib import Path

from writing import table

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
WHAT_FOR = re.compile(r"^# (.+)\n(\w+) = \[", re.MULTILINE)  # the line above an extra


def extras_page() -> str:
    """A line for each extra.

    Raises:
        KeyError: if no comment above an extra says what it is for.
    """
    text = PROJECT.read_text(encoding="utf-8")
    what_for = {name: says for says, name in WHAT_FOR.findall(text)}
    extras: dict[str, list[str]] = tomllib.loads(text)["project"]["optional-dependencies"]
    rows = [(f"`{name}`", what_for[name], _packages(needs)) for name, needs in extras.items()]
    lines = [
        "# Extras",
        "",
        "What most questions need is always there. The rest is an extra, by name:",
        "",
        "```sh",
        'pip install "costmodel[sweep]"',
        "```",
        "",
        'From the folder of the source it is `pip install ".[sweep]"`, and several are written `".[sweep,plot]"`.',
        *table(("extra", "what for", "brings"), rows),
    ]
    return "\n".join(lines) + "\n"


def _packages(needs: list[str]) -> str:
    return ", ".join(f"`{need}`" for need in needs)
