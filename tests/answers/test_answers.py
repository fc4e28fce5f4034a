"""Every question returns an Answer that prints, shows and saves itself."""

from importlib import import_module
from inspect import signature
from pathlib import Path
from pkgutil import iter_modules

import pytest

import costmodel
import costmodel.questions as questions
from costmodel.answers.answer import Answer
from costmodel.answers.formats import Page


def answers() -> list[type[Answer]]:
    for module in iter_modules(questions.__path__):
        import_module(f"{questions.__name__}.{module.name}")
    return [cls for cls in Answer.__subclasses__() if cls.__module__.startswith("costmodel.")]


@pytest.mark.parametrize("cls", answers(), ids=lambda cls: cls.__name__)
def test_no_answer_is_a_dump_of_its_fields(cls: type[Answer]) -> None:
    assert cls.__str__ is Answer.__str__
    assert cls.__repr__ is Answer.__repr__
    assert cls._repr_html_ is Answer._repr_html_


def test_a_list_of_answers_has_a_line_of_each() -> None:
    asked = costmodel.report("mobilenet")
    assert repr([asked]) == f"[{asked!r}]"
    assert repr(asked).startswith("<Report: mobilenet")
    assert len(repr(asked)) < 200
    assert "by type" in str(asked)


def test_a_paper_and_a_pull_request_are_a_method_away(tmp_path: Path) -> None:
    both = costmodel.compare(["mobilenet", "vgg"])
    assert both.to_latex(caption="Two networks", label="tab:two").count(r"\caption{Two networks}\label{tab:two}") == 1
    assert "| params " in both.to_markdown()
    assert "mult_adds" not in both.to_markdown(columns="vgg").partition("## ")[0]
    both.save(tmp_path / "two.tex", page=Page(label="tab:two"))
    assert (tmp_path / "two.tex").read_text() == both.to_latex(label="tab:two")


def test_a_closed_form_is_mathematics_in_a_notebook() -> None:
    form = costmodel.closed_form("mobilenet", ["alpha"], metrics=["params", "depth"])
    assert form._repr_latex_() == (
        r"$$\begin{aligned}\mathrm{params} &= 3139584 \alpha^{2} + 1091392 \alpha + 1000 \\ \mathrm{depth} &= 28\end{aligned}$$"
    )
    assert "<math>" in form._repr_html_()


def test_frames_hold_text_for_expressions() -> None:
    form = costmodel.closed_form("mobilenet", ["alpha"], metrics=["params"])
    assert form.frame() == {"metric": ["params"], "expression": ["3139584*alpha**2 + 1091392*alpha + 1000"]}


@pytest.mark.parametrize("verb", questions.verbs())
def test_every_question_returns_an_answer(verb: str) -> None:
    returned = signature(questions.question(verb)).return_annotation
    assert issubclass(returned, Answer)
    answers, group = questions.verbs()[verb]
    assert answers.endswith(".")
    assert group, f"{verb} says beside which questions it is listed"
