"""LaTeX with booktabs, for papers."""

from typing import TYPE_CHECKING

from costmodel.answers.document import Document

if TYPE_CHECKING:
    from costmodel.answers.formats import Page

SPECIAL = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "^": r"\^{}", "~": r"\~{}"}

SUFFIX = ".tex"


def render(document: Document, page: "Page") -> str:
    parts = [f"% {document.title}", *(f"% {line}" for line in document.lines)]
    for table in document.tables:
        notes = [rf"\par {_escaped(note)}" for note in table.notes]
        body = [
            r"\begin{table}",
            rf"\caption{{{_escaped(table.title)}}}",
            table.tabulate("latex_booktabs"),
            *notes,
            r"\end{table}",
        ]
        parts.append("\n".join(body))
    return "\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in text)
