"""Files that the program reads: spaces, devices, networks of every format; mutated in letters, lines, structure and bytes."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from tempfile import mkdtemp

from costmodel.formulas.hardware.device import FOLDER as DEVICES
from costmodel.formulas.hardware.device import device
from costmodel.formulas.hardware.technology import FOLDER as TECHNOLOGIES
from costmodel.formulas.hardware.technology import technology
from costmodel.subjects import subject
from fuzz import binaries
from fuzz.outcome import Case, outcome_of
from fuzz.texts import odd

PROFILED = 0.1  # the part of the files that are profiles of devices or technologies
EXAMPLES = Path(__file__).parent.parent / "examples"
DARKNET = """[net]
height=32
width=32
channels=3

[convolutional]
batch_normalize=1
filters=8
size=3
stride=2
pad=1
activation=leaky

[maxpool]
size=2
stride=2

[route]
layers=-1,0
groups=2
group_id=1

[shortcut]
from=-2
activation=linear

[connected]
output=3
activation=linear
"""
CAFFE = """name: "net"
input: "data"
input_shape { dim: 1 dim: 3 dim: 32 dim: 32 }
layer {
  name: "conv"
  type: "Convolution"
  bottom: "data"
  top: "conv"
  param { lr_mult: 1 }
  convolution_param { num_output: 8 kernel_size: 3 pad: 1 stride: 2 group: 1 bias_term: false }
}
layer { name: "bn" type: "BatchNorm" bottom: "conv" top: "conv" }
layer { name: "scale" type: "Scale" bottom: "conv" top: "conv" scale_param { bias_term: true } }
layer {
  name: "pool"
  type: "Pooling"
  bottom: "conv"
  top: "pool"
  pooling_param { pool: MAX kernel_size: 3 stride: 2 }
}
layer { name: "join" type: "Concat" bottom: "pool" bottom: "pool" top: "join" }
layer { name: "fc" type: "InnerProduct" bottom: "join" top: "fc" inner_product_param { num_output: 3 } }
"""


def cases(chance: Random) -> Iterator[Case]:
    folder = Path(mkdtemp())
    # By the suffix of the file.
    texts = {
        ".toml": ((EXAMPLES / "ofa_mobilenet_v3.toml").read_text(), (EXAMPLES / "unet.toml").read_text()),
        ".cfg": (DARKNET,),
        ".prototxt": (CAFFE,),
    }
    profiles = {device: (DEVICES / "rtx_3090.toml").read_text(), technology: (TECHNOLOGIES / "45nm.toml").read_text()}
    json = binaries.keras(folder)
    data = {".onnx": binaries.onnx(folder), ".tflite": binaries.tflite(folder)}
    while True:
        if chance.random() < PROFILED:
            known = chance.choice(list(profiles))
            text = mutated(profiles[known], chance)
            yield Case(text, partial(outcome_of, partial(read, folder / "profile.toml", encoded(text), known)))
            continue
        suffix = chance.choice([*texts, ".json", *data])
        if suffix in data:
            content = binaries.mutated(data[suffix], chance)
            text = f"{suffix} {content.hex()}"
        else:
            text = mutated(chance.choice(texts[suffix]), chance) if suffix in texts else binaries.replaced(json, chance)
            content = encoded(text)
        yield Case(text, partial(outcome_of, partial(read, folder / f"file{suffix}", content)))


def built(place: str) -> None:
    """Build one network of a file."""
    subject(place).build()


def read(file: Path, content: bytes, known: Callable[[str], object] = built) -> None:
    """Write the file, and read it as what it is."""
    file.write_bytes(content)
    known(str(file))


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def mutated(text: str, chance: Random) -> str:
    """One to three changes."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        lines = text.split("\n")
        place = chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                lines[place] = lines[place].partition("=")[0] + "= " + value(chance)
            case 1:
                del lines[place]
            case 2:
                lines.insert(place, chance.choice(lines))
            case 3:
                lines[place] = odd(chance)
            case 4:
                letter = chance.randrange(len(lines[place]) + 1)
                lines[place] = lines[place][:letter] + odd(chance)[:4] + lines[place][letter:]
            case 5:
                lines = lines[:place]
            case 6:
                lines.insert(place, f"{chance.choice(['stage', 'width', 'x', 'name'])} = {value(chance)}")
            case 7:
                lines[place] = lines[place].replace("3", odd(chance)[:20])
        text = "\n".join(lines)
    return text


def value(chance: Random) -> str:
    """A value of TOML, or what looks like one."""
    kind = chance.randrange(8)
    if kind == 0:
        return "[" * chance.choice([1, 3, 100, 5000]) + "1" + "]" * chance.choice([1, 3, 100, 5000])
    if kind == 1:
        return "9" * chance.choice([1, 20, 400, 6000])
    if kind == 2:
        return chance.choice(
            ["{}", "{ a = 1 }", "[]", "[[]]", "[1, 'a']", "1979-05-27", "nan", "inf", "-1", "0", "1e400", "true"]
        )
    return repr(odd(chance)) if kind < 6 else odd(chance)
