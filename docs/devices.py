"""The page of devices: every figure with its source."""

from writing import filtered

from costmodel.formulas.hardware.device import device, names


def devices_page() -> str:
    """Every figure of every device."""
    found = [device(name) for name in names()]
    rows = [
        (f"`{one.name}`", one.kind, f"`{name}`", one.printed[name], one.sources[name]) for one in found for name in one.printed
    ]
    lines = [
        "# Devices",
        "",
        "What `--device` and [the roofline](../roofline.md) know. Peaks are dense operations a second, a multiply-add is two",
        "of them; every figure stands as its source prints it. What has no source is left out.",
        *filtered(("device", "kind", "figure", "value", "source"), rows),
        "",
        "What a reader has to know besides:",
        "",
        *(f"- {one.title} (`{one.name}`){f': {one.note}' if one.note else ''}" for one in found),
    ]
    return "\n".join(lines) + "\n"
