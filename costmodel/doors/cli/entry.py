"""What becomes of a parameter on the command line, and what else stands there."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from costmodel.archs.common.knobs import Knob
from costmodel.subjects import Subject

Given: TypeAlias = Mapping[str, Any]  # what typer found, by the names that are chosen here
NOTHING = ""  # stands behind a flag in the help; typer would put the name of Python's type there


class Entry(NamedTuple):
    """A parameter of a question on the command line.

    Attributes:
        options: typer's declarations by the names that Python sees.
        read: the value of the parameter; None where nothing was given for it, and it has a default.
    """

    options: Mapping[str, Any]
    read: Callable[[Given], Any]


class Surroundings(NamedTuple):
    """What stands on the same command line.

    Attributes:
        verb: of the command. An option whose name a knob has taken is written `--VERB-OPTION`.
        network: that is asked about, where there is one.
    """

    verb: str
    network: Subject | None

    @property
    def knobs(self) -> Mapping[str, Knob]:
        return {} if self.network is None else self.network.knobs

    def option(self, name: str) -> str:
        dashed = name.replace("_", "-")
        return f"--{self.verb}-{dashed}" if name in self.knobs else f"--{dashed}"
