"""What people and libraries call the members of families: `resnet50`, `efficientnet-b4`, `torchvision:wide_resnet50_2`.

A family's file says it as `CALLED`: by who calls them so (nobody in particular, torchvision, timm) patterns, and the knobs of
the network that is meant. A list holds what may stand at the knob's place, a mapping says how that is written there:

    CALLED: Patterns = {
        "": [("resnet{depth}", {"depth": [18, 34, 50]})],
        "torchvision": [("resnet{depth}", {"depth": [50], "stride_in": "3x3"})],
        "timm": [("mobilenetv2_{alpha}", {"alpha": {"050": "0.5"}})],
    }

A plain name is the paper's network, which a library's of the same name need not be; of a library there stand only those whose
parameters and mult-adds are known to be equal, digit by digit.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Patterns: TypeAlias = Mapping[str, list[tuple[str, dict[str, Any]]]]

LIBRARIES = ("torchvision", "timm")
