"""The pages of laws and errata: an index that can be filtered, an anchor for each, papers linked."""

import sympy
from catalog import judged
from writing import ARXIV, PAPER, filtered, linked, plain

from costmodel.formulas.laws import Law, laws
from costmodel.published.literature import published
from costmodel.published.row import Row
from costmodel.published.verdict import Judged
from costmodel.questions.symbolic import equation_of, latex_of, prove

NOT_SETTLED = {  # published numbers by what is wrong with them: what that means, and what a row says of it
    "selective": ("Numbers with a reason that would spoil the rows beside them.", "reason"),
    "undetermined": ("Numbers of networks that their print does not fix.", "what is published nowhere"),
    "unreproduced": ("Numbers for which nobody has found the reason.", "what was tried"),
}


def laws_page() -> str:
    """Every law with its equation; a claim with the domain on which it is proved."""
    by_paper = sorted(laws().values(), key=lambda law: law.source)
    lines = [
        "# Laws",
        "",
        "The equations and claims that papers print, as `costmodel formula` gives them. An equation is a quantity; a claim",
        "is an inequality, of which the program proves where it holds. `costmodel formula NAME` gives a law as text, LaTeX",
        "and Python, and `--set c1=128,c2=128,hw=3136` its value.",
        *filtered(("law", "kind", "paper", "place"), map(_in_index, by_paper)),
    ]
    for law in by_paper:
        lines += ["", f"({law.name})=", f"## {law.name}", ""]
        lines += [" ".join(law.statement.split()), "", f"*{linked(law.source)}*", ""]
        if law.kind == "claim":
            proof = prove(law)
            lines += [f"Margin: ${latex_of(law)}$. Holds: {proof.holds}. Equality: {proof.equality or 'nowhere'}."]
        else:
            lines += [f"$${sympy.latex(equation_of(law))}$$"]
    return "\n".join(lines) + "\n"


def errata_page() -> str:
    """Misprints, each with its proof, and the published rows that are not settled."""
    literature = [one for name in published() for one in judged(name)]
    misprinted = [one for one in literature if one.row.erratum]
    lines = [
        "# Errata",
        "",
        "Misprints among the published rows. For each the corrected digits are what the program computes, and a second proof",
        "stands beside them: an equation with other printed numbers, which holds for the corrected digits and fails for the",
        "printed ones, or another source. `costmodel check` verifies the digits and the equations. Behind the misprints stand",
        "the numbers that are not settled: [selective](#selective), [undetermined](#undetermined) and",
        "[unreproduced](#unreproduced).",
        *filtered(("misprint", "metric", "printed", "corrected"), map(_misprint, misprinted)),
    ]
    for one in misprinted:
        lines += _erratum(one)
    for kind, (says, what) in NOT_SETTLED.items():
        found = [one for one in literature if kind == one.verdict or (kind == "selective" and _is_selective(one))]
        lines += ["", f"## {kind.capitalize()}", "", says]
        lines += filtered(("family", "source", "metric", "printed", "computed", what), map(_unsettled, found))
    return "\n".join(lines) + "\n"


def _in_index(law: Law) -> tuple[str, ...]:
    paper, arxiv, place = ARXIV.split(law.source)
    link = f"[{plain(paper.removesuffix(', '))}]({PAPER.format(arxiv)})"
    return f"[{plain(law.name)}](#{law.name})", law.kind, link, plain(place.removeprefix(", "))


def _misprint(judged: Judged) -> tuple[str, ...]:
    row, erratum = judged.row, judged.row.erratum
    assert erratum is not None
    return f"[{plain(_place(row))}](#{row.id})", plain(row.quantity), _digits(row, row.printed), _digits(row, erratum.corrected)


def _erratum(judged: Judged) -> list[str]:
    row, erratum = judged.row, judged.row.erratum
    assert erratum is not None
    printed, right = _digits(row, row.printed), _digits(row, erratum.corrected)
    proofs = [f"`{erratum.equation}`"] if erratum.equation else []
    proofs += [linked(erratum.second)] if erratum.second else []
    lines = ["", f"({row.id})=", f"## {_place(row)}", "", f"*{linked(row.source)}*", ""]
    lines += [f"Printed is **{printed}**, right is **{right}**: {plain(row.because)}. Proof:", ""]
    return [*lines, *(f"- {proof}" for proof in proofs)]


def _digits(row: Row, digits: str) -> str:
    return plain(f"{digits} {row.unit}".strip())


def _place(row: Row) -> str:
    """Who printed it, and where: `Howard et al. 2017, Table 2, Conv 3x3`."""
    return ", ".join(filter(None, (row.place, row.row)))


def _is_selective(judged: Judged) -> bool:
    return judged.verdict == "explained" and judged.row.selective


def _unsettled(judged: Judged) -> tuple[str, ...]:
    row, value = judged.row, judged.computed
    shown = "none" if value is None else f"{float(value):,.6g}"
    printed = _digits(row, row.printed)
    return plain(row.architecture), linked(row.source), plain(row.quantity), printed, shown, linked(judged.reason)
