"""The tables of a network's file."""

import re
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from costmodel.archs.common.kinds import Ratio, Whole
from costmodel.archs.common.spec import Spec
from costmodel.errors import CostModelError, quoted
from costmodel.numbers.arithmetic import WORDS
from costmodel.subjects.importing.formats.toml.sizes import names_in

INPUT = "input"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}", re.ASCII)


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it has characters that cannot be printed")
    return text


Text: TypeAlias = Annotated[str, AfterValidator(_printable)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Knob(_Table):
    """A number that a question may set or free. A whole default takes whole numbers; `1.0` or `"1/2"` takes any ratio."""

    default: int | float | str
    about: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        """A default alone."""
        knob = given if isinstance(given, dict) else {"default": given}
        if isinstance(knob.get("default"), bool):
            raise ValueError("a default is a number, such as 224, 1.0 or '1/2'")
        return knob

    def option(self, name: str, structural: bool) -> tuple[Any, Any]:
        """The knob as a Spec declares it.

        Args:
            structural: it says how often something is repeated.

        Raises:
            CostModelError: if it takes no such default.
        """
        kind = Whole(structural=structural) if structural or isinstance(self.default, int) else Ratio()
        try:
            default = kind.read(self.default)
        except ValueError as error:
            raise CostModelError(
                f"the default of {name} cannot be {quoted(self.default)}", given=self.default, allowed=str(error)
            ) from None
        return Annotated[Any, kind], Field(default, description=self.about)


class Layer(BaseModel):
    """A layer, or a block in its place; what else stands in the table are its numbers.

    Attributes:
        op: a word of the builder, `conv`, or an op, `Shuffle`.
        inputs: names of what it reads; the layer before, if none is named.
        repeat: how often it follows upon itself.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    op: str = ""
    block: str = ""
    name: Text = ""
    inputs: tuple[str, ...] = Field((), alias="from")
    repeat: Any = 1

    @model_validator(mode="before")
    @classmethod
    def _one_name(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("from"), str):
            return {**given, "from": (given["from"],)}
        return given

    @model_validator(mode="after")
    def _one_of_both(self) -> "Layer":
        if bool(self.op) == bool(self.block):
            raise ValueError("a layer has either op or block")
        return self

    @property
    def numbers(self) -> dict[str, Any]:
        return dict(self.model_extra or {})


Layers: TypeAlias = Annotated[tuple[Layer, ...], Field(min_length=1)]


class Block(_Table):
    """Layers under a name, with parameters of their own.

    Attributes:
        parameters: their names.
        inputs: names under which its layers read what it is given.
    """

    parameters: tuple[str, ...] = ()
    inputs: Annotated[tuple[str, ...], Field(min_length=1)] = (INPUT,)
    layers: Layers


class Network(_Table):
    """A file.

    Attributes:
        input: as `Network` of the builder takes it: `side`, `channels`, `width`, or `shape`.
    """

    name: Text = ""
    paper: Text = ""
    knobs: dict[str, Knob] = {}
    input: dict[str, Any]
    blocks: dict[Text, Block] = {}
    layers: Layers

    @model_validator(mode="after")
    def _named(self) -> "Network":
        for name in (*self.knobs, *(name for block in self.blocks.values() for name in block.parameters)):
            # Words of conditions cannot stand in arithmetic, and a Spec has names of its own.
            if not NAME.fullmatch(name) or name in WORDS or hasattr(Spec, name):
                raise ValueError(f"{name!r} cannot be the name of a number")
        return self

    @property
    def options(self) -> dict[str, tuple[Any, Any]]:
        """The knobs as a Spec declares them."""
        counts = self._counts()
        return {name: knob.option(name, name in counts) for name, knob in self.knobs.items()}

    def _counts(self) -> set[str]:
        """The names that repetitions depend on, through the parameters of blocks too."""
        tables = [*self.layers, *(layer for block in self.blocks.values() for layer in block.layers)]
        found: set[str] = set()
        wanted = {name for layer in tables for name in names_in(layer.repeat)}
        while wanted - found:
            found |= wanted
            given = [layer.numbers[name] for layer in tables if layer.block for name in found if name in layer.numbers]
            wanted = {name for value in given for name in names_in(value)}
        return found
