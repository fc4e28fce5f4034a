"""The shapes of a network's inputs, as a user gives them: `1x3x224x224`, or by name `x=1x3x224x224,mask=1x10`."""

import re
from dataclasses import dataclass
from math import prod
from typing import ClassVar, NamedTuple

from costmodel.archs.common.kinds import Kind

LARGEST = 2**40  # elements
GIVEN = re.compile(r"(?:(?P<name>[A-Za-z_][\w.]*)=)?(?P<shape>\d+(?:x\d+)*)")


class Given(NamedTuple):
    """An input; one without a name goes by its place."""

    name: str
    shape: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.name}={text_of(self.shape)}" if self.name else text_of(self.shape)


class Inputs(tuple[Given, ...]):
    """All of a network's inputs."""

    __slots__ = ()

    def __str__(self) -> str:
        return ",".join(map(str, self))


@dataclass(eq=False, repr=False)
class Shapes(Kind):
    """Shapes of inputs."""

    is_number: ClassVar[bool] = False
    structural: bool = True

    def read(self, value: object) -> Inputs:
        texts = [given.strip() for given in str(value).split(",")]
        matches = [GIVEN.fullmatch(text) for text in texts]
        shapes = [Given(m["name"] or "", tuple(map(int, m["shape"].split("x")))) for m in matches if m is not None]
        if len(shapes) < len(texts) or not all(0 < prod(shape) <= LARGEST for _, shape in shapes):
            raise ValueError("shapes such as 1x3x224x224, or x=1x3x224x224,mask=1x10")
        return Inputs(shapes)

    @property
    def metavar(self) -> str:
        return "SHAPE"


def text_of(shape: tuple[int, ...]) -> str:
    """A shape as it is written: 1x3x224x224."""
    return "x".join(map(str, shape))
