"""Every example of README and manual: how it is run, and, as a program, how what it prints is written anew (`make refresh`).

`tests/doors/test_docs.py` runs the same examples in the same way and compares.
"""

import contextlib
import doctest
import os
import re
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
MADE_BY_SPHINX = {"_build", "generated"}
PAGES = [
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if MADE_BY_SPHINX.isdisjoint(page.parts)),
]
WIDTH = "100"
PROGRAMS = ("costmodel", "python")  # what an example may begin with; a page's `cat` shows a file instead
# A command, which may go on behind a backslash, and what it prints, if that is shown.
COMMAND = re.compile(r"^\$ ((?:[^\n]*\\\n)*[^\n]*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def blocks_of(page: Path, language: str) -> list[str]:
    """The text of each block in a language, fences left out."""
    return [block[2] for block in _blocks(language).finditer(page.read_text(encoding="utf-8"))]


def commands_of(block: str) -> list[tuple[str, str]]:
    """The commands of a console block with what each prints; those that show nothing are not run."""
    return [(command, shown) for command, shown in COMMAND.findall(block) if shown and command.startswith(PROGRAMS)]


@contextlib.contextmanager
def files_of(page: Path) -> Iterator[Path]:
    """A folder with the files that a page shows, each in a console block of its own behind `$ cat NAME`, and the examples."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(ROOT / "examples")
        for block in blocks_of(page, "console"):
            command, _, content = block.partition("\n")
            if command.startswith("$ cat "):
                (folder / command.removeprefix("$ cat ")).write_text(content, encoding="utf-8")
        yield folder


def printed(command: str, folder: Path) -> str:
    """What a shell shows of a command, messages too, on a page of `WIDTH` columns.

    `python` is this interpreter, and `costmodel` the module beside this file, whatever is installed.
    """
    with tempfile.TemporaryDirectory() as programs:
        for name, call in (("python", ""), ("costmodel", " -m costmodel")):
            program = Path(programs, name)
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}"{call} "$@"\n')
            program.chmod(0o755)
        path = os.pathsep.join((programs, "/usr/bin", "/bin"))
        around = {"COLUMNS": WIDTH, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(folder)}
        done = subprocess.run(command, shell=True, cwd=folder, env=around, stdout=-1, stderr=subprocess.STDOUT, text=True)
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.strip("\n").splitlines())


class Session(doctest.DocTestRunner):
    """The Python examples of a page, one session after another; those that print other than they say are `differing`."""

    def __init__(self) -> None:
        super().__init__(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL)
        self.differing: list[tuple[doctest.Example, str]] = []

    def report_failure(self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        self.differing.append((example, got))

    def report_unexpected_exception(self, out: Any, test: doctest.DocTest, example: doctest.Example, exc_info: Any) -> None:
        last = traceback.format_exception_only(*exc_info[:2])[-1]
        self.differing.append((example, f"Traceback (most recent call last):\n{last}"))

    def of(self, page: Path) -> "Session":
        """Run in the folder of the page's files."""
        blocks = "\n".join(blocks_of(page, "pycon"))
        with files_of(page) as folder, contextlib.chdir(folder):
            self.run(doctest.DocTestParser().get_doctest(blocks, {}, page.name, str(page), 0))
        return self


def refreshed(page: Path) -> str:
    """The page with what its examples print today."""
    text = page.read_text(encoding="utf-8")
    with files_of(page) as folder:

        def command(found: re.Match[str]) -> str:
            shown = commands_of(found[0])
            return f"$ {found[1]}\n{printed(found[1], folder)}" if shown else found[0]

        text = _blocks("console").sub(lambda block: block[1] + COMMAND.sub(command, block[2]) + block[3], text)
    for example, got in Session().of(page).differing:
        prompts = [f"{'...' if number else '>>>'} {line}".rstrip() for number, line in enumerate(example.source.splitlines())]
        asked = "\n".join(prompts) + "\n"
        text = text.replace(asked + example.want, asked + got, 1)
    return text


def _blocks(language: str) -> re.Pattern[str]:
    return re.compile(rf"^(```{language}\n)(.*?)^(```)", re.DOTALL | re.MULTILINE)


if __name__ == "__main__":
    for one in PAGES:
        before, after = one.read_text(encoding="utf-8"), refreshed(one)
        if after != before:
            one.write_text(after, encoding="utf-8")
            print(f"{one.relative_to(ROOT)}: written anew", flush=True)  # noqa: T201
