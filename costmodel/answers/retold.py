"""An answer that tells another one in part, or with something before it."""

from typing import Any

from costmodel.answers.answer import Answer, Failing
from costmodel.answers.document import Document, Table
from costmodel.answers.formats import PAGE, Page
from costmodel.errors import meant


class Retold(Answer):
    """What another answer says, as it says it; a kind of this changes some of it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.OWN = answer.OWN

    @property
    def failing(self) -> Failing | None:
        return self.answer.failing

    def record(self) -> dict[str, Any]:
        return self.answer.record()

    def document(self) -> Document:
        return self.answer.document()

    def for_paper(self) -> Document:
        return self.answer.for_paper()

    def table(self) -> Table:
        return self.answer.table()

    def alone(self, name: str) -> str:
        return self.answer.alone(name)

    def rendered(self, format: str, page: Page = PAGE) -> str | bytes:  # noqa: A002
        """In a format of the other answer's own as that one is."""
        is_own = bool(self.OWN) and meant("format", format, self.formats()) in self.OWN
        return self.answer.rendered(format, page) if is_own else super().rendered(format, page)
