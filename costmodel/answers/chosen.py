"""An answer of which some columns are wanted."""

from collections.abc import Sequence

from costmodel.answers.answer import Answer
from costmodel.answers.document import Document, Table
from costmodel.answers.retold import Retold
from costmodel.errors import UnknownName


class Chosen(Retold):
    """The tables of another answer, each that has one of the columns with those alone, in the order in which they are named.

    The first column of a table, which says what a row is, stays.

    Raises:
        UnknownName: if no table has such a column.
    """

    def __init__(self, answer: Answer, columns: Sequence[str]) -> None:
        super().__init__(answer)
        self.columns = columns
        headers = dict.fromkeys(header for table in (*answer.document().tables, answer.table()) for header in table.headers)
        for name in columns:
            if name not in headers:
                raise UnknownName("column", name, headers)

    def document(self) -> Document:
        return self._with_columns(self.answer.document())

    def for_paper(self) -> Document:
        return self._with_columns(self.answer.for_paper())

    def table(self) -> Table:
        return self._of(self.answer.table())

    def _with_columns(self, document: Document) -> Document:
        return document._replace(tables=[self._of(table) for table in document.tables])

    def _of(self, table: Table) -> Table:
        headers = table.headers
        places = [headers.index(name) for name in self.columns if name in headers]
        if not places:
            return table
        kept = dict.fromkeys(place for one in (0, *places) for place in (one, *_notes_of(table, one)))
        return table.only(list(kept))


def _notes_of(table: Table, place: int) -> list[int]:
    """The notes of a column, which go where it goes."""
    after = place + 1
    return [after] if after < len(table.columns) and table.columns[after].content == "note" else []
