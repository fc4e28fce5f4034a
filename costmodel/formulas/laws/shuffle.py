"""ShuffleNet: what a bottleneck unit costs in three families, the channel shuffle, and what groups cost in memory access.

h and w are the sides of the map, c the channels of a unit's input and output, m those inside it, g the groups. In the second
paper's laws hw are the pixels of the map, c1 and c2 the input and output channels of a 1x1 convolution, B its mult-adds.
"""

from costmodel.formulas.laws import claim, equation
from costmodel.numbers.algebra import Dim, floor_div, ratio, root

PAPER = "Zhang et al. 2018 (ShuffleNet), arXiv 1707.01083"
PAPER_2 = "Ma et al. 2018 (ShuffleNet V2), arXiv 1807.11164"


@equation(f"{PAPER}, section 3.2")
def resnet_unit(h: Dim, w: Dim, c: Dim, m: Dim) -> Dim:
    """Mult-adds of ResNet's bottleneck unit: 1x1 to m channels, 3x3, 1x1 back to c."""
    return h * w * (2 * c * m + 9 * m * m)


@equation(f"{PAPER}, section 3.2")
def resnext_unit(h: Dim, w: Dim, c: Dim, m: Dim, g: Dim) -> Dim:
    """Mult-adds of ResNeXt's unit: the 3x3 convolution is in g groups."""
    return h * w * (2 * c * m + ratio(9 * m * m, g))


@equation(f"{PAPER}, section 3.2")
def shufflenet_unit(h: Dim, w: Dim, c: Dim, m: Dim, g: Dim) -> Dim:
    """Mult-adds of ShuffleNet's unit: the 1x1 convolutions are in g groups and the 3x3 is depthwise."""
    return h * w * (ratio(2 * c * m, g) + 9 * m)


@equation(f"{PAPER}, section 1")
def resnext_pointwise_share(c: Dim, m: Dim, g: Dim) -> Dim:
    """The part of a ResNeXt unit's mult-adds that its 1x1 convolutions take."""
    return ratio(2 * c * m, resnext_unit(1, 1, c, m, g))


@equation(f"{PAPER}, section 3.2, solved for the channels")
def resnet_unit_channels(h: Dim, w: Dim, B: Dim) -> Dim:
    """Channels c = 4m that a ResNet unit can have within B mult-adds."""
    return 4 * root(ratio(B, 17 * h * w))


@equation(f"{PAPER}, section 3.2, solved for the channels")
def resnext_unit_channels(h: Dim, w: Dim, B: Dim, g: Dim) -> Dim:
    """Channels c = 4m that a ResNeXt unit can have within B mult-adds."""
    return 4 * root(ratio(B * g, h * w * (8 * g + 9)))


@equation(f"{PAPER}, section 3.2, solved for the channels")
def shufflenet_unit_channels(h: Dim, w: Dim, B: Dim, g: Dim) -> Dim:
    """Channels c = 4m that a ShuffleNet unit can have within B mult-adds: more than the other two at an equal budget."""
    return ratio(g * (root(81 + ratio(32 * B, g * h * w)) - 9), 4)


@claim(f"{PAPER}, section 3.2")
def resnext_unit_saves(h: Dim, w: Dim, c: Dim, m: Dim, g: Dim) -> Dim:
    """With equal channels a ResNeXt unit needs no more mult-adds than ResNet's."""
    return resnet_unit(h, w, c, m) - resnext_unit(h, w, c, m, g)


@claim(f"{PAPER}, section 3.2")
def shufflenet_unit_saves(h: Dim, w: Dim, m: Dim, g: Dim) -> Dim:
    """With equal channels c = 4m a ShuffleNet unit needs no more mult-adds than ResNeXt's in as many groups."""
    return resnext_unit(h, w, 4 * m, m, g) - shufflenet_unit(h, w, 4 * m, m, g)


@equation(f"{PAPER}, section 3.1")
def shuffled_channel(i: Dim, g: Dim, n: Dim) -> Dim:
    """Where the shuffle puts channel i of g groups of n: the (g, n) matrix of channels is transposed and read off again."""
    group = floor_div(i, n)
    return (i - n * group) * g + group


@equation(f"{PAPER_2}, section 2, G2, equation 2")
def grouped_pointwise_mac(hw: Dim, c1: Dim, c2: Dim, g: Dim) -> Dim:
    """Memory access cost of a 1x1 convolution in g groups: input and output map, and the weights."""
    return hw * (c1 + c2) + ratio(c1 * c2, g)


@equation(f"{PAPER_2}, section 2, G2, equation 2")
def grouped_pointwise_mac_at_budget(hw: Dim, c1: Dim, B: Dim, g: Dim) -> Dim:
    """The same for B = hw*c1*c2/g mult-adds on a given input: hw*c1 + B*g/c1 + B/hw."""
    return hw * c1 + ratio(B * g, c1) + ratio(B, hw)


@equation(f"{PAPER_2}, section 2, G1 and G2, equations 1 and 2 together")
def grouped_pointwise_mac_bound(hw: Dim, B: Dim, g: Dim) -> Dim:
    """The lower bound for B mult-adds in g groups, met where c1 = c2: 2*sqrt(hw*B*g) + B/hw."""
    return 2 * root(hw * B * g) + ratio(B, hw)


@claim(f"{PAPER_2}, section 2, G1 and G2, equations 1 and 2 together")
def equal_channels_minimise_grouped_mac(hw: Dim, c1: Dim, c2: Dim, g: Dim) -> Dim:
    """In any number of groups the cost is never below that bound, and meets it if and only if c1 = c2."""
    return grouped_pointwise_mac(hw, c1, c2, g) - grouped_pointwise_mac_bound(hw, ratio(hw * c1 * c2, g), g)


@claim(f"{PAPER_2}, section 2, G2, equation 2")
def groups_cost_memory_access(hw: Dim, c1: Dim, B: Dim, g: Dim) -> Dim:
    """On a given input and with the same mult-adds, one more group costs more memory access."""
    return grouped_pointwise_mac_at_budget(hw, c1, B, g + 1) - grouped_pointwise_mac_at_budget(hw, c1, B, g)


@equation(f"{PAPER_2}, section 2, G1, table 1")
def channels_at_ratio(c: Dim, r: Dim) -> Dim:
    """Input channels of a 1x1 convolution with c1:c2 = 1:r and the mult-adds of one with c to c channels."""
    return floor_div(ratio(c, root(r)), 1)


@equation(f"{PAPER_2}, section 2, G2, table 2")
def channels_in_groups(c: Dim, g: Dim) -> Dim:
    """Channels at which a 1x1 convolution in g groups has the mult-adds of an ungrouped one with c: g groups of c/sqrt(g)."""
    return g * floor_div(ratio(c, root(g)), 1)


@equation(f"{PAPER_2}, section 3, where (1-c')/c is printed for 1-c'/c")
def directly_connected(c: Dim, c_branch: Dim, j: Dim) -> Dim:
    """Of c channels, those that reach the j-th next unit untouched, where each unit works on c_branch: (1-c'/c)^j * c."""
    return ratio(c - c_branch, c) ** j * c
