"""Odd input of every kind, a few hundred seeded cases each: an answer, or one line of printable characters; nothing else.

`python -m fuzz KIND COUNT` runs as many as one likes.
"""

from importlib import import_module
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from fuzz.__main__ import KINDS
from fuzz.outcome import outcome_of, outcome_of_command

CASES = {"command-lines": 200, "axes": 300, "conditions": 1000, "files": 300, "calls": 200, "networks": 600}


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_or_one_line(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a case may write a file under an odd name
    cases = islice(import_module(f"fuzz.{kind.replace('-', '_')}").cases(Random(0)), CASES[kind])
    outcomes = [(case.text[:300], case.run()) for case in cases]
    assert [(text, outcome.words) for text, outcome in outcomes if outcome.kind == "fault"] == []
    assert {outcome.kind for _, outcome in outcomes} == {"answer", "refusal"}


def test_the_fuzzer_sees_a_fault() -> None:
    def breaks() -> None:
        raise KeyError("x")

    assert outcome_of(breaks).kind == "fault"
    assert outcome_of_command(["report", "mobilnet"]).kind == "refusal"
    assert outcome_of_command(["report", "mobilenet"]).kind == "answer"
