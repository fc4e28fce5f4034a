"""A family of the catalog, by its name: `mobilenet`, `mobilenet:alpha=0.5`; or a member, by what it is called: `resnet50`.

Where torchvision or timm is installed, `torchvision:resnet50` is the module that it builds: who names a library asks for its
own network, of the version at hand and with its own layers. Where it is not, the catalog answers if it has that very network.
"""

from functools import partial
from importlib.util import find_spec

from costmodel.archs import architecture, built, names
from costmodel.archs.common.called import LIBRARIES
from costmodel.errors import plain
from costmodel.subjects.subject import Subject, knobs_behind

WHAT = "a family's name or a member's, such as resnet50"


def made(given: object) -> Subject | None:
    if not isinstance(given, str):
        return None
    name, _, knobs = given.strip().partition(":")
    library = name if name in LIBRARIES else ""
    if library:
        if find_spec(library):
            return None
        name, _, knobs = knobs.partition(":")
    family = "" if library else _spelled(name)
    if family:
        return _of(family).with_(knobs_behind(family, knobs))
    from costmodel.archs.common.members import called

    if (member := called(name, library)) is not None:
        return _of(member.family).with_(member.knobs).with_(knobs_behind(member.name, knobs)).saying(member.said)
    return None


def _spelled(name: str) -> str:
    """The family of that name, however it is spelled; empty if there is none."""
    return name if name in names() else next((one for one in names() if plain(one) == plain(name)), "")


def _of(family: str) -> Subject:
    return Subject(family, "family", architecture(family).Spec, partial(built, family), family, catalog=family)
