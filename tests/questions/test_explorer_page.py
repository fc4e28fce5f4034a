"""The explorer page in a real Chromium: its numbers against the command's integers; by keyboard, on a phone, in the dark.

It needs the extra `browser` and a Chromium; where either is not there, these tests say so.
"""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from shutil import which
from typing import Any

import pytest

from costmodel.errors import CostModelError
from costmodel.formulas.counting import Counting
from costmodel.formulas.metrics import cost, several
from costmodel.formulas.training import Training
from costmodel.questions.explore import Exploration, explore
from costmodel.subjects import subject

playwright = pytest.importorskip("playwright.sync_api", reason="the extra `browser` is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra `browser` is not installed")
CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome") or ""
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
COMPARED = ("xception", "alexnet", "shift_resnet", "squeezenet")
SETTINGS = 24
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

# What the page says of some settings: every metric under every convention, or why there is no number.
ASK = """asked => asked.map(({ changes, given }) => {
  const values = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, parsed(text)]));
  const { program, why } = state.family.outcome({ changes, given: values });
  return program ? state.conventions.map((_, place) => DATA.metrics.map(one => written(program.total(one.name, place)))) : why;
})"""


# Pages of a family that is counted otherwise: on a device, as it is deployed, in training.
COUNTED = {
    "on a device": Counting.of(device="rtx3090", precision="fp16", batch=8),
    "deployed": Counting(passes=("fold", "fuse", "in-place")),
    "trained": Counting(batch=4, training=Training("adam")),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Exploration, Path]]:
    made = {}
    for name, counting in {**dict.fromkeys((*COMPARED, "mobilenet"), Counting()), **COUNTED}.items():
        answer = explore([name if name not in COUNTED else "squeezenet"], counting=counting)
        file = tmp_path_factory.mktemp("pages") / f"{name.replace(' ', '_')}.html"
        file.write_text(answer.html(), encoding="utf-8")
        made[name] = answer, file
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, pages: dict[str, tuple[Exploration, Path]]) -> Iterator[Callable[..., Any]]:
    """Open a family's page; at the end it has asked for nothing but itself, and no script of it has failed."""
    contexts, requests, errors = [], [], []

    def open_(name: str, fragment: str = "", **how: Any) -> Any:
        context = browser.new_context(**{"viewport": DESKTOP, **how})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url.partition("#")[0]))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(pages[name][1].as_uri() + fragment)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []
    assert set(requests) <= {file.as_uri() for _, file in pages.values()}


