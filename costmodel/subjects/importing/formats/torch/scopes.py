"""Where in a module a recording stands: hooks say which module runs, and a function mode how an operator was called."""

from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

METHODS = (type(str.join), type(int.__add__), type(int.real))  # of classes that are written in C


class Scopes(TorchFunctionMode):
    """The modules that are running, the innermost last.

    Args:
        module: hooks are put on it and on all within, so that it should be a copy.
    """

    def __init__(self, module: nn.Module) -> None:
        super().__init__()
        self._running: list[tuple[str, nn.Module]] = []
        self._way = "function"
        for path, each in module.named_modules():
            if isinstance(each, torch.jit.ScriptModule):  # takes no hooks; what it does stands in the scope around it
                continue
            entered = (path.replace(".", "/"), each)
            each.register_forward_pre_hook(lambda *_, entered=entered: self._running.append(entered), prepend=True)
            each.register_forward_hook(self._left)

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self._way = "method" if isinstance(func, METHODS) else "function"
        return func(*args, **(kwargs or {}))

    def place(self, operator: str) -> str:
        """The name for what an operator does here: that of a layer is the layer's own."""
        path, module = self._running[-1] if self._running else ("", None)
        if path and module is not None and is_layer(module):
            return path
        return f"{path}/{operator}" if path else operator

    @property
    def written(self) -> str:
        """How what happens here is written."""
        return "module" if self._running and is_layer(self._running[-1][1]) else self._way

    @property
    def path(self) -> str:
        """Of the module that is running."""
        return self._running[-1][0] if self._running else ""

    def _left(self, module: nn.Module, *_: Any) -> None:
        while self._running.pop()[1] is not module:  # those within that raised what was caught
            pass


def is_layer(module: nn.Module) -> bool:
    """Is it one of PyTorch's own that has no others within?"""
    return type(module).__module__.startswith("torch.nn.") and next(module.children(), None) is None
