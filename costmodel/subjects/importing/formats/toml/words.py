"""The words of layers: the phrases of the builder, and every op.

What they take is asked of themselves, so that a new phrase or op is there by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from inspect import Parameter, isfunction, signature
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from costmodel.errors import CostModelError, UnknownName, located, quoted
from costmodel.ir.graph import Node
from costmodel.ir.network import Network
from costmodel.ir.ops.op import KINDS
from costmodel.numbers.algebra import Dim, whole
from costmodel.subjects.importing.formats.toml.sizes import size_of

NAME = "name"  # every phrase has it, and so has every layer of a file
FOREIGN = ("Input", "Opaque")  # ops that no layer of one's own is


class Argument(NamedTuple):
    """What a phrase or an op takes.

    Attributes:
        kinds: the types that it may have, taken apart.
        words: the texts that it may be.
        required: it has no default.
    """

    kinds: frozenset[Any]
    words: tuple[str, ...]
    required: bool


class Names(NamedTuple):
    """What a table may name: numbers in its sizes, and nodes that it reads."""

    numbers: Mapping[str, Any]
    nodes: Mapping[str, Node]

    def node(self, name: object) -> Node:
        """The node of a layer.

        Raises:
            UnknownName: if there is none.
        """
        if not isinstance(name, str) or name not in self.nodes:
            raise UnknownName("layer", name, self.nodes)
        return self.nodes[name]


class Word(NamedTuple):
    """A phrase or an op.

    Attributes:
        write: `write(net, inputs, name, arguments)` puts it behind what it reads.
    """

    arguments: Mapping[str, Argument]
    write: Callable[[Network, Sequence[Node], str | None, Mapping[str, Any]], Node]


@cache
def phrases() -> Mapping[str, Word]:
    """The methods of the builder that put something behind a node and give a node."""
    found = {}
    for name, method in vars(Network).items():
        if name.startswith("_") or not isfunction(method) or name == "apply":
            continue
        hints = get_type_hints(method, localns={Network.__name__: Network})
        _, *parameters = signature(method).parameters.values()
        if hints.get("return") is Node and parameters and hints[parameters[0].name] is Node:
            several = parameters[0].kind is Parameter.VAR_POSITIONAL
            found[name] = Word(_arguments(parameters[1:], hints), _phrase(name, several))
    return found


def word(name: str) -> Word:
    """The phrase or op of a name.

    Raises:
        UnknownName: if there is none.
    """
    if name in phrases():
        return phrases()[name]
    if name not in KINDS or name in FOREIGN:
        raise UnknownName("op", name, [*phrases(), *sorted({made.__name__ for made in KINDS.values()} - set(FOREIGN))])
    return _op(name)


def input_of(given: Mapping[str, Any], numbers: Mapping[str, Any]) -> Network:
    """A network with the input that a file describes."""
    hints = get_type_hints(Network.__init__)
    _, *parameters = signature(Network.__init__).parameters.values()
    return Network(**read(_arguments(parameters, hints), given, Names(numbers, {})))


def read(arguments: Mapping[str, Argument], given: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The values of a table for what something takes.

    Raises:
        CostModelError: if one is missing, unknown, or nothing that it takes.
    """
    for name in given:
        if name not in arguments:
            raise UnknownName("key", name, arguments)
    if missing := [name for name, argument in arguments.items() if argument.required and name not in given]:
        raise CostModelError(f"{missing[0]} is missing", allowed=", ".join(arguments))
    values = {}
    for name, value in given.items():
        with located(name):
            values[name] = _value(arguments[name], value, names)
    return values


def _value(argument: Argument, given: Any, names: Names) -> Any:
    """A value of one of the types that an argument has."""
    if isinstance(given, list) and tuple in argument.kinds:
        return tuple(_value(argument, one, names) for one in given)
    if isinstance(given, bool) and bool in argument.kinds:
        return given
    if isinstance(given, str) and (given in argument.words or str in argument.kinds):
        return given
    if Node in argument.kinds:
        return names.node(given)
    is_size = bool(argument.kinds & {Dim, int})
    if isinstance(given, str) and argument.words and not (is_size and (given in names.numbers or not given.isidentifier())):
        raise UnknownName("word", given, [*argument.words, *(names.numbers if is_size else ())])
    if isinstance(given, bool | list) or not is_size:
        allowed = ("true", "false") if bool in argument.kinds else argument.words
        raise CostModelError(f"it cannot be {quoted(given)}", given=given, allowed=", ".join(allowed))
    return whole(size_of(given, names.numbers))


def _arguments(parameters: Sequence[Parameter], hints: Mapping[str, Any]) -> dict[str, Argument]:
    return {
        one.name: _argument(hints[one.name], one.default is Parameter.empty)
        for one in parameters
        if one.name != NAME and one.kind is not Parameter.VAR_POSITIONAL
    }


def _argument(hint: Any, required: bool) -> Argument:
    kinds = frozenset(_kinds(hint))
    return Argument(kinds, tuple(_words(hint)), required)


def _kinds(hint: Any) -> set[Any]:
    """The types in a type, with those that stand within others."""
    origin = get_origin(hint)
    if origin is Literal:
        return set()
    inner = {kind for part in get_args(hint) if part is not ... for kind in _kinds(part)}
    return inner | ({origin} if origin is tuple else set()) if origin is not None or inner else {hint}


def _words(hint: Any) -> dict[str, None]:
    if get_origin(hint) is Literal:
        return dict.fromkeys(get_args(hint))
    return {word: None for part in get_args(hint) for word in _words(part)}


def _phrase(name: str, several: bool) -> Callable[..., Node]:
    def write(net: Network, inputs: Sequence[Node], called: str | None, arguments: Mapping[str, Any]) -> Node:
        if len(inputs) > 1 and not several:
            raise CostModelError(f"it has {len(inputs)} inputs", allowed="one")
        made: Node = getattr(net, name)(*inputs, **arguments, name=called)
        return made

    return write


@cache
def _op(name: str) -> Word:
    made = KINDS[name]
    hints = get_type_hints(made)
    declared = fields(made)  # type: ignore[arg-type]
    arguments = {one.name: _argument(hints[one.name], one.default is MISSING) for one in declared}

    def write(net: Network, inputs: Sequence[Node], called: str | None, values: Mapping[str, Any]) -> Node:
        return net.apply(made(**values), *inputs, name=called)

    return Word(arguments, write)
