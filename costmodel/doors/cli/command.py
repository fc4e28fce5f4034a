"""A question as a command: its parameters become options, and so do the knobs of the subject that is asked about.

A command is made when it is called, for the subject that stands on the command line, so that neither a new question nor a new
family touches the command line.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from inspect import Parameter, Signature, cleandoc, signature
from typing import Annotated, Any, get_args

import typer
from typer.main import get_command

from costmodel.answers.answer import Interrupted
from costmodel.archs import names as families
from costmodel.doors.cli.completion import networks
from costmodel.doors.cli.entry import NOTHING, Surroundings
from costmodel.doors.cli.help import HELP, SETTINGS, Command
from costmodel.doors.cli.output import emit, outputs
from costmodel.doors.cli.parameters import entry
from costmodel.doors.cli.progress import watched
from costmodel.errors import CostModelError, meant, plain
from costmodel.questions import question
from costmodel.questions.asked import Flag, Watched
from costmodel.questions.asked import Output as WrittenByItself
from costmodel.subjects import AsSubject, Subject, subject
from costmodel.subjects.kinds import family

MISSING = "the name of an architecture is missing; `costmodel list` shows them"


def command(verb: str, arguments: Sequence[str], completing: bool = False) -> tuple[Any, list[str]]:
    """The command of a verb, with the knobs of the subject that is named among its arguments; and these, as it reads them.

    Args:
        completing: a shell wants to know what may stand there, so nothing of a user's is run or complained about.

    Raises:
        CostModelError: if there is no such verb or subject.
    """
    asked = question(verb)
    described, helps = signature(asked), _helps(asked)
    alone: Mapping[str, str] = getattr(described.return_annotation, "ALONE", {})
    of = next((name for name, one in described.parameters.items() if one.annotation == AsSubject), "")
    bare = {*HELP, *map("--{}".format, alone), *_flags(described)}
    network = _meant(_name(arguments, bare), completing) if of else None
    around = Surroundings(verb, network)
    found = {name: entry(one, helps.get(name, ""), around) for name, one in described.parameters.items()}
    entries = {name: one for name, one in found.items() if one is not None}
    files_itself = any(_carries(one, WrittenByItself) for one in described.parameters.values())
    tells = [name for name, one in described.parameters.items() if _carries(one, Watched)]

    def run(**written: Any) -> None:
        given = {**unwritten, **written}
        values = {name: value for name, one in entries.items() if (value := one.read(given)) is not None}
        if of:
            if network is None:
                raise CostModelError(MISSING)
            values[of] = network
        with watched(verb) as progress:
            values |= dict.fromkeys(tells, progress)
            try:
                answer = asked(**values)
            except Interrupted as interruption:
                answer = interruption.answer
        asked_of = [one for value in values.values() for one in (value if isinstance(value, list) else [value])]
        if said := [one.said for one in asked_of if isinstance(one, Subject) and one.said]:
            from costmodel.answers.prefaced import Prefaced

            answer = Prefaced(answer, said)
        emit(answer, given, None if files_itself else given["output"], [name for name in alone if given[name]])

    options: dict[str, Any] = {}
    if of:
        what = helps.get(of, "") if network else f"{helps.get(of, '')} {_described()}".strip()
        options["subject"] = Annotated[str | None, typer.Argument(metavar="NAME", help=what, autocompletion=networks)]
    for name, help_ in alone.items():
        options[name] = Annotated[bool, typer.Option(around.option(name), metavar=NOTHING, help=help_)]
    for one in entries.values():
        options |= one.options
    own = getattr(described.return_annotation, "OWN", {})
    options = {**outputs(around.option, own), **options}  # some have an output of their own
    unwritten = {name: _unwritten(one) for name, one in options.items()}
    summary = cleandoc(asked.__doc__ or "").partition("\n")[0] + ("" if network is None else f"\n\nOf {network.label}.")
    flags = {flag for option in options.values() for flag in _flags_of(option)} | {*HELP}
    spelled = list(arguments) if completing else _spelled(arguments, flags)
    made = _made(
        verb,
        run,
        options if completing else _written(options, spelled),
        summary,
        _families(verb) if of and network is None else "",
    )
    return made, spelled


def _spelled(arguments: Sequence[str], flags: Collection[str]) -> list[str]:
    """The arguments with options as they are declared: upper case, dashes and underscores in their names do not matter.

    Raises:
        UnknownName: if there is no such option.
    """
    spelled = list(arguments)
    for place, text in enumerate(arguments):
        name, equals, value = text.partition("=")
        if text == "--":
            break
        if name.startswith("--"):
            spelled[place] = meant("option", name, sorted(flags)) + equals + value
    return spelled


def _written(options: Mapping[str, Any], arguments: Sequence[str]) -> Mapping[str, Any]:
    """The arguments, and the options that are written: typer would make each of the others for a fiftieth of a cold start.

    All of them where something else is written that looks like an option, for then typer shows them, or suggests one.
    """
    texts = {text.partition("=")[0] for text in arguments if text.startswith("-")}
    flags = {name: _flags_of(option) for name, option in options.items()}
    if texts - {flag for named in flags.values() for flag in named}:
        return options
    return {name: option for name, option in options.items() if not flags[name] or texts & flags[name]}


def _flags_of(option: Any) -> set[str]:
    """What stands on the command line for an option; nothing for an argument."""
    declared = get_args(option)[1]
    texts = (declared.default, *(declared.param_decls or ()))  # behind a type the first of them is where a default would be
    return {flag for text in texts if isinstance(text, str) for flag in text.split("/")}


def _unwritten(option: Any) -> bool | None:
    """The value of an option that is not written."""
    return False if get_args(option)[0] is bool else None


def _made(verb: str, run: Callable[..., None], options: Mapping[str, Any], help: str, epilog: str) -> Any:  # noqa: A002
    """Typer's command of a function that is called with these options by name."""
    run.__signature__ = Signature(  # type: ignore[attr-defined]
        [Parameter(name, Parameter.KEYWORD_ONLY, default=_unwritten(one), annotation=one) for name, one in options.items()]
    )
    run.__annotations__ = dict(options)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(cls=Command, help=help, epilog=epilog, context_settings=SETTINGS)(run)
    made = get_command(app)
    made.name = verb
    return made


