"""What the terminal can show: how wide it is, whether it has colours, whether it knows blocks and dots."""

import os
import sys
from shutil import get_terminal_size

from costmodel.answers.formats import Page

WIDTH = 140  # of what is no terminal, such as a pipe
BEYOND_ASCII = "·█▏"


def screen() -> Page:
    """The page that standard output is."""
    return Page(get_terminal_size((WIDTH, 24)).columns or WIDTH, _has_colours(), unicode=_is_unicode())


def _has_colours() -> bool:
    """As https://no-color.org and https://bixense.com/clicolors have it; who asks for none is heard first.

    FORCE_COLOR is nodejs.org's: 0 is none.
    """
    asked = os.environ.get
    if asked("NO_COLOR") or asked("FORCE_COLOR") == "0":
        return False
    if asked("FORCE_COLOR") or asked("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return asked("CLICOLOR") != "0" and asked("TERM") != "dumb" and sys.stdout is not None and sys.stdout.isatty()


def _is_unicode() -> bool:
    try:
        BEYOND_ASCII.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
