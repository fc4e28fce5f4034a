"""`man costmodel`, of the same options as the page of commands; run as a program it is written to where the package has it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from commands import FAMILY, Told, of_all, options, usage

from costmodel.questions import verbs

MAN = Path(__file__).parent / "costmodel.1"  # a test compares it, and `make refresh` writes it
EXITS = {
    "0": "Done.",
    "1": "A check failed: a published row differs.",
    "2": "Wrong usage: one line says what was wrong, what was given, and what is allowed.",
    "130": "Interrupted; what a sweep has done is shown, and kept in its file.",
}
ENVIRONMENT = {
    "NO_COLOR": "No colour on the terminal.",
    "COLUMNS": "How wide a table may be, where the terminal does not say it.",
}
EXAMPLES = (
    "costmodel report mobilenet --alpha 0.5 --rho 0.714",
    "costmodel reconcile resnet --mult-adds 4.1G",
    "costmodel symbolic mobilenet --free alpha,rho",
    "costmodel solve mobilenet --free alpha --mult-adds 150M",
    "costmodel sweep mobilenet --vary alpha=0.25:1.5:0.05 --where 'mult_adds <= 300M'",
)


def man_page() -> str:
    """The manual page, in the macros of man(7)."""
    lines = [
        '.TH COSTMODEL 1 "" "costmodel" "User commands"',
        *(".SH NAME", r"costmodel \- what a convolutional network costs, from arithmetic alone"),
        *(".SH SYNOPSIS", ".B costmodel", r"\fIcommand\fR [\fIname\fR] [\fIoptions\fR]"),
        *(".SH DESCRIPTION", "Multiply-adds, FLOPs, parameters, memory access cost, activations and peak memory of a network:"),
        "as exact integers, as a closed form, or for a million configurations, with a verdict on what papers printed.",
        r"A network is a family of the catalog (\fBcostmodel list\fR), a file such as \fInet.onnx\fR, a name such as",
        r"\fItimm:resnet50\fR, or a function of your own, \fInet.py:make\fR. Behind its name its knobs are options.",
        ".SH OPTIONS",
        *_entries(of_all()),
    ]
    for verb, one in verbs().items():
        its = options(verb)
        lines += [f".SH {verb.upper()}", rf".B {_roff(usage(verb, its))}", ".PP", _roff(one.answers), *_entries(its)]
    lines += [f".SH KNOBS OF {FAMILY.upper()}", "Other families have others:"]
    lines += [r"\fBcostmodel report NAME \-\-help\fR lists them."]
    lines += _entries(one for one in options("report", FAMILY) if one.panel == "knobs")
    for title, meanings in (("EXIT STATUS", EXITS), ("ENVIRONMENT", ENVIRONMENT)):
        lines += [f".SH {title}"]
        for name, meaning in meanings.items():
            lines += [".TP", f".B {name}", _roff(meaning)]
    lines += [".SH EXAMPLES", ".EX", *map(_roff, EXAMPLES), ".EE"]
    return "\n".join(line.strip() for line in lines) + "\n"


def _entries(its: Iterable[Told]) -> Iterator[str]:
    for one in its:
        written = ", ".join(rf"\fB{_roff(text)}\fR" for text in one.written)
        takes = rf" \fI{_roff(one.takes)}\fR" if one.takes else ""
        yield from (".TP", f"{written}{takes}", _roff(one.says))


def _roff(text: str) -> str:
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("`", "")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    MAN.write_text(man_page(), encoding="utf-8")
