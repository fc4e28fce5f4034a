"""How layers are connected: what a call of a layer reads, as both generations of Keras write it down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from costmodel.errors import CostModelError, quoted


class Ref(NamedTuple):
    """One output of one call of a layer."""

    layer: str
    call: int
    output: int


@dataclass(frozen=True, eq=False)
class Connection:
    """One call of a layer.

    Attributes:
        args, kwargs: what it is called with, tensors as `Ref`.
    """

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)


def connection(data: Any) -> Connection:
    """One call: an object in Keras 3, a list of tensors with further arguments behind each in Keras 2."""
    if is_of_three(data):
        kwargs = data.get("kwargs") or {}
        if not isinstance(kwargs, Mapping):
            raise CostModelError(f"a call cannot have the arguments {quoted(kwargs)}", given=kwargs, allowed="an object")
        args = tuple(_tensors(one) for one in listed(data["args"], "args"))
        return Connection(args, {key: _tensors(one) for key, one in kwargs.items()})
    operands: list[Any] = []
    kwargs = {}
    for one in _operands(data):
        operands.append(_constant_or_ref(one))
        if len(one) > 3 and isinstance(one[3], Mapping):
            kwargs.update({key: _tensors(value) for key, value in one[3].items()})
    return Connection((operands[0] if len(operands) == 1 else operands,) if operands else (), kwargs)


def is_of_three(node: Any) -> bool:
    """Is a call one that Keras 3 wrote?"""
    return isinstance(node, Mapping) and "args" in node


def _operands(data: Any) -> list[Any]:
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list) and data and isinstance(data[0], str):
        data = [data]
    operands = listed(data, "inbound_nodes")
    for one in operands:
        if not isinstance(one, list) or len(one) < 3:
            raise CostModelError(f"{quoted(one)} is no tensor", given=one, allowed="[layer, call, output]")
    return operands


def _constant_or_ref(data: Sequence[Any]) -> Any:
    if data[0] == "_CONSTANT_VALUE":
        return data[2]
    found = _ref(data[:3])
    if found is None:
        raise CostModelError(f"{quoted(data)} is no tensor", given=data, allowed="[layer, call, output]")
    return found


def _ref(data: Any) -> Ref | None:
    if isinstance(data, list) and len(data) == 3 and [type(one) for one in data] == [str, int, int]:
        return Ref(*data)
    return None


def _tensors(data: Any) -> Any:
    """An argument with its tensors as `Ref`, and other objects of Keras 3 as what they stand for."""
    if isinstance(data, list):
        return _ref(data) or [_tensors(one) for one in data]
    if not isinstance(data, Mapping):
        return data
    kind, config = data.get("class_name"), data.get("config")
    if kind == "__keras_tensor__" and isinstance(config, Mapping):
        found = _ref(config.get("keras_history"))
        if found is None:
            raise CostModelError(f"{quoted(config)} is no tensor", given=config, allowed="one with a keras_history")
        return found
    if kind == "__slice__" and isinstance(config, Mapping):
        return slice(config.get("start"), config.get("stop"), config.get("step"))
    if kind == "__tuple__":
        return [_tensors(one) for one in listed(data.get("items", []), "items")]
    if kind in ("__numpy__", "__tensor__") and isinstance(config, Mapping):
        return config.get("value")
    if kind == "__ellipsis__":
        return ...
    return {key: _tensors(value) for key, value in data.items()}


def stated_in(data: Any) -> Iterator[tuple[Ref, tuple[Any, ...]]]:
    """The shapes that Keras 3 writes beside each tensor that is read."""
    if isinstance(data, list):
        for one in data:
            yield from stated_in(one)
    elif isinstance(data, Mapping):
        config = data.get("config")
        if data.get("class_name") == "__keras_tensor__" and isinstance(config, Mapping):
            found, shape = _ref(config.get("keras_history")), config.get("shape")
            if found is not None and isinstance(shape, list):
                yield found, tuple(shape)
        else:
            for one in data.values():
                yield from stated_in(one)


def refs_in(data: Any) -> Iterator[Ref]:
    """All tensors in a list, an object, or one alone."""
    found = _ref(data)
    if found is not None:
        yield found
    elif isinstance(data, list | Mapping):
        for one in data.values() if isinstance(data, Mapping) else data:
            yield from refs_in(one)
    else:
        raise CostModelError(f"{quoted(data)} is no tensor", given=data, allowed="[layer, call, output]")


def listed(data: Any, name: str) -> list[Any]:
    """A list of the file.

    Raises:
        CostModelError: if it is none.
    """
    if not isinstance(data, list):
        raise CostModelError(f"{name} cannot be {quoted(data)}", given=data, allowed="a list")
    return data
