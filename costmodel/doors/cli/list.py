"""costmodel list"""

import typer

from costmodel.doors.cli.output import Format, Output, emit
from costmodel.questions.list import catalog

app = typer.Typer(add_completion=False)


@app.command("list")
def list_(format: Format = "table", output: Output = None) -> None:  # noqa: A002
    """The catalog by year: families, their knobs, their papers, how many published rows they have."""
    emit(catalog(), format, output)
