"""Which network of the catalog an own network is, if any, so that its published rows apply."""

from costmodel.questions.identify.identification import Identification, identify

__all__ = ["Identification", "identify"]

QUESTION = identify
GROUP = "literature"
