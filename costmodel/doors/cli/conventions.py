"""costmodel conventions NAME"""

from typing import Any

from costmodel.doors.cli.families import family_app
from costmodel.doors.cli.output import Format, Output, emit
from costmodel.questions.conventions import conventions


def _run(name: str, knobs: dict[str, Any], *, format: Format = "table", output: Output = None) -> None:  # noqa: A002
    emit(conventions(name, knobs), format, output)


app = family_app(_run, "One network, and what each convention and each tool would print for it.")
