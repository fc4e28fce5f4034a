"""An exported program as a model: its open sizes are knobs, and it runs anew at each setting of them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from costmodel.errors import CostModelError
from costmodel.ir.graph import Graph
from costmodel.ir.origin import Origin, Tensor
from costmodel.ir.shape import Shape
from costmodel.subjects.importing.formats.pt2.archive import Archive
from costmodel.subjects.importing.formats.pt2.inputs import Open, entries, open_sizes
from costmodel.subjects.importing.formats.pt2.running import Run
from costmodel.subjects.importing.formats.pt2.scopes import Scopes
from costmodel.subjects.importing.formats.pt2.symbols import Texts
from costmodel.subjects.importing.model import Model
from costmodel.subjects.importing.reading import Reading, Value

# What a file with wrong contents makes rules stumble over.
STUMBLES = (ArithmeticError, AssertionError, AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)


def model(place: str, archive: Archive) -> Model:
    """The model of a program."""
    try:
        free = open_sizes(archive.exported)
    except STUMBLES as error:
        raise _damaged(error) from error

    name = place.rpartition("/")[2].partition(".")[0]
    return Model(name, partial(_built, place, archive, free), {one.knob: one.size for one in free})


def _built(place: str, archive: Archive, free: Sequence[Open], setting: Mapping[str, Any]) -> Graph:
    try:
        return _graph(place, archive, Texts({one.text: setting[one.knob] for one in free}))
    except STUMBLES as error:
        raise _damaged(error) from error


def _graph(place: str, archive: Archive, texts: Texts) -> Graph:
    exported, reading = archive.exported, Reading()
    program = exported.graph_module
    run = Run(reading, texts, Scopes(call.fqn for call in program.module_call_graph))
    parameters = dict(_parameters(archive))
    for argument in program.graph.inputs:
        if "as_tensor" in argument:
            name = argument["as_tensor"]["name"]
            learned = (parameters[name],) if name in parameters else ()
            run.hold(name, Value(Shape(*run.sizes(program.graph.tensor_values[name].sizes)), None, learned))
    for entry in entries(exported):
        if entry.sizes is not None:
            run.hold(entry.name, reading.input(entry.name, run.sizes(entry.sizes)))
        elif entry.number is not None:
            [number] = run.sizes([entry.number])
            run.known[entry.name] = number
    notes = run.all(program.graph)
    if conditions := len(exported.guards_code):
        notes = (*notes, f"the program is one for sizes that meet {conditions} conditions of its own, which are not read here")
    version = ".".join(map(str, exported.schema_version.values()))
    return reading.graph(
        Origin(
            place,
            f"exported program, schema {version}" if version else "exported program",
            f"PyTorch {exported.torch_version}" if exported.torch_version else "PyTorch",
            notes,
            reading.unread(parameters.values()),
            reading.folded,
        )
    )


def _parameters(archive: Archive) -> Iterator[tuple[str, Tensor]]:
    """The learned tensors, by the names that the graph has for them; those that are tied are one."""
    program = archive.exported.graph_module
    for given in program.signature.input_specs:
        if given.parameter is not None:
            name, own = given.parameter["arg"]["name"], given.parameter["parameter_name"]
            sizes = [size.as_int for size in program.graph.tensor_values[name].sizes]
            yield name, Tensor(archive.tied.get(own, own), Shape(*[size for size in sizes if size is not None]).size)


def _damaged(error: Exception) -> CostModelError:
    return CostModelError(f"it is not as torch.export writes it: {type(error).__name__}: {error}")
