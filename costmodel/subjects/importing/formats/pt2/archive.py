"""The JSON of an exported program, out of its archive; weights are not looked at, and nothing is unpickled."""

import re
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple, TypeVar
from zipfile import BadZipFile, ZipFile
from zlib import error as Damaged  # noqa: N812

from pydantic import ValidationError

from costmodel.errors import CostModelError
from costmodel.subjects.importing.formats.pt2.schema import Exported, Part, Payloads

PROGRAM = re.compile(r"(?:.*/)?(?:models/(?P<name>[^/]+)|serialized_exported_program)\.json")  # since 2.7, and before
WEIGHTS = "data/weights/{}_weights_config.json"
MOST_BYTES = 2**27
PartT = TypeVar("PartT", bound=Part)


class Archive(NamedTuple):
    """Attributes:
    tied: the name of the first parameter that stands in the same memory, by the name of a parameter.
    """

    exported: Exported
    tied: Mapping[str, str]


def unpacked(file: BinaryIO) -> Archive:
    """The program in a file.

    Raises:
        CostModelError: if it holds none, or several.
    """
    try:
        with ZipFile(file) as archive:
            members = {name: found for name in archive.namelist() if (found := PROGRAM.fullmatch(name))}
            if len(members) != 1:
                names = ", ".join(sorted(members)) or "none"
                raise CostModelError(
                    f"it holds {len(members)} programs: {names}", allowed="an archive with one exported program"
                )
            [(member, found)] = members.items()
            weights = WEIGHTS.format(found["name"])
            config = next((name for name in archive.namelist() if name.endswith(weights)), None)
            payloads = Payloads(config={}) if config is None else _part(archive, config, Payloads)
            return Archive(_part(archive, member, Exported), _tied(payloads))
    # Encrypted members, unknown compressions and damaged ones, as the standard library reports them.
    except (BadZipFile, Damaged, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise CostModelError(f"this is no exported program: {error}", allowed="what torch.export.save writes") from None


def _part(archive: ZipFile, member: str, schema: type[PartT]) -> PartT:
    with archive.open(member) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise CostModelError(f"{member} is too large", allowed=f"at most {MOST_BYTES:,} bytes")
    try:
        return schema.model_validate_json(content)
    except ValidationError as error:
        [first, *_] = error.errors(include_url=False, include_input=False)
        place = ".".join(map(str, first["loc"]))
        raise CostModelError(f"{member} is not as torch.export writes it: {place}: {first['msg']}") from None


def _tied(payloads: Payloads) -> dict[str, str]:
    """Weights that are one: those whose numbers begin at one place. On the meta device none has numbers."""
    first: dict[tuple[str, str], str] = {}
    return {
        name: first.setdefault((payload.path_name, str(payload.tensor_meta)), name)
        for name, payload in payloads.config.items()
        if payload.tensor_meta is not None and payload.tensor_meta.device.type != "meta"
    }
