"""The explorer page: what its networks are recorded as, what it holds, what it refuses."""

import json
import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from costmodel.archs import names
from costmodel.errors import CostModelError
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import cost
from costmodel.numbers.recording import Replay
from costmodel.questions.explore import explore
from costmodel.questions.explore.alike import free_knobs
from costmodel.questions.explore.columns import ADDED, Columns
from costmodel.questions.explore.decisions import Decisions, Question
from costmodel.questions.explore.description import MOST_BYTES
from costmodel.questions.explore.program import Program, Recorder, Refusal, folded
from costmodel.questions.explore.ranges import slider
from costmodel.subjects import subject

SAMPLES = 5
PAGED = ("alexnet", "xception")  # small ones, whose pages are made in a moment


@pytest.mark.parametrize("name", names())
def test_the_square_commutes_with_recordings(name: str) -> None:
    """Record at the default, run the tape again elsewhere: every metric of every convention, every layer, as from integers."""
    asked, columns = subject(name), Columns.of(Counting())
    spec, recorder = asked.read(), Recorder(asked, columns)
    least = free_knobs(recorder, spec)
    free = [asked.knobs[knob] for knob in least]
    base = {knob.name: Fraction(getattr(spec, knob.name)) for knob in free}
    lines = {knob.name: slider(knob, base[knob.name], least[knob.name], 1) for knob in free}
    decisions, outcomes, chance = Decisions(), [], Random(name)
    for number in range(SAMPLES):
        sample = {
            n: chance.choice(line.positions(9)) if chance.random() < 0.5 and number else base[n] for n, line in lines.items()
        }
        replay = Replay(recorder.tape, sample)
        leaf = decisions.leaf(lambda place: bool(replay[place]))  # noqa: B023  (it is asked at once)
        if leaf is None:
            answers, outcome = recorder.run(spec, free, sample)
            leaf = len(outcomes)
            decisions.add(answers, leaf)
            outcomes.append(outcome)
        expect(outcomes[leaf], columns, replay, lambda: asked.build({n: str(value) for n, value in sample.items()}))  # noqa: B023
    assert any(isinstance(outcome, Program) for outcome in outcomes)


def expect(outcome: Program | Refusal, columns: Columns, replay: Replay, build: Callable[[], Any]) -> None:
    if isinstance(outcome, Refusal):
        with pytest.raises(CostModelError):
            build()
        return
    graph = build()
    assert [(step.name, step.layer.type) for step in outcome.steps] == [(node.name, node.type) for node in graph.nodes]
    assert [[replay[size] for size in step.layer.shape] for step in outcome.steps] == [list(node.shape) for node in graph.nodes]
    for place, counting in enumerate(columns.countings):
        exact = cost(graph, counting)
        for metric, column in zip(ADDED, columns.places[place], strict=True):
            assert sum(replay[step.layer.costs[column]] for step in outcome.steps) == exact[metric.name]
        for metric in folded(columns.countings[0]):
            assert replay[outcome.totals[metric.name]] == exact[metric.name]
    assert max(replay[step.alive] for step in outcome.steps if step.alive is not None) == exact["peak_memory"]


def test_where_nobody_has_been_there_is_no_outcome() -> None:
    decisions = Decisions()
    decisions.add({7: True, 9: False}, 0)
    decisions.add({7: False}, 1)
    assert decisions.leaf(lambda place: place == 7) == 0
    assert decisions.leaf(lambda place: False) == 1
    assert decisions.leaf(lambda place: True) is None
    assert isinstance(decisions.root, Question)


def test_a_recorded_number_of_groups_is_not_taken_for_one() -> None:
    """ResNeXt's cardinality starts at two, where its convolutions are grouped; SqueezeNext's groups, which are one, decide."""
    for name, expected in (("resnext", {"cardinality": 2, "width": 1}), ("squeezenext", {"width": 0})):
        asked = subject(name)
        least = free_knobs(Recorder(asked, Columns.of(Counting())), asked.read())
        assert expected.items() <= least.items()
        assert ("groups" in least) is False


@cache
def html(name: str) -> str:
    return explore([name]).html()


@pytest.mark.parametrize("name", PAGED)
def test_the_page_is_one_file_that_asks_for_nothing(name: str) -> None:
    text = html(name)
    assert len(text.encode()) < MOST_BYTES
    outside = re.sub(r'<script type="application/json".*?</script>', "", text, flags=re.DOTALL)
    assert not re.findall(r"""(?:src|href)=["']?https?:|@import|url\(""", outside)
    assert "default-src 'none'" in text


def test_the_page_starts_at_the_knobs_that_are_given() -> None:
    [family] = explore(["alexnet:classes=10,one_tower=true"]).families
    assert family["given"] == {"classes": "10"}
    assert family["start"] == {"one_tower": "true"}
    assert family["structures"][0]["structure"] == ("true",)


def test_published_rows_say_where_they_are_printed() -> None:
    [family] = explore(["xception"]).families
    assert all(row["verdict"] in ("agrees", "explained", "unreproduced", "differs") for row in family["rows"])
    assert any(row["link"] == "https://arxiv.org/abs/1610.02357" for row in family["rows"])
    assert family["programs"][0]["rows"]


def test_a_graph_without_knobs_has_a_page_too(tmp_path: Path) -> None:
    net = subject("alexnet").build()
    [family] = explore([net]).families
    assert (family["free"], family["fixed"], len(family["programs"])) == ([], [], 1)
    file = tmp_path / "graph.html"
    explore([net]).save(file)
    assert "<title>graph: what it costs</title>" in file.read_text()


def test_the_record_is_plain_data() -> None:
    record = explore(["alexnet"]).record()
    assert record["schema"] == "costmodel/explore-1"
    assert json.loads(json.dumps(record))["families"][0]["name"] == "alexnet"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mobilnet"], "unknown architecture 'mobilnet'"),
        ([], "name a network or more"),
        (["alexnet", "alexnet"], "alexnet is named twice"),
        (["alexnet:alpha=1"], "unknown knob of alexnet 'alpha'"),
        (["resnet:dataset=cifar10,depth=1202,repeats=10"], "layers; allowed: up to 3,000 on a page"),
    ],
)
def test_what_cannot_be_explored_is_said_in_one_line(arguments: list[str], message: str) -> None:
    with pytest.raises(CostModelError) as error:
        explore(arguments).html()
    assert message in str(error.value)


def test_every_convention_counts_what_is_recorded() -> None:
    """Tools see networks as they are implemented; a page may start from any of them."""
    asked = subject("alexnet")
    spec = asked.read()
    graph = asked.built(spec)
    for name in CONVENTIONS:
        columns = Columns.of(Counting.of(name))
        recorder = Recorder(asked, columns)
        _, made = recorder.run(spec, [asked.knobs["classes"]], {"classes": 1000})
        assert isinstance(made, Program)
        replay, exact = Replay(recorder.tape, {"classes": 1000}), cost(graph, name)
        for metric, column in zip(ADDED, columns.places[0], strict=True):
            assert sum(replay[step.layer.costs[column]] for step in made.steps) == exact[metric.name]
