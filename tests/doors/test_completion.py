"""What a shell is offered: verbs, networks under all their names, options, and the values of each of them."""

import os
import subprocess
import sys

import pytest

from costmodel.archs import names
from costmodel.formulas.conventions import CONVENTIONS
from costmodel.questions import verbs


def complete(line: str, shell: str = "bash", **environment: str) -> list[str]:
    words = {"COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))} if shell == "bash" else {"_TYPER_COMPLETE_ARGS": line}
    env = {**os.environ, **words, "_COSTMODEL_COMPLETE": f"complete_{shell}", **environment}
    done = subprocess.run([sys.executable, "-m", "costmodel"], capture_output=True, text=True, env=env)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("costmodel rec", ["reconcile"]),
        (
            "costmodel report mobilenet_v",
            ["mobilenet_v2", "mobilenet_v3", "mobilenet_v1", "mobilenet_v3_large", "mobilenet_v3_small"],
        ),
        ("costmodel report torchvision:wide", ["torchvision:wide_resnet50_2", "torchvision:wide_resnet101_2"]),
        ("costmodel compare resnet50 sq", ["squeezenet", "squeezenext", "squeezenet1_0", "squeezenet1_1"]),
        ("costmodel check sq", ["squeezenet", "squeezenext"]),
        ("costmodel list sq", ["squeezenet", "squeezenext"]),
        ("costmodel report mobilenet --al", ["--alpha"]),
        ("costmodel report resnet50 --stride-in ", ["1x1", "3x3"]),
        ("costmodel report resnet --depth ", ["18", "34", "50", "101", "152", "200"]),
        ("costmodel report mobilenet --by ", ["type", "module", "layer"]),
        ("costmodel report mobilenet --convention st", ["strict"]),
        ("costmodel symbolic mobilenet --free r", ["resolution", "rho"]),
        ("costmodel symbolic mobilenet --free rho,al", ["rho,alpha"]),
        ("costmodel compare vgg --metrics params,weight", ["params,weight_bytes"]),
        ("costmodel sweep mobilenet --vary al", ["alpha="]),
        ("costmodel sweep mobilenet --pareto params,-fl", ["params,-flops", "params,-flash_bytes"]),
        ("costmodel sweep mobilenet --by alp", ["alpha"]),
        ("costmodel conventions vgg --only thop-0-0-2", ["thop-0-0-22"]),
        ("costmodel formula pointwise", ["pointwise_mac", "pointwise_mac_bound"]),
        ("costmodel report mobilenet --alpha ", []),
        ("costmodel report nothing --al", []),
    ],
)
def test_what_is_begun_is_offered(line: str, offered: list[str]) -> None:
    assert complete(line) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_is_offered_all(shell: str) -> None:
    fish = {"_TYPER_COMPLETE_FISH_ACTION": "get-args"} if shell == "fish" else {}
    for line, offered in (
        ("costmodel ", list(verbs())),
        ("costmodel list ", names()),
        ("costmodel report vgg --convention ", list(CONVENTIONS)),
    ):
        told = " ".join(complete(line, shell, **fish)).replace('"', " ").replace("(", " ").split()
        assert set(offered) <= {word.partition(":")[0] for word in told}, line


def test_a_value_follows_its_knob_where_the_shell_lets_it() -> None:
    """Bash ends a word at an equals sign."""
    assert complete("costmodel sweep mobilenet --vary strides=", "fish", _TYPER_COMPLETE_FISH_ACTION="get-args") == [
        "strides=paper",
        "strides=cifar",
    ]


def test_nothing_of_a_users_is_run_for_it(tmp_path: object) -> None:
    assert complete(f"costmodel report {tmp_path}/net.py:make --al") == []
