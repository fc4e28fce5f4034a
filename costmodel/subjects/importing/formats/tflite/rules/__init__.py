"""The operators of TensorFlow Lite, a rule each, grouped by theme. The folder is the registry: one is added by its rule.

@rule("CONV_2D")
def conv(operation: Operation) -> Value: ...
"""

from importlib import import_module
from pkgutil import iter_modules

from costmodel.subjects.importing.formats.tflite.registry import RULES as RULES

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
