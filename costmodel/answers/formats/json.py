"""JSON: the document's record, which is a contract."""

import json
from typing import TYPE_CHECKING

from costmodel.answers.document import Document

if TYPE_CHECKING:
    from costmodel.answers.formats import Page

SUFFIX = ".json"


def render(document: Document, page: "Page") -> str:
    return json.dumps(document.record(), indent=2, ensure_ascii=False, default=float) + "\n"
