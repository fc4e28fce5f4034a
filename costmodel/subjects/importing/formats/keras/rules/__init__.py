"""The layers of Keras, a rule each, grouped by theme. The folder is the registry: a layer is added by its rule.

@rule("Conv2D", over_maps=True)
def conv(call: Call) -> Value: ...
"""

from importlib import import_module
from pkgutil import iter_modules

from costmodel.subjects.importing.formats.keras.registry import RULES as RULES

for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
