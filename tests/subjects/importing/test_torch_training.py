"""Training beside PyTorch: what its counter of FLOPs prints of a step, and what its hooks find kept for the backward pass."""

from typing import Any

import pytest

torch = pytest.importorskip("torch")
torchvision = pytest.importorskip("torchvision")
from torch import nn  # noqa: E402
from torch.utils.checkpoint import checkpoint  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

import costmodel  # noqa: E402
from costmodel.formulas.training import OPTIMIZERS, Training  # noqa: E402

SIDE, BATCH, ELEMENT = 64, 2, 4
STEP = Training()
NETWORKS = (
    *("alexnet", "convnext_tiny", "densenet121", "efficientnet_b0", "mnasnet0_5", "mobilenet_v2", "mobilenet_v3_small"),
    *("regnet_y_400mf", "resnet18", "resnet50", "resnext50_32x4d", "shufflenet_v2_x0_5", "squeezenet1_1", "vgg11_bn"),
)


def network(name: str) -> Any:
    """A network of torchvision that drops nothing: what it drops by chance is no part of what is read."""
    module = getattr(torchvision.models, name)(weights=None).train()
    for parent in list(module.modules()):
        for child, found in parent.named_children():
            if isinstance(found, nn.Dropout | torchvision.ops.StochasticDepth):
                setattr(parent, child, nn.Identity())
    return module


def measured(module: Any, run: Any = None) -> tuple[int, int]:
    """FLOPs of a step, and the elements of all maps that are kept for the backward pass; vectors are normalisation's."""
    x = torch.randn(BATCH, 3, SIDE, SIDE)
    own = {tensor.untyped_storage().data_ptr() for tensor in (*module.parameters(), *module.buffers())}
    alive: list[Any] = []
    kept: dict[int, int] = {}

    def pack(tensor: Any) -> Any:
        storage = tensor.untyped_storage()
        alive.append(tensor)  # so that no other takes its place
        if storage.data_ptr() not in own and tensor.dim() > 1:
            kept[storage.data_ptr()] = storage.nbytes() // ELEMENT
        return tensor

    with FlopCounterMode(display=False) as counter:
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            y = (run or module)(x)
        y.sum().backward()
    return counter.get_total_flops(), sum(kept.values())


def counted(module: Any, training: Training = STEP) -> dict[str, Any]:
    graph = costmodel.from_torch(module, f"1x3x{SIDE}x{SIDE}").build()
    return costmodel.cost(graph, costmodel.Counting.of("torch-flop-counter", batch=BATCH, training=training))


@pytest.mark.parametrize("name", NETWORKS)
def test_a_step_is_what_torch_counts_and_keeps(name: str) -> None:
    module = network(name)
    found = counted(module)
    assert (found["flops"], found["saved_activations"]) == measured(module)


def test_of_a_network_of_which_the_last_layer_learns() -> None:
    module = network("resnet18")
    module.requires_grad_(requires_grad=False)
    module.fc.requires_grad_(requires_grad=True)
    scopes = tuple(
        name for name, _ in module.named_children() if name != "fc" and any(True for _ in getattr(module, name).parameters())
    )
    found = counted(module, Training(freeze=scopes))
    forward = costmodel.cost(costmodel.from_torch(module, f"1x3x{SIDE}x{SIDE}").build())["flops"] * BATCH
    assert found["flops"] == measured(module)[0] == forward + 2 * 512 * 1000 * BATCH
    assert found["saved_activations"] == 512 * BATCH
    assert found["gradients"] == 512 * 1000 + 1000


def test_blocks_that_are_made_again() -> None:
    """PyTorch makes again what a block has kept, and keeps what goes into it."""
    module = network("resnet18")
    blocks = [f"layer{number}" for number in range(1, 5)]

    def run(x: Any) -> Any:
        x = module.maxpool(module.relu(module.bn1(module.conv1(x))))
        for name in blocks:
            x = checkpoint(getattr(module, name), x, use_reentrant=False)
        return module.fc(torch.flatten(module.avgpool(x), 1))

    found = counted(module, Training(checkpoint=tuple(blocks)))
    assert found["flops"] == measured(module, run)[0]
    once = counted(module)
    assert found["saved_activations"] < once["saved_activations"] / 2
    assert found["training_memory"] < once["training_memory"]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_an_optimizer_keeps(name: str) -> None:
    module = nn.Linear(30, 20)
    made = {
        "sgd": lambda them: torch.optim.SGD(them, 0.1),
        "momentum": lambda them: torch.optim.SGD(them, 0.1, momentum=0.9),
        "adagrad": torch.optim.Adagrad,
        "rmsprop": torch.optim.RMSprop,
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
    }[name](module.parameters())
    module(torch.ones(1, 30)).sum().backward()
    made.step()
    values = [value for state in made.state_dict()["state"].values() for value in state.values()]
    kept = sum(value.numel() for value in values if isinstance(value, torch.Tensor) and value.dim() > 0)
    assert kept == OPTIMIZERS[name] * (30 * 20 + 20)


def test_in_mixed_precision_gradients_are_wide_and_maps_are_not() -> None:
    module = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
    kept: list[Any] = []

    def pack(tensor: Any) -> Any:
        kept.append(tensor.dtype)
        return tensor

    with torch.autocast("cpu", dtype=torch.bfloat16), torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        y = module(torch.ones(1, 3, 8, 8))
    y.sum().backward()
    assert set(kept) == {torch.bfloat16}  # maps, and the copy of the weights
    assert module[0].weight.grad.dtype == torch.float32
