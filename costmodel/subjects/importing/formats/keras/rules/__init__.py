"""The layers of Keras, a rule each, grouped by theme. The folder is the registry: a layer is added by its rule.

@rule("Conv2D", over_maps=True)
def conv(call: Call) -> Value: ...
"""
