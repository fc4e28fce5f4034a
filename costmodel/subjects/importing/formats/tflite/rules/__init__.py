"""The operators of TensorFlow Lite, a rule each, grouped by theme. The folder is the registry: one is added by its rule.

@rule("CONV_2D")
def conv(operation: Operation) -> Value: ...
"""
