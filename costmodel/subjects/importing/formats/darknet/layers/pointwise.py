"""Layers that go through a map element by element, or not at all."""

from costmodel.ir.ops import LRN, Activation, BatchNorm, Dropout
from costmodel.subjects.importing.formats.darknet.cfg import Section
from costmodel.subjects.importing.formats.darknet.net import CHANNELS, Net, layer
from costmodel.subjects.importing.reading import Value


@layer("activation")
def activation(net: Net, section: Section, x: Value) -> Value:
    return net.activated(section, x)


@layer("batchnorm")
def batchnorm(net: Net, section: Section, x: Value) -> Value:
    return net.put(section, BatchNorm(axis=CHANNELS), x)


@layer("normalization", "lrn")
def normalization(net: Net, section: Section, x: Value) -> Value:
    section.ignore("alpha beta kappa")
    return net.put(section, LRN(section.whole("size", 5)), x)


@layer("softmax", "soft")
def softmax(net: Net, section: Section, x: Value) -> Value:
    section.ignore("groups temperature tree spatial noloss")
    return net.put(section, Activation("softmax"), x)


@layer("dropout")
def dropout(net: Net, section: Section, x: Value) -> Value:
    section.ignore("probability dropblock dropblock_size_rel dropblock_size_abs")
    return net.put(section, Dropout(), x)


@layer("empty", "silence")
def empty(net: Net, section: Section, x: Value) -> Value:
    return x


@layer("cost", "contrastive")
def loss(net: Net, section: Section, x: Value) -> Value:
    """Part of training alone."""
    section.ignore("type scale ratio classes yolo_layer temperature cls_normalizer max_delta contrastive_neg_max")
    return x
