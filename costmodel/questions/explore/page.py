"""The page as one file: its parts stand in `page/`, and nothing is loaded from elsewhere."""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from costmodel.answers.palette import PALETTE, VERDICTS
from costmodel.questions.explore.emission import compact

COMMENT = re.compile(r"^ *//[^\n]*\n|  /\*[^*]*\*/$", re.MULTILINE)  # a line of a script; behind a rule of a style sheet
FOLDER = Path(__file__).parent / "page"
SCRIPTS = (
    *("exact", "machine", "network", "state", "dom", "controls", "totals", "layers", "explain"),
    *("graph", "curve", "published", "forms", "copying", "main"),
)


def written(data: Any, title: str, made: str) -> str:
    """The HTML of an explorer page.

    Args:
        made: a sentence that says by what.
    """
    style = _colours() + _file("style.css")
    script = "\n".join(_file(f"{name}.js") for name in SCRIPTS)
    policy = (
        f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )
    return Template(_file("page.html")).substitute(
        title=escape(title),
        made=escape(made),
        policy=policy,
        style=style,
        script=script,
        data=compact(data).replace("</", "<\\/"),
    )


def _colours() -> str:
    """The palette as variables of a style sheet."""
    shades = "".join(f" --{name}: light-dark({one.light}, {one.dark});" for name, one in {**PALETTE, **VERDICTS}.items())
    return f":root {{{shades} }}\n"


def _file(name: str) -> str:
    """A file of the page without the lines that are comments, which are for who works on it and take the room of networks."""
    return COMMENT.sub("", (FOLDER / name).read_text(encoding="utf-8"))


def _hash(text: str) -> str:
    """By which a browser knows a style or script of the page's own; all others it refuses."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