def settings(family: dict[str, Any]) -> list[dict[str, Any]]:
    """Each structure in turn, its free knobs at places along their sliders."""
    chance = Random(family["name"])
    found = []
    for number in range(SETTINGS):
        structure = family["structures"][number % len(family["structures"])]
        given = {}
        for knob in family["free"]:
            least, most, step = map(Fraction, knob["slider"])
            if knob["name"] in structure["base"] and chance.random() < 0.6:
                given[knob["name"]] = str(least + step * chance.randrange((most - least) // step + 1))
        found.append({"changes": structure["changes"], "given": given})
    return found


@pytest.mark.parametrize("name", COMPARED)
def test_the_page_says_what_the_command_says(name: str, visit: Any, pages: Any) -> None:
    [family] = pages[name][0].families
    asked = settings(family)
    compared = 0
    for setting, said in zip(asked, visit(name).evaluate(ASK, asked), strict=True):
        if isinstance(said, str):
            if not said.startswith("this page"):
                with pytest.raises(CostModelError, match=re.escape(said.rpartition("; ")[2])):  # numbers may be put otherwise
                    subject(name).build({**setting["changes"], **setting["given"]})
            continue
        graph = subject(name).build({**setting["changes"], **setting["given"]})
        assert said == [[str(value) for value in cost(graph, one).values()] for one in ("paper", "weights-only", "strict")]
        compared += 3 * len(several(None))
    assert compared >= 3 * len(several(None)) * SETTINGS // 2


@pytest.mark.parametrize("name", COUNTED)
def test_the_page_is_of_a_device_of_passes_and_of_training_too(name: str, visit: Any, pages: Any) -> None:
    [family] = pages[name][0].families
    metrics = list(several(None, COUNTED[name]))
    asked = settings(family)[:8]
    answered = [
        (one, said) for one, said in zip(asked, visit(name).evaluate(ASK, asked), strict=True) if not isinstance(said, str)
    ]
    assert len(answered) > 3
    for setting, said in answered:
        graph = subject("squeezenet").build({**setting["changes"], **setting["given"]})
        exact = cost(graph, COUNTED[name])
        assert dict(zip(metrics, map(Fraction, said[0]), strict=True)) == exact


def test_a_time_is_told_in_parts_of_a_second(visit: Any) -> None:
    assert re.search(r"latency_bound\s+[\d.]+ us\b", visit("on a device").inner_text("#totals"))


def test_numbers_beyond_a_double_stay_exact(visit: Any) -> None:
    asked = [{"changes": {}, "given": {"resolution": "1000000", "classes": "1000000000"}}]
    graph = subject("xception").build({"resolution": "1000000", "classes": "1000000000"})
    exact = [str(value) for value in cost(graph).values()]
    assert visit("xception").evaluate(ASK, asked)[0][0] == exact
    assert int(exact[0]) > 2**53


def test_a_slider_moves_the_totals_by_the_keyboard_alone(visit: Any) -> None:
    page = visit("mobilenet")
    page.locator('input[aria-label="alpha, slider"]').focus()
    before = page.locator("#totals .exact").first.text_content()
    page.keyboard.press("ArrowLeft")
    assert page.locator("#knob-alpha").input_value() == "0.95"
    assert page.locator("#totals .exact").first.text_content() != before
    graph = subject("mobilenet").build({"alpha": "0.95"})
    assert page.locator("#totals .exact").first.text_content() == f"{cost(graph)['mult_adds']:,} mult-adds"


def test_the_state_stands_in_the_fragment_and_comes_back(visit: Any) -> None:
    page = visit("mobilenet", "#net=mobilenet&alpha=0.5&rho=0.714&convention=strict")
    assert page.locator("#command").text_content() == "costmodel report mobilenet:alpha=0.5,rho=0.714 --convention strict"
    exact = cost(subject("mobilenet:alpha=0.5,rho=0.714").build(), "strict")
    assert page.locator("#totals .exact").nth(1).text_content() == f"{exact['flops']:,} FLOPs"
    page.select_option("#knob-variant", "shallow")
    page.wait_for_timeout(500)
    assert "variant=shallow" in page.url
    assert "alpha=0.5" in page.url


def test_what_is_not_allowed_is_not_taken(visit: Any) -> None:
    page = visit("mobilenet")
    before = page.locator("#totals .exact").first.text_content()
    for text in ("0", "-1", "1e999", "x", "5000"):
        page.fill("#knob-alpha", text)
        assert page.locator("#knob-alpha").get_attribute("aria-invalid") == "true"
        assert page.locator("#totals .exact").first.text_content() == before


def test_where_there_is_no_network_there_is_no_number(visit: Any) -> None:
    page = visit("alexnet", "#net=alexnet&resolution=8")
    assert not page.locator("#totals").is_visible()
    assert "does not fit" in page.locator("#absent-why").text_content()
    page.click("#reset")
    assert page.locator("#totals").is_visible()


def test_a_layer_says_its_arithmetic_its_rule_and_its_source(visit: Any) -> None:
    page = visit("mobilenet")
    page.click("#open-all")
    page.get_by_role("button", name="pointwise", exact=True).first.click()
    assert "Howard et al. 2017, equation 2" in page.locator("#explain-rule").text_content()
    assert page.locator("#explain-costs code").first.text_content().endswith("= 25,690,112")
    page.keyboard.press("Escape")
    assert not page.locator("#explain").is_visible()


def test_published_rows_of_the_setting_link_to_their_source(visit: Any) -> None:
    page = visit("mobilenet", "#net=mobilenet&variant=shallow")
    page.wait_for_selector("#published a")
    assert page.locator("#published a").first.get_attribute("href") == "https://arxiv.org/abs/1704.04861"
    assert page.locator("#published .verdict").first.text_content().endswith("agrees")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(scheme: str, viewport: Any, visit: Any) -> None:
    page = visit("mobilenet", color_scheme=scheme, viewport=viewport)
    page.click("#open-all")
    page.click("#rows-summary")
    assert axe.Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    page.locator("#layers button.explain").nth(3).click()
    assert axe.Axe().run(page).violations_count == 0


def test_text_to_paste(visit: Any) -> None:
    page = visit("xception")
    markdown, csv = page.evaluate("[new Copying(state, DATA.metrics).markdown(), new Copying(state, DATA.metrics).csv()]")
    graph = subject("xception").build()
    assert f"| mult_adds | {cost(graph)['mult_adds']:,} | mult-adds |" in markdown
    lines = csv.splitlines()
    assert lines[0] == "layer,type,output,mult_adds,flops,params,mac,activations"
    assert len(lines) == len(graph) + 1
