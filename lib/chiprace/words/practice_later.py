"""Captions on latency, the newest hardware, training and accuracy."""

import re
from typing import Any

import pandas as pd

from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import day, number, quantity, times
from chiprace.look.tidy import notes_of, rows
from chiprace.models.accuracy import mean_difference
from chiprace.models.serving_frontier import trade_off
from chiprace.models.serving_paper import SERVICE
from chiprace.models.training_mfu import Unsized, best_of_each


def text_frontier(data: pd.DataFrame) -> pd.DataFrame:
    """Give each point its label: chip, who served it, and what is unlike.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.serving_frontier.frontier`.
    """
    return data.assign(text=[_point(row) for row in rows(data)])


def caption_frontier(data: pd.DataFrame) -> Caption:
    """Say what a faster answer costs, from `text_frontier`."""
    line = trade_off(data)
    if len(line) > 1:
        fast, slow = line.iloc[0], line.iloc[-1]
        lost = 100 * (1 - fast["throughput"] / slow["throughput"])
        title = (
            f"Answering {times(slow['tpot_ms'] / fast['tpot_ms'])} as fast costs a 910C "
            f"{quantity(lost, '%', 2)} of its tokens per second"
        )
    else:
        title = "Decode throughput against latency, as far as both are known"
    return Caption(
        key="throughput-latency",
        title=title,
        subtitle=(
            "Decode, token/s per accelerator over time per output token; round: R1 or V3 at about "
            "4,096 tokens of context; hollow: idealised"
        ),
        alt=f"{title}. "
        + " ".join(
            f"{row.text}: {number(row.throughput, 4)} token/s at {number(row.tpot_ms)} ms."
            for row in rows(data)
        ),
        notes=(
            "Triangles have another length of context, crosses another model or one not stated: "
            "they are not to be held against the round marks",
            "Grey lines join equal batches: throughput times time per output token",
            "Vermilion line: CloudMatrix-Infer with only the batch changed",
            *notes_of(data),
        ),
    )


def text_newest(data: pd.DataFrame) -> pd.DataFrame:
    """Give each point its label: the chip.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.serving_newest.newest`.
    """
    return data.assign(text=data["chip"].str.replace(" GPU", "").str.replace("Ascend ", ""))


def caption_newest(data: pd.DataFrame) -> Caption:
    """Say who measured the newest hardware, from `text_newest`."""
    ascend = data[data["chip"].str.startswith("Ascend 950")]
    beside = data.groupby(["section", "row"])["maker"].transform("nunique") > 1
    shared = data.loc[beside, "chip"].str.startswith("Ascend 950").any()
    if ascend.empty:
        title = "No throughput of an Ascend 950 had been published"
    elif ascend["who"].eq("vendor").all() and not shared:
        title = "The Ascend 950's throughput is Huawei's word, and no row has it beside Nvidia's"
    else:
        best = float(ascend["value"].max())
        title = f"The Ascend 950 reaches {number(best)} token/s per accelerator"
    return Caption(
        key="newest-hardware",
        title=title,
        subtitle=(
            "Token/s per accelerator and per megawatt, log scales; compare within a row only; "
            "square: measured or stated by the maker"
        ),
        alt=f"{title}. "
        + " ".join(
            f"{row.section}, {row.row}, {row.text}: {number(row.value)} token/s"
            + (f", {number(row.per_mw / 1e6)} million per MW" if row.per_mw == row.per_mw else "")
            + "."
            for row in rows(data)
        ),
        notes=(
            "100/s a user: tokens per second that one user gets; in and out: tokens of a request",
            "Points in one row did the same work; rows differ in model, lengths, latency and in "
            "what counts as a token",
            "Hollow: announced, and nobody says that it was measured",
            "Per megawatt all in: as SemiAnalysis assumes for the GPU, or the power of the whole "
            "system as it estimates it, as if every accelerator did this work alone",
            *notes_of(data),
        ),
    )


def text_training(data: pd.DataFrame) -> pd.DataFrame:
    """Give each run its label: the model and the chip.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.training_mfu.mfu_by_size`.
    """
    texts = [
        f"{label}, {chip.replace(' GPU', '').replace('Ascend ', '')}" if chip else label
        for label, chip in zip(data["label"], data["chip"], strict=True)
    ]
    return data.assign(text=texts)


