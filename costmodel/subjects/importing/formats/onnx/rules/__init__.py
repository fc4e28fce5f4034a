"""What the ops of ONNX are here: a rule each, grouped by theme. The folder is the registry: a rule is added in one place.

    @rule("Relu")
    def relu(call: Call) -> Value:
        return call.apply(Activation("relu"), call.tensor(0))

An op of another domain than ONNX's own has the domain before its name: `com.microsoft.FusedConv`.
"""

from collections.abc import Callable
from typing import TypeAlias

from costmodel.subjects.importing.formats.onnx.call import Call, Outcome
from costmodel.subjects.importing.own import Parts
from costmodel.subjects.importing.registry import Registry

Rule: TypeAlias = Callable[[Call], Outcome]


def parts(call: Call) -> Parts:
    """A node for a user's rule."""
    attributes = {name: attribute.value for name, attribute in call.attributes.items()}
    return Parts(attributes, call.tensors, call.apply)


RULES: Registry[Rule] = Registry(__name__, parts)
rule = RULES.add
