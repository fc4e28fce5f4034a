"""Attention."""

from costmodel.errors import CostModelError, quoted
from costmodel.ir.ops import Activation, Linear
from costmodel.ir.ops.attention import Attention
from costmodel.ir.ops.elementwise import Elementwise
from costmodel.ir.ops.reduction import Reduce
from costmodel.ir.shape import Shape
from costmodel.numbers.algebra import Dim, exact_div
from costmodel.subjects.importing.formats.keras.call import Call, viewed
from costmodel.subjects.importing.formats.keras.registry import rule
from costmodel.subjects.importing.formats.keras.rules.merging import product
from costmodel.subjects.importing.reading import Value
from costmodel.subjects.importing.trees import leaves


@rule("MultiHeadAttention")
def multi_head(call: Call) -> Value:
    """Projections to heads, attention within each, and a projection of what all of them give (Vaswani et al. 2017, 3.2.2)."""
    heads, key = call.config.whole("num_heads"), call.config.whole("key_dim")
    return _attended(call, heads, heads, key, call.config.whole("value_dim", key))


@rule("GroupQueryAttention", "GroupedQueryAttention")
def grouped_query(call: Call) -> Value:
    """The keys and values of one head serve several query heads (Ainslie et al. 2023)."""
    size = call.config.whole("head_dim")
    return _attended(call, call.config.whole("num_query_heads"), call.config.whole("num_key_value_heads"), size, size)


@rule("Attention")
def attention(call: Call) -> Value:
    """Scores are products of queries and keys (Luong et al. 2015), or sums of the tangents of their sums."""
    scaled = call.config.flag("use_scale", False)
    if call.config.word("score_mode", "dot", ("dot", "concat")) == "concat":
        sums = _sums(call)
        tangents = _tangents(call, _times(call, sums, "scale", 1) if scaled else sums)
        return _weighted(call, _times(call, _summed(call, tangents), "weight", 1))
    query, _, key = _three(call)
    scores = product(call, ("abc", "adc"), "abd", query, key)
    return _weighted(call, _times(call, scores, "scale", 1) if scaled else scores)


@rule("AdditiveAttention")
def additive(call: Call) -> Value:
    """Scores are sums of the tangents of queries and keys (Bahdanau et al. 2015), each feature with a learned factor."""
    tangents = _tangents(call, _sums(call))
    if call.config.flag("use_scale", True):
        tangents = _times(call, tangents, "scale", call.sizes(call.x)[-1])
    return _weighted(call, _summed(call, tangents))


def _attended(call: Call, heads: int, key_heads: int, size: int, value_size: int) -> Value:
    """Multi-head attention over all positions.

    Raises:
        CostModelError: if attention is along some axes only, or the scores are asked for.
    """
    _only_plain(call)
    query, value, key = _three(call)
    bias, features = call.config.flag("use_bias", True), call.sizes(query)[-1]
    parts = (("query", query, heads, size), ("key", key, key_heads, size), ("value", value, key_heads, value_size))
    q, k, v = [_heads(call, part, x, number, width, bias) for part, x, number, width in parts]
    y = call.apply(Attention(), q, k, v, part="attention", written="function")
    merged = call.view(y, (*call.sizes(query)[:-1], heads * value_size), "merge", "function")
    units = call.config.get("output_shape", features)
    if isinstance(units, list):
        [units] = units if len(units) == 1 else [0]
    op = Linear(units, bias, call.axis(-1, merged))
    return call.apply(op, merged, part="output")


def _only_plain(call: Call) -> None:
    axes, rank = call.config.get("attention_axes"), len(call.x.shape)
    listed = [axes] if isinstance(axes, int) else axes
    if listed is not None and listed != list(range(1, rank - 1)):
        raise CostModelError(f"attention along {quoted(axes)} is not known", given=axes, allowed="attention over all positions")
    for flag in ("use_gate", "return_attention_scores"):
        if call.config.flag(flag, False) or call.kwargs.get(flag):
            raise CostModelError(f"attention with {flag} is not known", given=True, allowed="false")


def _heads(call: Call, part: str, x: Value, heads: int, size: int, bias: bool) -> Value:
    """A projection, seen head by head: (batch, heads, positions, features)."""
    y = call.apply(Linear(heads * size, bias, call.axis(-1, x)), x, part=part)
    batch = y.shape[0]
    positions = exact_div(y.shape.size, batch * (heads * size))
    return viewed(call, y, Shape(batch, heads, positions, size), f"{part}/heads", "function")


def _three(call: Call) -> tuple[Value, Value, Value]:
    """Queries, values and keys; the keys are the values where they are not given."""
    named = {name: value for name, value in call.kwargs.items() if isinstance(value, Value)}
    placed = list(leaves(call.args, Value))
    query = placed[0] if placed else named.get("query")
    value = placed[1] if len(placed) > 1 else named.get("value")
    key = placed[2] if len(placed) > 2 else named.get("key", value)
    if query is None or value is None or key is None:
        raise CostModelError("attention needs queries and values", allowed="two tensors or three")
    return query, value, key


def _sums(call: Call) -> Value:
    """The sum of each query and key: (batch, queries, keys, features)."""
    query, _, key = _three(call)
    (batch, queries, features), keys = _triple(call, query), _triple(call, key)[1]
    q = call.view(query, (batch, queries, 1, features), "queries", "function")
    k = call.view(key, (batch, 1, keys, features), "keys", "function")
    return call.apply(Elementwise("add"), q, k, part="sum", written="function")


def _tangents(call: Call, x: Value) -> Value:
    return call.apply(Activation("tanh"), x, part="tanh", written="function")


def _times(call: Call, x: Value, part: str, factors: Dim) -> Value:
    """A tensor times learned factors."""
    return call.apply(Elementwise("multiply"), x, part=part, learns={"weights": [call.learned(part, (factors,))]})


def _summed(call: Call, x: Value) -> Value:
    """The sum over the features, a score for each query and key."""
    scores = call.apply(Reduce("sum", (call.axis(-1, x),)), x, part="score", written="function")
    return call.view(scores, call.sizes(x)[:-1], "scores", "function")


def _weighted(call: Call, scores: Value) -> Value:
    """The values, by the softmax of the scores."""
    weights = call.apply(Activation("softmax"), scores, part="softmax", written="function")
    return product(call, ("abd", "ade"), "abe", weights, _three(call)[1])


def _triple(call: Call, x: Value) -> tuple[Dim, Dim, Dim]:
    if len(x.shape) != 3:
        raise CostModelError(f"attention reads positions of features, not {x.shape}", allowed="three axes")
    batch, positions, features = call.sizes(x)
    return batch, positions, features
