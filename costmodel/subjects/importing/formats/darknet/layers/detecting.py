"""Detectors' last layers: functions of some channels of a map. Boxes, which depend on what is found, are not made here."""

from costmodel.errors import CostModelError
from costmodel.ir.ops import Activation
from costmodel.ir.ops.channels import Slice
from costmodel.ir.ops.pointwise import Function
from costmodel.subjects.importing.formats.darknet.cfg import Section
from costmodel.subjects.importing.formats.darknet.net import CHANNELS, Net, layer
from costmodel.subjects.importing.reading import Value

STOP = "counted up to the maps of the detectors: what they make of them depends on what is seen"
TRAINING = (
    "absolute anchors beta1 beta_nms bias_match class_scale classfix cls_normalizer coord_scale"
    " counters_per_class delta_normalizer dets_for_show dets_for_track embedding_layer focal_loss forced"
    " ignore_thresh iou_loss iou_normalizer iou_thresh iou_thresh_kind jitter label_smooth_eps log map"
    " mask_scale max max_delta nms_kind noobject_scale num obj_normalizer object_scale objectness_smooth"
    " random reorg rescore resize scale_x_y show_details sim_thresh sqrt thresh track_ciou_norm"
    " track_history_size tree truth_thresh uc_normalizer yolo_point"
)
COORDINATES = 4
UNCERTAIN = 8  # of Gaussian YOLO: each coordinate with its uncertainty
PLACE = 2  # of the coordinates, x and y
OBJECTNESS = 1


@layer("yolo", "Gaussian_yolo")
def yolo(net: Net, section: Section, x: Value) -> Value:
    """Logistics of all channels but those of a box's width and height, unless the layer before has done them."""
    section.ignore(TRAINING)
    gaussian = section.kind == "Gaussian_yolo"
    boxes = len(section.numbers("mask")) if "mask" in section.options else section.whole("num", 1)
    classes = section.whole("classes", 20)
    coordinates = UNCERTAIN if gaussian else COORDINATES
    _fits(x, boxes * (coordinates + OBJECTNESS + classes))
    squashed = coordinates - PLACE + OBJECTNESS + classes
    return x if section.flag("new_coords") else _of(net, section, x, "sigmoid", boxes * squashed)


@layer("region")
def region(net: Net, section: Section, x: Value) -> Value:
    """Logistics of a box's place and objectness, and a softmax over the classes where one is asked for."""
    section.ignore(TRAINING)
    boxes, classes, coordinates = section.whole("num", 1), section.whole("classes", 20), section.whole("coords", COORDINATES)
    _fits(x, boxes * (coordinates + OBJECTNESS + classes))
    _of(net, section, x, "sigmoid", boxes * (PLACE + OBJECTNESS))
    return _of(net, section, x, "softmax", boxes * classes) if section.flag("softmax") else x


@layer("detection")
def detection(net: Net, section: Section, x: Value) -> Value:
    """A softmax over the classes of each cell where one is asked for."""
    section.ignore(TRAINING)
    side, boxes, classes = section.whole("side", 7), section.whole("num", 1), section.whole("classes", 1)
    cells = side * side
    _fits(x, cells * (boxes * (OBJECTNESS + section.whole("coords", 1)) + classes))
    return _of(net, section, x, "softmax", cells * classes) if section.flag("softmax") else x


def _of(net: Net, section: Section, x: Value, function: Function, channels: int) -> Value:
    """A function of some channels; what comes out is a map like the one that went in, of which no part moves."""
    net.notes[STOP] = None
    part = net.put(section, Slice(channels, CHANNELS), x, part="part")
    net.put(section, Activation(function), part, part=function)
    return x


def _fits(x: Value, channels: int) -> None:
    if x.shape.channels != channels:
        raise CostModelError(f"it reads {channels} channels, and the layer before gives {x.shape.channels}")
