"""The catalog, and one family of it: everything a person may set or ask, and nothing that does not work."""

import json
import sys
from typing import get_args

import pytest

from costmodel.answers.formats import Page, render
from costmodel.archs import names
from costmodel.archs.common.knobs import Known
from costmodel.doors.cli import main
from costmodel.errors import CostModelError, UnknownName
from costmodel.published.verdict import Verdict
from costmodel.questions.check import check
from costmodel.questions.list import Catalog, FamilyPage, catalog, page
from costmodel.questions.list.by_year import Family
from costmodel.subjects import subject


def bare(name: str) -> FamilyPage:
    """The page of a family without its rows, which take a while to judge."""
    return FamilyPage(Family.of(name), subject(name), ())


@pytest.mark.parametrize("width", [80, 100])
def test_the_catalog_stands_on_a_narrow_page(width: int) -> None:
    text = render(catalog(), "table", Page(width))
    assert max(map(len, text.splitlines())) <= width
    assert len(text.splitlines()) < 50
    assert all(f" {name} " in text for name in names())


def test_no_name_is_the_catalog_and_a_name_is_the_family() -> None:
    assert isinstance(catalog(), Catalog)
    assert catalog("SqueezeNet1.1").record() == page("squeezenet").record()
    for wrong in ("mobilenetv9", "", "resnet50:depth=18"):
        with pytest.raises(CostModelError):
            catalog(wrong)
    with pytest.raises(UnknownName, match="did you mean squeezenet"):
        catalog("squeeze")


@pytest.mark.parametrize("name", names())
def test_a_page_says_what_each_knob_takes(name: str) -> None:
    found = bare(name)
    assert {knob.name for knob in found.knobs} == set(found.subject.knobs)
    for entry in found.record()["family"]["knobs"]:
        assert entry["takes"], entry
        assert entry["summary"], entry


def test_few_values_are_listed_and_many_have_limits() -> None:
    takes = {entry["knob"]: entry["takes"] for entry in bare("resnet").record()["family"]["knobs"]}
    assert takes["depth"] == "18, 34, 50, 101, 152, 200"
    assert takes["stride_in"] == "1x1, 3x3"
    assert takes["alpha"] == "a number above 0, at most 1000"
    assert takes["resolution"].startswith("pixels from 1 to")
    known = Known(subject("resnet").spec, subject("resnet").knobs, {"dataset": "cifar10"})
    assert len(subject("resnet").knob("depth").kind.among(known).values) > 100  # type: ignore[union-attr]


def test_the_rows_are_those_of_check() -> None:
    counts = check(["squeezenet"]).counts
    papers = page("squeezenet").record()["family"]["published"]
    assert {verdict: sum(paper[verdict] for paper in papers) for verdict in get_args(Verdict)} == counts
    assert sum(paper["rows"] for paper in papers) == sum(counts.values())


@pytest.mark.parametrize("name", [name for name in names() if name not in ("amoebanet", "nasnet", "pnasnet", "randwire")])
def test_the_commands_to_begin_with_work(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = bare(name).examples
    assert len(examples) == len(set(examples)) >= 4
    for example in examples:
        command, *arguments = example.split()
        assert command == "costmodel"
        if arguments[0] in ("check", "conventions", "symbolic", "solve"):  # each has tests of its own; here it is understood
            arguments.append("--help")
        monkeypatch.setattr(sys, "argv", [command, *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code, (example, capsys.readouterr().err)


def test_a_page_is_no_wider_than_the_terminal() -> None:
    text = render(bare("resnet"), "table", Page(80))
    assert max(map(len, text.splitlines())) <= 80
    known = "implementations that are known: keras, timm, torchvision"
    for told in ("stride_in", "resnet50", "torchvision:resnet50", "costmodel report resnet18", known):
        assert told in text
    assert json.loads(render(bare("resnet"), "json"))["family"]["implementations"] == ["keras", "timm", "torchvision"]
