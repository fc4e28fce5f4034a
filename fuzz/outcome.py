"""What came of one case: an answer, a refusal in one line, or a fault."""

import gc
import io
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, Literal, NamedTuple, TypeAlias

from costmodel.errors import LONGEST, CostModelError

SECONDS = 10  # of work, after which a case hangs
PREFIX = "costmodel: "

Kind: TypeAlias = Literal["answer", "refusal", "fault"]


class Outcome(NamedTuple):
    """`words`: the refusal, or what is wrong with the fault."""

    kind: Kind
    words: str = ""


class Case(NamedTuple):
    """`text` repeats the case by hand."""

    text: str
    run: Callable[[], Outcome]


class Hangs(BaseException):
    """Not an `Exception`, so that nothing on the way swallows it."""


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Raise `Hangs` in the main thread when the time is up."""

    def stop(*_: Any) -> None:
        raise Hangs

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def outcome_of(call: Callable[[], object]) -> Outcome:
    """What a call in Python comes to."""
    try:
        with bounded(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            call()
    except CostModelError as error:
        return refusal(str(error))
    except Hangs:
        return Outcome("fault", f"no answer in {SECONDS} s")
    except Exception as error:
        return Outcome("fault", where(error))
    return Outcome("answer")


def outcome_of_command(arguments: list[str]) -> Outcome:
    """What a command line comes to, run in this process."""
    from costmodel.doors.cli import main

    out, err = io.StringIO(), io.StringIO()
    before, sys.argv = sys.argv, ["costmodel", *arguments]
    code: Any = None
    try:
        with bounded(), redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as stopped:
        code = stopped.code
    except Hangs:
        return Outcome("fault", f"no answer in {SECONDS} s")
    except BaseException as error:
        return Outcome("fault", where(error))
    finally:
        sys.argv = before
        gc.enable()
    if code in (None, 0, 1, 130):
        return Outcome("answer")
    if code != 2:
        return Outcome("fault", f"exit code {code}")
    line = err.getvalue()
    if line.count("\n") != 1 or not line.startswith(PREFIX):
        return Outcome("fault", f"no single line: {line[:80]!r}")
    return refusal(line[len(PREFIX) : -1])


def refusal(line: str) -> Outcome:
    """A complaint, which has to be one line of printable characters, and not a long one."""
    if len(line) > LONGEST:
        return Outcome("fault", f"a line of {len(line)} characters: {line[:60]!r}")
    if not line.isprintable():
        return Outcome("fault", f"characters that cannot be printed: {line[:60]!r}")
    return Outcome("refusal", line)


def where(error: BaseException) -> str:
    """The error and the last place in the project that it passed."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "costmodel" in frame.filename]
    place = f" at {frames[-1].filename.rpartition('costmodel/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {str(error)[:100]}{place}"
