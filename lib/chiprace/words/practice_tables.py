"""Tables on serving DeepSeek R1: what the claim survives, and the paper worked out again."""

import pandas as pd

from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import listing, number, ratio_number
from chiprace.look.tables import Cell, Column, Row, Table
from chiprace.look.tidy import rows
from chiprace.models.serving import CLAIMED, Survival
from chiprace.models.serving_paper import DENOMINATORS, SERVER, SERVICE, paper_rows
from chiprace.models.serving_workload import comparable_workloads
from chiprace.words.practice import COPIED, FORMATS, TWO_DIES


def table_ratios(data: pd.DataFrame, evidence: Evidence, verdicts: list[Survival]) -> Table:
    """Return CloudMatrix 384 over each GPU row and denominator, with the verdicts below.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.serving.serving_frame`.
    evidence : Evidence
        For the workloads.
    verdicts : list of Survival
        From `chiprace.models.serving.survival`.
    """
    columns = [Column("GPU row", align="left")]
    columns += [Column(each.label[0].upper() + each.label[1:], "ratio") for each in DENOMINATORS]
    others = data[data["against"] != ""]
    body = []
    for row in rows(others.drop_duplicates(["phase", "label"])):
        mine = others[(others["phase"] == row.phase) & (others["label"] == row.label)]
        note = _reservation(evidence, row.phase, row.label)
        cells = [Cell(f"{row.phase.capitalize()}, {row.label}", (note,))]
        cells += [_ratio_cell(mine, each.key) for each in DENOMINATORS]
        body.append(Row(tuple(cells)))
    verdict = [Cell(f"Surpasses the {CLAIMED}")]
    for each in verdicts:
        text = f"{each.word}, {each.ahead} of {each.rows}" if each.rows else each.word
        verdict.append(Cell(text, facts=tuple(each.facts.split())))
    body.append(Row(tuple(verdict)))
    return Table(tuple(columns), tuple(body))


def caption_ratios(verdicts: list[Survival]) -> Caption:
    """Say over which denominators the claim holds."""
    groups: dict[str, list[str]] = {}
    for each in verdicts:
        groups.setdefault(each.word, []).append(_SHORT[each.key])
    order = ("holds", "splits", "fails")
    told = [f"{word} {listing(groups[word])}" for word in order if word in groups]
    return Caption(
        key="surpasses-h800",
        title=f"“Surpasses the {CLAIMED}” {'; '.join(told)}" if told else "Nothing is known",
        subtitle=(
            "CloudMatrix 384 over each GPU row; above one it is ahead; settings of one kind stand "
            "against each other where both exist"
        ),
        notes=(FORMATS, COPIED, TWO_DIES),
    )


_SHORT = {
    "package": "per package",
    "compute": "per TFLOPS",
    "bandwidth": "per TB/s",
    "tdp": "per watt of TDP",
    "server": "per watt of a server",
}


def table_reproduced(data: pd.DataFrame) -> Table:
    """Return the paper's rows worked out again, from `reproduced`."""
    columns = (
        Column("Row", align="left"),
        Column("As printed", "token/s per package"),
        Column(f"A server over {SERVER}", "token/s"),
        Column("Dense peak", "TFLOPS"),
        Column("Computed", "token/s/TFLOPS"),
        Column("Printed", "token/s/TFLOPS"),
    )
    body = []
    for row in rows(data):
        facts = tuple(row.facts.split())
        copied = (
            Cell(number(row.server, 5), (f"Published by {row.server_voice}",))
            if row.server == row.server
            else Cell("own run", mark="missing")
        )
        known = row.peak == row.peak
        peak = f"{number(row.peak, 4)} ({row.format})" if known else "not known"
        body.append(
            Row(
                (
                    Cell(f"{row.phase.capitalize()}, {row.label}", facts=facts),
                    Cell(number(row.throughput, 4)),
                    copied,
                    Cell(peak),
                    Cell(f"{row.computed:.2f}" if known else "–"),
                    Cell(f"{row.printed:.2f}"),
                )
            )
        )
    return Table(columns, tuple(body))


def caption_reproduced(data: pd.DataFrame) -> Caption:
    """Say how well the paper's columns are reproduced, from `reproduced`."""
    off = (data["computed"] - data["printed"]).abs()
    copied = data["server"].notna()
    gap = (data["server"] - data["throughput"]).abs().max()
    close = int((off < 0.0105).sum())
    return Caption(
        key="serving-paper",
        title=(
            f"{close} of {len(data)} figures per TFLOPS come out as printed, to a hundredth; "
            f"{int(copied.sum())} rows are copied"
        ),
        subtitle=(
            "Tokens/s of a package over its dense peak; the GPU rows beside an eighth of the "
            "server's figure that they come from"
        ),
        notes=(
            f"The copied rows differ from an eighth of the original by at most {number(gap, 1)} "
            "token/s, which is rounding",
            "Ideal: balanced experts or accepted drafts are simulated",
        ),
    )


def _reservation(evidence: Evidence, phase: str, label: str) -> str:
    mine = {(row.phase, row.label): row for row in paper_rows(evidence)}
    row = mine[phase, label]
    own = next(each for each in mine.values() if each.subject == SERVICE and each.phase == phase)
    note = comparable_workloads(own.throughput.basis.workload, row.throughput.basis.workload).note
    return note[0].upper() + note[1:] if note else "The workloads are alike"


def _ratio_cell(group: pd.DataFrame, key: str) -> Cell:
    mine = group[group["key"] == key]
    if mine.empty or mine["ratio"].isna().all():
        return Cell("–", ("A value of one of the two chips is not known",), mark="missing")
    row = rows(mine)[0]
    middle, *ends = (ratio_number(end) for end in (row.ratio, row.ratio_low, row.ratio_high))
    text = f"{middle} ×" if ends[0] == ends[1] else f"{middle} × ({'–'.join(ends)})"
    return Cell(text, facts=tuple(row.facts.split()))
