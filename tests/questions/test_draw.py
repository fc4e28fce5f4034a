"""Drawings: what stands in the boxes, where they stand, and that every picture is a file that programs read."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

import costmodel
from costmodel.answers.palette import PALETTE
from costmodel.doors.cli import main
from costmodel.errors import CostModelError, UnknownName
from costmodel.ir.graph import Graph
from costmodel.questions.draw.columns import in_columns
from costmodel.questions.draw.layout import Size, laid_out

BOX = Size(100, 40, 50, 50)


def own(width: int = 8) -> Graph:
    net = costmodel.Network(channels=3, side=16)
    x = net.conv(net.input, width, 3, norm=True, act="relu", name='say "hi" \\ <b> #1')
    with net.scope("block"):
        x = net.add(net.conv(x, width, 3, act="relu"), x)
    return net.classify(x, 10)


@pytest.mark.parametrize("by", ["module", "layer"])
@pytest.mark.parametrize("name", [*costmodel.catalog().record()["architectures"][::4], "nasnet", "densenet"])
def test_every_family_is_drawn_as_valid_xml(name: object, by: str) -> None:
    subject = name if isinstance(name, str) else name["architecture"]  # type: ignore[index]
    root = ElementTree.fromstring(costmodel.draw(subject, by=by).svg())
    namespace = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{namespace}title") == subject
    assert "mult-adds" in (root.findtext(f"{namespace}desc") or "")
    assert min(map(float, (root.get("viewBox") or "").split()[2:])) > 100


def test_boxes_share_all_of_the_cost() -> None:
    for drawing in (costmodel.draw("mobilenet"), costmodel.draw("resnet:depth=50", by="layer")):
        assert (
            sum(map(drawing.cost, drawing.drawn.boxes)) == drawing.total == costmodel.report(drawing.label).totals["mult_adds"]
        )


def test_shares_are_of_the_metric_and_the_convention_that_are_asked_for() -> None:
    drawing = costmodel.draw("mobilenet", metric="params", counting="weights-only")
    assert drawing.total == 4_209_088
    assert "24.3%" in drawing.svg()  # the classifier's


def test_a_scope_has_shares_of_the_whole_network() -> None:
    drawing = costmodel.draw("resnet:depth=50", scope="stage2/block1")
    assert drawing.label == "resnet:depth=50 · stage2/block1"
    assert drawing.record()["boxes"][1]["name"] == "stage2/block1/reduce"
    assert drawing.total == costmodel.report("resnet:depth=50").totals["mult_adds"]


def test_names_of_a_users_own_are_escaped_in_every_format() -> None:
    drawing = costmodel.draw(own, by="layer")
    ElementTree.fromstring(drawing.svg())
    assert '[label="say \\"hi\\" \\\\ <b> #1\\n' in drawing.dot()
    assert '["say #quot;hi#quot; \\ #lt;b#gt; #35;1<br/>' in drawing.mermaid()


def test_arrows_of_text_go_from_box_to_box() -> None:
    assert costmodel.draw(own, by="layer").mermaid().splitlines()[-7:] == [
        "  end",
        "  n0 --> n1",
        "  n1 --> n3",
        "  n1 --> n4",
        "  n4 --> n6",
        "  n3 --> n4",
        "  n6 --> n7",
    ]


def test_dark_pages_have_every_colour_that_is_drawn() -> None:
    svg = costmodel.draw("squeezenet", by="layer").svg()
    style = re.search(r"<style>(.*)</style>", svg)
    assert style is not None
    drawn = set(re.findall(r'(?:fill|stroke)="(#\w+)"', svg.replace(style[0], "")))
    assert drawn <= {shade.light for shade in PALETTE.values()}
    assert all(f'[fill="{colour}"]' in style[1] for colour in drawn)


def test_boxes_do_not_touch_and_arrows_end_at_them() -> None:
    arrows = [(0, 1), (0, 2), (0, 5), (1, 3), (2, 3), (3, 4), (4, 5)]
    placed = laid_out([BOX] * 6, arrows)
    for (x, y), (other_x, other_y) in combinations(placed.boxes, 2):
        assert abs(x - other_x) >= BOX.width or abs(y - other_y) >= BOX.height
    for (_, target), route in zip(arrows, placed.routes, strict=True):
        assert route[-1] == (placed.boxes[target][0] + BOX.port, placed.boxes[target][1])
    assert placed.boxes[3][0] == pytest.approx(placed.boxes[4][0])  # the chain is straight, and the shortcut passes it


def test_an_arrow_against_the_order_ranks_nothing() -> None:
    placed = laid_out([BOX] * 3, [(0, 1), (1, 2), (2, 0)])
    assert placed.ranks == [0, 1, 2]
    assert placed.routes[2][0][1] > placed.routes[2][-1][1]


def test_a_tall_chain_is_broken_into_columns_only_where_one_arrow_crosses() -> None:
    chain = [(place, place + 1) for place in range(19)]
    tall = laid_out([BOX] * 20, chain)
    broken = in_columns(tall, [BOX] * 20, chain)
    assert broken.height < tall.height / 2
    assert len({x for x, _ in broken.boxes}) > 1
    crossed = [*chain, (0, 19)]
    whole = laid_out([BOX] * 20, crossed)
    assert in_columns(whole, [BOX] * 20, crossed) is whole


def test_pictures_are_written_by_their_suffix(tmp_path: Path) -> None:
    drawing = costmodel.draw("mobilenet")
    for suffix, start in ((".svg", "<svg"), (".dot", "digraph"), (".mmd", "flowchart"), (".json", "{")):
        drawing.save(tmp_path / f"x{suffix}")
        assert (tmp_path / f"x{suffix}").read_text().startswith(start)
    with pytest.raises(UnknownName, match=r"unknown suffix '.gif'"):
        drawing.save(tmp_path / "x.gif")


def test_pixels_need_a_library(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    costmodel.draw("mobilenet").save(tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes().startswith(b"\x89PNG")


def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(UnknownName, match="unknown metric of parts 'depth'"):
        costmodel.draw("mobilenet", metric="depth")
    with pytest.raises(UnknownName, match="unknown kind of box 'type'"):
        costmodel.draw("mobilenet", by="type")
    with pytest.raises(CostModelError, match="mobilenet: 'nope' is no scope of the network"):
        costmodel.draw("mobilenet", scope="nope")


def test_a_member_of_a_family_is_drawn_under_its_own_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "resnet50.svg"
    monkeypatch.setattr("sys.argv", ["costmodel", "draw", "resnet50", "-o", str(file)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert ">stage2<" in file.read_text()
