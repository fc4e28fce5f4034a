"""An answer with lines before its own."""

from collections.abc import Sequence

from costmodel.answers.answer import Answer
from costmodel.answers.document import Document
from costmodel.answers.retold import Retold


class Prefaced(Retold):
    """An answer that says first what the name means that was asked about."""

    def __init__(self, answer: Answer, lines: Sequence[str]) -> None:
        super().__init__(answer)
        self.lines = lines

    def document(self) -> Document:
        found = self.answer.document()
        return found._replace(lines=(*(line for line in self.lines if line not in found.lines), *found.lines))
