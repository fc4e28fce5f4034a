"""A choice space as one subject: each stage's choices are knobs, the same for all blocks of a stage; the largest by default.

Members whose blocks choose for themselves are not reached this way: the question `space` counts, draws and ranks all of them.
"""

import sys
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, create_model

from costmodel.archs.common.kinds import Choice
from costmodel.archs.common.knobs import Side
from costmodel.archs.common.spec import Spec
from costmodel.ir.graph import Graph
from costmodel.subjects.subject import Subject, knobs_behind

if TYPE_CHECKING:
    from costmodel.subjects.space import Space

WHAT = "a space, also as `space.toml`"
SUFFIX = ".toml"
CHOICES = ("width", "depth", "kernel", "expansion")


def made(given: object) -> Subject | None:
    knobs: Mapping[str, object] = {}
    place, _, text = given.strip().partition(f"{SUFFIX}:") if isinstance(given, str) else ("", "", "")
    if text:
        given, knobs = f"{place}{SUFFIX}", knobs_behind(f"{place}{SUFFIX}", text)
    if isinstance(given, str | Path):
        if Path(given).suffix != SUFFIX:
            return None
        from costmodel.subjects.space import read

        given = read(Path(given))
    spaces = sys.modules.get("costmodel.subjects.space")  # whoever has a space has loaded it; others need not wait for it
    if spaces is None or not isinstance(given, spaces.Space):
        return None
    return Subject(given.name, "space", spec_of(given), partial(member, given), given).with_(knobs)


@cache
def spec_of(space: "Space") -> type[Spec]:
    """A knob a choice, where there is a choice."""
    fields: dict[str, Any] = {
        "resolution": (Side, Field(space.resolution, description="height and width of the input in pixels"))
    }
    for number, stage in enumerate(space.stage, start=1):
        for name in CHOICES:
            words = getattr(stage, name)
            if len(words) > 1:
                of = f"{name} of stage {number}" + ("" if name in ("width", "depth") else ", the same for all of its blocks")
                fields[f"{name}{number}"] = (Annotated[Any, Choice(words=words)], Field(max(words), description=of))
    return create_model(f"{space.name}_knobs", __base__=Spec, **fields)


def member(space: "Space", spec: Spec) -> Graph:
    """The network of one setting."""
    from costmodel.subjects.space.description import Block, network

    blocks = []
    for number, stage in enumerate(space.stage):
        width, depth, kernel, expansion = (getattr(spec, f"{name}{number + 1}", getattr(stage, name)[0]) for name in CHOICES)
        blocks += depth * [Block(number, width, kernel, expansion)]
    return network(space, blocks, spec.resolution)  # type: ignore[attr-defined]
