"""How modules are made: without memory for weights where they allow it, and without a word."""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from typing import Any

import torch
from torch import nn

from costmodel.errors import CostModelError


def made(make: Callable[[], Any]) -> Any:
    """What a function makes, on the meta device; on the CPU where it needs the values of what it makes.

    Raises:
        CostModelError: if it raises something there, too.
    """
    with quiet():
        try:
            with torch.device("meta"):
                return make()
        except Exception:  # it may well work where tensors have values
            pass
        try:
            return make()
        except CostModelError:
            raise
        except Exception as error:  # whatever a user's function raises
            raise CostModelError(f"making it raised {type(error).__name__}: {error}") from error


def module_of(given: object) -> nn.Module:
    """What was made, if it is a module.

    Raises:
        CostModelError: if not.
    """
    if not isinstance(given, nn.Module):
        raise CostModelError(f"it returned {type(given).__name__}", given=given, allowed="a PyTorch module")
    return given


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing that a library or a user's module says comes between the lines of an answer."""
    logged = logging.root.manager.disable
    logging.disable()
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(logged)
