"""A bar for long work, where somebody watches."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import typer

from costmodel.questions.asked import Progress

LONG = 10**7  # from which size on work is long


@contextmanager
def watched(label: str) -> Iterator[Progress]:
    """Something to tell how much of how much is done; it draws on a terminal's standard error."""
    with ExitStack() as open_bars:
        bars: list[Any] = []

        def tell(done: int, size: int) -> None:
            if size < LONG or not sys.stderr.isatty():
                return
            if not bars:
                bars.append(open_bars.enter_context(typer.progressbar(length=size, label=label, file=sys.stderr)))
            bars[0].update(done - bars[0].pos)

        yield tell
