"""One forward pass of a module, written down.

A dispatch mode sees each operator before it is taken apart: in inference mode a convolution, an attention, an LSTM is one
call, as in what `torch.export` writes. Tensors are on the meta device, which has shapes and no memory. What a network makes
without an input (a table of positions, a list of sizes) is computed as the network says, wherever it says, because it may ask
for the result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from inspect import signature
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph
from costmodel.ir.origin import Origin, Tensor
from costmodel.ir.shape import Shape
from costmodel.subjects.importing.aten import carried_out, unknown
from costmodel.subjects.importing.aten.call import Call, operator
from costmodel.subjects.importing.aten.memory import Tensors
from costmodel.subjects.importing.formats.torch.copying import without_memory, without_weights
from costmodel.subjects.importing.formats.torch.making import quiet
from costmodel.subjects.importing.formats.torch.scopes import Scopes
from costmodel.subjects.importing.reading import Reading, Value

META = torch.device("meta")
# What they give depends on values, or how much they give.
OF_VALUES = frozenset(
    (
        *("item", "_local_scalar_dense", "is_nonzero", "equal", "allclose", "nonzero", "nonzero_numpy", "argwhere"),
        *("masked_select", "unique", "_unique2", "unique_dim", "unique_consecutive", "bincount", "torchvision::nms"),
    )
)


# On the meta device they are taken apart into every step, which takes minutes; so their own rules say the shapes.
STEPWISE = frozenset(("lstm", "gru", "rnn_tanh", "rnn_relu"))


class Stopped(BaseException):
    """No value is there for what is asked next. No handler of a network's own is meant to see it."""


class Schema(NamedTuple):
    """What is needed of an operator's schema.

    Attributes:
        names: of the arguments.
        defaults: of those that have one, which calls leave out.
        written: names of those that are written to.
    """

    operator: str
    names: tuple[str, ...]
    defaults: Mapping[str, Any]
    written: tuple[str, ...]


def record(module: nn.Module, arguments: Sequence[Any], keywords: Mapping[str, Any], place: str) -> Graph:
    """The network of one forward pass, in which every tensor among the arguments is an input.

    Raises:
        CostModelError: if the module cannot be copied or raises something.
    """
    copy = without_weights(module)
    reading, tensors, scopes = Reading(), Tensors(memory_of), Scopes(copy)
    learned = {name: (one, Tensor(name, one.numel())) for name, one in copy.named_parameters()}
    for one, tensor in learned.values():
        tensors.hold(one, Value(Shape(*one.shape), None, (tensor,)))
    inputs = _inputs(reading, tensors, copy, arguments, keywords)
    recorder = Recorder(reading, tensors, scopes, inputs)
    try:
        with quiet(), torch.inference_mode(), scopes, recorder:
            copy(*arguments, **keywords)
    except Stopped as stop:
        notes: tuple[str, ...] = (f"the recording ends at {stop}, which depends on data; nothing behind it is counted",)
    except CostModelError:
        raise
    except Exception as error:  # whatever a user's module raises
        raised = CostModelError(f"running it raised {type(error).__name__}: {error}")
        raise (raised.at(scopes.path) if scopes.path else raised) from error
    else:
        notes = ()
    unread = reading.unread(tensor for _, tensor in learned.values())
    kind = f"{type(module).__module__}.{type(module).__qualname__}"
    origin = Origin(place, f"PyTorch module {kind}", f"PyTorch {torch.__version__}", notes, unread, reading.folded)
    return reading.graph(origin)


def _inputs(
    reading: Reading, tensors: Tensors, module: nn.Module, arguments: Sequence[Any], keywords: Mapping[str, Any]
) -> list[Value]:
    """An input for each tensor among the arguments, named as the module's forward names it."""
    try:
        names = list(signature(module.forward).parameters)
    except ValueError:  # a module that was compiled by `torch.jit`
        names = []
    named = [(names[at] if at < len(names) else "input", given) for at, given in enumerate(arguments)]
    made = []
    for name, given in (*named, *keywords.items()):
        for tensor in tree_leaves(given):
            if isinstance(tensor, torch.Tensor):
                made.append(reading.input(name, tensor.shape))
                tensors.hold(tensor, made[-1])
    return made


