"""What is read of an exported program, as the framework's schema names it; whatever else stands there is passed over."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

MOST_NODES = 200_000
MOST_AXES = 64
LARGEST = 2**40

Argument = dict[str, Any]  # one entry: its kind, such as `as_tensor`, and what it is


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Hint(Part):
    as_int: Annotated[int, Field(ge=0, le=LARGEST)] | None = None


class Expression(Part):
    """A size that is left open.

    Attributes:
        expr_str: a formula of the framework's own. It is a name here and never read as a formula.
        hint: the size of the example that the program was exported with.
    """

    expr_str: str
    hint: Hint | None = None


class Size(Part):
    """Either is there."""

    as_int: Annotated[int, Field(ge=0, le=LARGEST)] | None = None
    as_expr: Expression | None = None


class Device(Part):
    type: str = ""


class TensorMeta(Part):
    sizes: Annotated[list[Size], Field(max_length=MOST_AXES)]
    storage_offset: Size = Size()
    device: Device = Device()


class NamedArgument(Part):
    name: str
    arg: Argument


class Node(Part):
    target: str
    inputs: list[NamedArgument]
    outputs: list[Argument]
    metadata: dict[str, str] = {}


class Graph(Part):
    inputs: list[Argument]
    outputs: list[Argument]
    nodes: Annotated[list[Node], Field(max_length=MOST_NODES)]
    tensor_values: dict[str, TensorMeta]
    sym_int_values: dict[str, Size] = {}


class InputSpec(Part):
    """One is there: what an input of the graph is."""

    user_input: Mapping[str, Any] | None = None
    parameter: Mapping[str, Any] | None = None


class Signature(Part):
    input_specs: list[InputSpec]


class ModuleCall(Part):
    fqn: str


class GraphModule(Part):
    graph: Graph
    signature: Signature
    module_call_graph: list[ModuleCall] = []


class Range(Part):
    min_val: int | None = None
    max_val: int | None = None


class Exported(Part):
    graph_module: GraphModule
    schema_version: dict[str, int] = {}
    range_constraints: dict[str, Range] = {}
    torch_version: str = ""
    guards_code: list[str] = []


class Payload(Part):
    """Where the numbers of a weight stand."""

    path_name: str
    tensor_meta: TensorMeta | None = None


class Payloads(Part):
    config: dict[str, Payload]
