"""Every question's answer in every format, held against what the format's readers require."""

import csv
import json
import re
import shutil
import subprocess
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from test_docs import ASKED
from typer.main import get_command

from costmodel.answers.answer import Answer
from costmodel.answers.formats import Page, formats, render
from costmodel.doors.cli import app
from costmodel.questions import verbs

PREAMBLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage{booktabs,longtable,array,graphicx,amsmath}
\begin{document}
"""
PAST_THE_LINE = 15  # points: widths are estimated, and a letter or two may stand out


@cache
def answer(verb: str) -> Answer:
    """What the command would print."""
    kept: list[Answer] = []
    with patch("costmodel.doors.cli.command.emit", lambda answer, *rest: kept.append(answer)):
        get_command(app)([verb, *ASKED[verb]], standalone_mode=False)
    return kept[0]


class Tags(HTMLParser):
    """The elements of a page, each closed by its own name; the cells of each row."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[int] = []
        self.names: set[str] = set()
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        assert not {"src", "href"} & {name for name, _ in attrs}, "a page is whole without anything from elsewhere"
        if tag == "tr":
            self.rows.append(0)
        self.rows[-1:] = [self.rows[-1] + (tag in ("td", "th"))] if self.rows else []
        if tag not in ("meta", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("verb", verbs())
def test_csv_has_each_name_once_and_whole_rows(verb: str) -> None:
    header, *rows = csv.reader(render(answer(verb), "csv").splitlines(keepends=True))
    assert rows
    assert all(header)
    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} == {len(header)}
    assert len(rows) == len(answer(verb).table().rows)


@pytest.mark.parametrize("verb", verbs())
def test_markdown_tables_have_equal_rows_and_no_emphasis(verb: str) -> None:
    text = render(answer(verb), "markdown")
    tables = re.findall(r"(?:^\|.*\|\n?)+", text, re.MULTILINE)
    assert tables
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1
    parser = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    html = parser.render(text)
    assert not re.search("<(?:em|s|a|img)\\b", html)
    tags = Tags(html)
    assert len(tags.rows) == sum(len(table.splitlines()) - 1 for table in tables)


@pytest.mark.parametrize("verb", verbs())
def test_html_is_a_whole_page_and_a_fragment_is_none(verb: str) -> None:
    page, fragment = render(answer(verb), "html"), answer(verb)._repr_html_()
    assert page.lower().startswith("<!doctype html>")
    assert {"html", "head", "meta", "title", "style", "body", "table"} <= Tags(page).names
    assert {"svg" if "<svg" in fragment else "table", "style"} <= Tags(fragment).names
    assert not {"html", "body", "script"} & Tags(fragment).names


@pytest.mark.parametrize("verb", verbs())
def test_latex_is_balanced(verb: str) -> None:
    text = re.sub(r"(?<!\\)%.*", "", render(answer(verb), "latex"))
    bare = re.sub(r"\\[\\{}$&%#_]", "", text)
    assert bare.count("{") == bare.count("}")
    assert bare.count("$") % 2 == 0
    assert "#" not in bare
    for name in set(re.findall(r"\\begin{(\w+)}", text)):
        assert text.count(rf"\begin{{{name}}}") == text.count(rf"\end{{{name}}}")
    for tabular in re.findall(r"\\toprule(.*?)\\bottomrule", text, re.DOTALL):
        rows = [row for row in re.split(r"\\\\", tabular) if "&" in row]
        assert len({len(re.findall(r"(?<!\\)&", row)) for row in rows}) == 1


@pytest.mark.parametrize("verb", verbs())
def test_json_and_the_terminal_have_something_to_say(verb: str) -> None:
    assert json.loads(render(answer(verb), "json"))["schema"] == f"costmodel/{verb}-1"
    assert answer(verb).document().title in str(answer(verb))
    assert "\n" not in repr(answer(verb))


@pytest.mark.parametrize("verb", verbs())
def test_no_answer_is_wider_than_the_terminal(verb: str) -> None:
    for width in (*range(40, 130, 7), 140, 200):
        text = render(answer(verb), "table", Page(width))
        assert max(map(len, text.splitlines())) <= width
        coloured = render(answer(verb), "table", Page(width, colour=True))
        assert re.sub(r"\x1b\[\d+m", "", coloured) == text, "colour adds nothing and moves nothing"
        plain = render(answer(verb), "table", Page(width, unicode=False))
        assert not re.search("[█▏·]", plain)


def test_every_format_is_tried_here() -> None:
    assert formats() == ["csv", "html", "json", "latex", "markdown", "table"]


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex here, so that LaTeX is checked but not set")
def test_pdflatex_sets_every_answer_within_its_lines(tmp_path: Path) -> None:
    parts = [render(answer(verb), "latex") for verb in verbs()]
    (tmp_path / "all.tex").write_text(PREAMBLE + "\\clearpage\n".join(parts) + r"\end{document}")
    done: Any = None
    for _ in range(2):  # longtable learns its widths from the first
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
        assert done.returncode == 0, done.stdout[-2000:]
    over = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", done.stdout)]
    assert max(over, default=0) < PAST_THE_LINE
