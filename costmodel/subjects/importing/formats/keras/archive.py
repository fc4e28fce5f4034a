"""The configuration of a Keras model, out of an archive or a JSON file: bounded in size and depth, never executed."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  # an exception of another module's naming

from costmodel import files
from costmodel.errors import CostModelError

MOST_BYTES = 2**24
DEEPEST = 100  # objects and arrays within one another
MOST_DIGITS = 18


class Found(NamedTuple):
    """What was found.

    Attributes:
        data: the model's configuration.
        format: what it is.
        producer: the version of Keras that wrote it; empty where nobody says.
    """

    place: str
    data: Mapping[str, Any]
    format: str
    producer: str


def opened(place: str) -> Found | None:
    """The configuration that stands there; None if it is no Keras model's.

    Raises:
        CostModelError: if it cannot be read.
    """
    if place.endswith(".keras"):
        archive = _archive(place)
        data, version = archive["config.json"], archive.get("metadata.json", {}).get("keras_version")
        format_ = "Keras archive"
    else:
        data, format_ = _parsed(_file(place)), "Keras JSON"
        if not isinstance(data, dict) or not {"class_name", "config"} <= set(data):
            return None
        version = data.get("keras_version")
    return Found(place, data, format_, f"Keras {version}" if isinstance(version, str) else "")


def _archive(place: str) -> dict[str, dict[str, Any]]:
    """The JSON members of an archive. Of the weights' nothing is read."""
    found: dict[str, dict[str, Any]] = {}
    try:
        with files.opened(place) as whole, ZipFile(whole) as archive:
            present = set(archive.namelist())
            for member in ("config.json", "metadata.json"):
                if member in present:
                    with archive.open(member) as file:
                        found[member] = _object(file.read(MOST_BYTES + 1), member)
    # Encrypted members, unknown compressions and damaged ones, as the standard library reports them.
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise CostModelError(
            f"this is no Keras archive: {error}", given=place, allowed="a zip file with a config.json"
        ) from None
    if "config.json" not in found:
        raise CostModelError("this archive has no config.json", given=place, allowed="what model.save('net.keras') writes")
    return found


def _object(content: bytes, member: str) -> dict[str, Any]:
    data = _parsed(content)
    if not isinstance(data, dict):
        raise CostModelError(f"{member} holds no object")
    return data


def _file(place: str) -> bytes:
    with files.opened(place) as file:
        return file.read(MOST_BYTES + 1)


def _parsed(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise CostModelError("the configuration is too large", allowed=f"at most {MOST_BYTES:,} bytes")
    try:
        data = json.loads(content, parse_int=_whole)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise CostModelError(f"this is no JSON: {error}") from None
    within = [data]
    for _ in range(DEEPEST):
        within = [
            part for one in within if isinstance(one, dict | list) for part in (one.values() if isinstance(one, dict) else one)
        ]
    if within:
        raise _too_deep()
    return data


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)


def _too_deep() -> CostModelError:
    return CostModelError("the configuration is nested too deeply", allowed=f"{DEEPEST} levels")
