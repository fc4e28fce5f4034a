"""Every question returns an Answer that prints, shows and saves itself."""

from importlib import import_module
from inspect import signature
from pkgutil import iter_modules

import pytest

import costmodel.questions as questions
from costmodel.answers.answer import Answer


def answers() -> list[type[Answer]]:
    for module in iter_modules(questions.__path__):
        import_module(f"{questions.__name__}.{module.name}")
    return [cls for cls in Answer.__subclasses__() if cls.__module__.startswith("costmodel.")]


@pytest.mark.parametrize("cls", answers(), ids=lambda cls: cls.__name__)
def test_no_answer_is_a_dump_of_its_fields(cls: type[Answer]) -> None:
    assert cls.__repr__ is cls.__str__ is Answer.__str__
    assert cls._repr_html_ is Answer._repr_html_


@pytest.mark.parametrize("verb", questions.verbs())
def test_every_question_returns_an_answer(verb: str) -> None:
    returned = signature(questions.question(verb)).return_annotation
    assert issubclass(returned, Answer)
    answers, group = questions.verbs()[verb]
    assert answers.endswith(".")
    assert group, f"{verb} says beside which questions it is listed"
