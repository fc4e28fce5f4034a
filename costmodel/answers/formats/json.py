"""JSON: the answer's record, which is a contract."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from costmodel.answers.answer import Answer
    from costmodel.answers.formats import Page

SUFFIX = ".json"
TAKES: tuple[str, ...] = ()


def render(answer: "Answer", page: "Page") -> str:
    return json.dumps(answer.record(), indent=2, ensure_ascii=False, default=float) + "\n"