class Recorder(TorchDispatchMode):
    """Writes down every operator that is called."""

    def __init__(self, reading: Reading, tensors: Tensors, scopes: Scopes, inputs: Sequence[Value]) -> None:
        super().__init__()
        self._reading, self._tensors, self._scopes, self._inputs = reading, tensors, scopes, inputs

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        schema = schema_of(func)
        given = {**schema.defaults, **dict(zip(schema.names, args, strict=False)), **(kwargs or {})}
        tensors = [one for one in tree_leaves(given) if isinstance(one, torch.Tensor)]
        held: dict[str, Any] = tree_map_only(torch.Tensor, self._tensors.value, given)
        place = self._scopes.place(schema.operator)
        call = Call(self._reading, schema.operator, held, place, self._scopes.written)
        result = self._computed(func, args, kwargs or {}, tensors, call)
        outputs = [one for one in tree_leaves(result) if isinstance(one, torch.Tensor)]
        if outputs:
            self._tensors.carry_out(replace(call, stated=[tuple(one.shape) for one in outputs]), outputs, tensors)
        written = [given[name] for name in schema.written if isinstance(given.get(name), torch.Tensor)]
        for one in written:
            if not any(one is output for output in outputs):
                call = replace(call, stated=[tuple(one.shape)])
                self._tensors.write(one, unknown(call)[0], call)
        return result

    def _computed(self, func: Any, args: Any, kwargs: Any, tensors: Sequence[Any], call: Call) -> Any:
        """What the operator gives, on the meta device if one of its tensors is there or depends on an input."""
        if not any(one.is_meta for one in tensors) and all(operand.node is None for operand in call.operands):
            args, kwargs = tree_map_only(torch.device, lambda device: device if device.type == "cpu" else META, (args, kwargs))
            return func(*args, **kwargs)
        if call.operator in OF_VALUES:
            raise self._stop(call)
        own = {id(one): without_memory(one) for one in tensors}
        args, kwargs = tree_map_only(torch.Tensor, lambda one: own[id(one)], (args, kwargs))
        args, kwargs = tree_map_only(torch.device, lambda device: META, (args, kwargs))
        try:
            result = self._shapes(call, tensors[0].dtype) if call.operator in STEPWISE else func(*args, **kwargs)
        except NotImplementedError:
            raise self._stop(call) from None
        theirs = {id(own[id(one)]): one for one in tensors}
        return tree_map_only(torch.Tensor, lambda one: theirs.get(id(one), one), result)

    def _shapes(self, call: Call, dtype: torch.dtype) -> tuple[torch.Tensor, ...]:
        """What the operator gives, as its rule says."""
        values = carried_out(replace(call, reading=Reading()))
        return tuple(torch.empty(value.shape, dtype=dtype, device=META) for value in values)

    def _stop(self, call: Call) -> Stopped:
        """The recording ends here; an op of which nothing is known says so in the graph."""
        operands = call.operands if any(operand.node is not None for operand in call.operands) else self._inputs
        self._reading.opaque(call.operator, operands, (), call.name)
        return Stopped(call.name)


@cache
def schema_of(func: Any) -> Schema:
    """The schema of an overload of an operator."""
    arguments = func._schema.arguments
    written = (one.name for one in arguments if one.alias_info is not None and one.alias_info.is_write)
    defaults = {one.name: one.default_value for one in arguments if one.has_default_value()}
    return Schema(operator(func._schema.name), tuple(one.name for one in arguments), defaults, tuple(written))


def memory_of(tensor: torch.Tensor) -> int:
    """What identifies the memory of a tensor."""
    memory: int = tensor.untyped_storage()._cdata
    return memory