def _families(verb: str) -> str:
    listed = f"The catalog has {', '.join(families())}; `costmodel list` says what they are."
    return f"{listed} `costmodel {verb} NAME --help` shows the knobs of one, too."


def _described() -> str:
    from costmodel.subjects.kinds import described

    text = described()
    return f"{text[:1].upper()}{text[1:]}."


def _meant(name: str, completing: bool) -> Subject | None:
    if not completing:
        return subject(name) if name else None
    try:
        return family.made(name)
    except CostModelError:
        return None


def _name(arguments: Sequence[str], flags: set[str]) -> str:
    """The first argument that is no option and no option's value; knobs are options that stand behind it."""
    rest, bare = iter(arguments), set(map(plain, flags))
    for text in rest:
        if text == "--":
            return next(rest, "")
        if not text.startswith("-"):
            return text
        has_value = "=" in text or (not text.startswith("--") and len(text) > len("-o"))
        if not has_value and plain(text) not in bare:
            next(rest, None)
    return ""


def _flags(described: Signature) -> Iterator[str]:
    for name, parameter in described.parameters.items():
        named = [how.name for how in _carried(parameter) if isinstance(how, Flag)]
        if named or parameter.annotation in (bool, bool | None):
            dashed = (named or [name])[0].replace("_", "-")
            yield from (f"--{dashed}", f"--no-{dashed}")


def _carried(parameter: Parameter) -> tuple[object, ...]:
    """What stands behind a type in `Annotated`."""
    return getattr(parameter.annotation, "__metadata__", ())


def _carries(parameter: Parameter, mark: type) -> bool:
    return any(isinstance(how, mark) for how in _carried(parameter))


def _helps(asked: Callable[..., Any]) -> dict[str, str]:
    """What the docstring says of each parameter."""
    section = re.search(r"^Args:\n((?: +.*\n?|\n)*)", cleandoc(asked.__doc__ or ""), re.MULTILINE)
    found = re.findall(r"^    (\w+): ((?:.*\n?)(?:     +.*\n?)*)", section[1] if section else "", re.MULTILINE)
    return {name: " ".join(f"{text[:1].upper()}{text[1:]}".split()) for name, text in found}