def caption_training(data: pd.DataFrame, unsized: list[Unsized]) -> Caption:
    """Say what share of the peak published training runs reach, from `text_training`."""
    best = best_of_each(data)
    title = (
        f"The best published MFU is {_percent(best[0])} on Ascend and {_percent(best[1])} on "
        "Nvidia, of a 16-bit peak"
        if best
        else "Published training runs, by the peak that their MFU is a share of"
    )
    left_out = [f"{each.subject} {_percent(each.mfu)} ({each.peak})" for each in unsized]
    return Caption(
        key="training-mfu",
        title=title,
        subtitle=(
            "Model FLOPs utilisation [%] over accelerators used, log scale; each panel has "
            "another denominator"
        ),
        alt=f"{title}. "
        + " ".join(
            f"{row.text}, {number(row.accelerators, 5)} accelerators, {row.peak}: "
            f"{_percent(row.mfu)}."
            for row in rows(data)
        ),
        notes=(
            "The same run has half the MFU over an FP8 peak that it has over a 16-bit one",
            "Models, lengths and chips differ; most runs are told by those who ran them",
            "Thin lines join runs of one name; the axis of MFU does not start at zero",
            *notes_of(data),
            "A peak not named counts as 16-bit where the chip has no FP8",
            *((f"Without a known size: {'; '.join(left_out)}",) if left_out else ()),
        ),
    )


def caption_accuracy(data: pd.DataFrame) -> Caption:
    """Say what INT8 costs in accuracy, from `accuracy_differences`."""
    api = data[data["reference"] == "api"]["difference"]
    reports = rows(data[data["reference"] == "report"])
    title = (
        f"Under INT8 the scores lie {_points(api.min())} to {_points(api.max())} points from the "
        f"API's, {_points(mean_difference(data, 'api'))} on average"
    )
    notes = [
        "The API was run by the authors of the serving paper; the report is DeepSeek's own",
        "Ten of the paper's sixteen benchmarks are known, from one account of it",
    ]
    if reports:
        worst = min(reports, key=lambda row: row.difference)
        notes.append(
            f"Against the report INT8 is lowest on {worst.benchmark}, by "
            f"{number(abs(worst.difference))} points{_same_test(data, worst)}"
        )
    return Caption(
        key="accuracy-int8",
        title=title,
        subtitle=(
            "DeepSeek R1 in INT8 on Ascend 910C less the reference [percentage points], by "
            "benchmark"
        ),
        alt=f"{title}. "
        + " ".join(
            f"{row.benchmark}, against the {row.reference}: {_points(row.difference)}."
            for row in rows(data)
        ),
        notes=tuple(notes),
    )


def say_grounds(
    served: pd.DataFrame, newest: pd.DataFrame, training: pd.DataFrame, evidence: Evidence
) -> str:
    """Close the chapter with what it rests on and what is not known."""
    parts = []
    if len(served):
        idealised = int(served.drop_duplicates(["phase", "label"])["idealised"].sum())
        unlike = (
            "; no pair of them agrees in every part of the workload"
            if not served["like"].eq(True).any()
            else ""
        )
        parts.append(
            "the comparison with the H800 rests on one paper whose authors sell or serve the "
            f"system; {idealised} of its rows are idealised{unlike}."
        )
    if len(newest):
        outside = newest[newest["chip"].str.startswith("Ascend") & newest["who"].eq("others")]
        who = (
            f"{len(outside)} of those on Ascend were measured by outsiders"
            if len(outside)
            else "none of those on Ascend was measured by an outsider"
        )
        vendor = int(newest["who"].eq("vendor").sum())
        parts.append(
            f"Of the {len(newest)} throughputs in the figure on newer hardware {vendor} are the "
            f"maker's own; {who}."
        )
    own = training[training["maker"] == "Huawei"]["subject"].nunique()
    if own:
        parts.append(f"MFU on Ascend is known of {own} models, all told by Huawei.")
    opening = f"As of {day(evidence.as_of)}, {parts[0]}" if len(served) else " ".join(parts[:1])
    return (
        f"{' '.join((opening, *parts[1:]))} What is not known: the TDP of the 910C by its maker's "
        "word, the power drawn while serving, the throughput of production on CloudMatrix 384 "
        "with its lengths and latency, and any test of both vendors' newest chips on the same "
        "work."
    ).strip()


def _same_test(data: pd.DataFrame, worst: Any) -> str:
    """Say by how much the API's own run missed the report on the same benchmark."""
    mine = rows(data[(data["benchmark"] == worst.benchmark) & (data["reference"] == "api")])
    if not mine:
        return ""
    gap = worst.reference_score - mine[0].reference_score
    return f"; there the API itself scored {number(gap)} points below the report"


def _point(row: Any) -> str:
    words = [row.label.replace(" CloudMatrix-Infer", "").replace(" CANN", "")]
    if row.subject == SERVICE and row.likeness == "like":
        words.append(f"batch {number(row.batch, 2)}")
    if row.likeness == "model":
        known = row.model.replace("DeepSeek-", "") if "-" in row.model else ""
        words.append(known or ("version not stated" if row.model else "model not stated"))
    if row.likeness == "lengths":
        short = re.sub(r"(?:prompt|KV length) (\S+?)(,|$)", r"\1 in\2", row.lengths)
        words.append(re.sub(r"output (\S+)", r"\1 out", short))
    return ", ".join(words)


def _percent(share: float) -> str:
    return quantity(100 * share, "%", 3)


def _points(value: float) -> str:
    text = number(value, 2 if abs(value) >= 0.1 else 1)
    return f"+{text}" if value > 0 else text
