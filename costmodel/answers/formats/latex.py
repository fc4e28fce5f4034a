"""LaTeX with booktabs, for papers."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

SPECIAL = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "^": r"\^{}", "~": r"\~{}"}

SUFFIX = ".tex"


def render(answer: "Answer", page: "Page") -> str:
    title, lines, tables = answer.document()
    parts = [f"% {title}", *(f"% {line}" for line in lines)]
    for table in tables:
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
