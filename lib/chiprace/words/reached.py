"""Captions and sentences on shares of peaks, rooflines and where comparisons turn."""

from typing import Any

import pandas as pd

from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import interval, listing, number, quantity
from chiprace.look.tidy import notes_of, rows
from chiprace.models.reached import OWN
from chiprace.models.roofline import MODEL, REFERENCE

_WORK = {"GEMM": "product", "MLA": "attention", "": "product"}
_UNLIKE = (
    "Shares of unlike formats stand side by side: of the 910C's INT8, of the GPUs' BF16. The share "
    "that an H800 or H100 reaches of its FP8 peak on a product alone is not known"
)
_LEAST = (
    "Nobody publishes the bytes that passed through memory. A chip can move no more than its "
    "bandwidth allows, so each result lies on its line, at its mark or to the right of it"
)
_WEIGHTS = (
    "Only the work of the weights on tokens that were served is counted; attention over the "
    "context and drafts that were thrown away come on top"
)


def text_rows(data: pd.DataFrame) -> pd.DataFrame:
    """Return shares or energies with a column ``text`` that names each row.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.reached.shares_reached` or `energy_of_products`.
    """
    return data.assign(text=[_named(row) for row in rows(data)])


def caption_shares(data: pd.DataFrame) -> Caption:
    """Say what share of a peak is reached on one operation alone.

    Parameters
    ----------
    data : DataFrame
        From `text_rows`.
    """
    compute = data[data["kind"] != "memory"]
    chips = listing(sorted({_short(name) for name in data["subject"]}))
    span = interval(compute["value"].min(), compute["value"].max(), "%", 2)
    return Caption(
        key="shares-reached",
        title=f"On one operation alone, {chips} reach {span} of their peak arithmetic",
        subtitle=(
            "Share of the dense peak of one package, or of its memory bandwidth; lines: range "
            "over shapes or sources"
        ),
        alt=" ".join(
            f"{row.text}: {quantity(row.value, '%')}"
            + (f" ({interval(row.low, row.high, '%')})" if row.low < row.high else "")
            + f", by {row.voice}."
            for row in rows(data)
        ),
        notes=(*notes_of(data), *_several(data)),
    )


def say_shares(data: pd.DataFrame) -> str:
    """Say how near the two makers' chips come to their peaks, and what nobody has measured.

    Parameters
    ----------
    data : DataFrame
        From `text_rows`.
    """
    told = []
    for kind, words in (("attention", "peak"), ("memory", "memory bandwidth")):
        mine = data[(data["kind"] == kind) & (data["voice"] != OWN)]
        makers = {row.maker: row for row in rows(mine)}
        if {"Huawei", "Nvidia"} <= set(makers):
            each = [
                f"the {_short(row.subject)} {quantity(row.value, '%')}"
                for row in (makers["Huawei"], makers["Nvidia"])
            ]
            told.append(f"of its {words} {listing(each)}")
    near = (
        "Where both were measured they are close: on attention (MLA), each with a kernel of its "
        f"own, {listing(told)}. "
        if told
        else ""
    )
    return f"{near}{_own_words(data)}"


def caption_energy(data: pd.DataFrame) -> Caption:
    """Say what energy products took, beside what the data sheet promises.

    Parameters
    ----------
    data : DataFrame
        From `text_rows`, of energies.
    """
    ratios = data["value"] / data["promised"]
    span = interval(ratios.min(), ratios.max(), "1", 2)
    return Caption(
        key="energy-of-products",
        title=f"A product takes {span} times the energy that TDP over peak promises",
        subtitle="J/PFLOP of dense products by the board's own counter; lines: range over shapes",
        alt=" ".join(
            f"{row.text}: {number(row.value)} J/PFLOP, promised {number(row.promised)}."
            for row in rows(data)
        ),
        notes=("The board's sensor leaves out the host, the network and the cooling",),
    )


def say_no_energy() -> str:
    """Say that no energy of a product is known, and how one is measured."""
    return (
        "The energy of a product on one of these chips is not among the facts, and this project "
        "has measured none so far. `chiprace measure gpu` measures it with the rate."
    )


def text_served(data: pd.DataFrame) -> pd.DataFrame:
    """Return serving results with a column ``text``: who, phase and share of the peak.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.roofline.served_operations`.
    """
    return data.assign(
        text=[f"{row.label}, {row.phase}: {number(row.share, 2)}%" for row in rows(data)]
    )


def caption_roofline(roofs: pd.DataFrame, served: pd.DataFrame) -> Caption:
    """Say how far serving stays below the roofs.

    Parameters
    ----------
    roofs : DataFrame
        From `chiprace.models.roofline.roofs`.
    served : DataFrame
        From `text_served`.
    """
    spans = {
        str(phase): interval(mine["share"].min(), mine["share"].max(), "%", 2)
        for phase, mine in served.groupby("phase", sort=False)
    }
    title = " and ".join(f"{phase} {span}" for phase, span in spans.items())
    reached = roofs[roofs["reached"]]
    solid = listing([f"{_short(row.subject)} in {row.format}" for row in rows(reached)])
    measured = f"; solid: as reached by the {solid}" if solid else ""
    return Caption(
        key="roofline",
        title=f"Serving {MODEL} uses little of any peak: {title}",
        subtitle=(
            f"Arithmetic rate of one package, with the share of its own 8-bit peak; dashed: roofs "
            f"by data sheet{measured}; hollow: idealised"
        ),
        alt="Roofs. "
        + " ".join(
            f"{row.subject}, {row.format}, {'reached' if row.reached else 'data sheet'}: "
            f"{number(row.peak)} TFLOPS from {number(row.ridge)} operations a byte on."
            for row in rows(roofs)
        )
        + " Results. "
        + " ".join(
            f"{row.label}, {row.phase}: {number(row.value)} TFLOPS, {number(row.share, 2)}% of the "
            f"peak, at least {number(row.intensity, 2)} operations a byte."
            for row in rows(served)
        ),
        notes=(_LEAST, _WEIGHTS, *notes_of(served)),
    )


def with_roofs(data: pd.DataFrame, roofs: pd.DataFrame) -> pd.DataFrame:
    """Put the results and the roofs into one table, as the figure has both."""
    return pd.concat([data, roofs], ignore_index=True)


def text_flips(data: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Put where comparisons turn and what was measured into one table, each row with its name.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.roofline.flips`.
    shares : DataFrame
        From `chiprace.models.roofline.reachable_ratios`.

    Returns
    -------
    DataFrame
        With ``text``, ``measured`` (bool), ``mark`` and ``unit`` beside; empty where nothing can
        turn.
    """
    if data.empty:
        return data
    turning = data.assign(
        text=[f"turns: {row.label}, {row.phase}" for row in rows(data)],
        measured=False,
        mark="estimated",
    )
    known = shares.assign(
        text=[
            f"measured: {row.chip}, {_WORK.get(row.kind, row.kind)} ({_formats(row)})"
            for row in rows(shares)
        ],
        measured=True,
        mark="measured",
        idealised=False,
    )
    return pd.concat([turning, known], ignore_index=True).assign(unit="1")


def caption_flips(data: pd.DataFrame) -> Caption:
    """Say at which ratio of reachable shares the comparison per TFLOPS turns.

    Parameters
    ----------
    data : DataFrame
        From `text_flips`.
    """
    turning, known = data[~data["measured"]], data[data["measured"]]
    span = interval(turning["value"].min(), turning["value"].max(), "1", 2)
    title = f"The comparisons per TFLOPS turn where the shares reached stand at {span}"
    if len(known):
        low, high = known["low"].min(), known["high"].max()
        inside = int(turning["value"].between(low, high).sum())
        title = (
            f"Reachable peaks may turn {inside} of the {len(turning)} comparisons"
            if inside
            else f"Reachable peaks turn none of the {len(turning)} comparisons: they turn at "
            f"{span}, measured is {number(low, 3)}–{number(high, 3)}"
        )
    return Caption(
        key="reachable-peaks",
        title=title,
        subtitle=(
            "Ratio of the shares of peak that both chips reach, at which throughput per reachable "
            "TFLOPS is equal; hollow: idealised"
        ),
        alt=f"{title}. "
        + " ".join(
            f"{row.label}, {row.phase}: CloudMatrix 384 is at {number(row.ratio)} per TFLOPS of "
            f"peak, equal at {number(row.value)}."
            for row in rows(turning)
        )
        + "".join(
            f" {_WORK.get(row.kind, row.kind).capitalize()}: the {row.chip} reaches "
            f"{quantity(row.share, '%')} ({row.format}), the {_short(REFERENCE)} "
            f"{quantity(row.reference_share, '%')} ({row.reference_format}): "
            f"{number(row.value)}."
            for row in rows(known)
        ),
        notes=(
            "To the left of a mark the GPU does more for each TFLOPS that it reaches, to the right "
            "CloudMatrix 384 does",
            *((_UNLIKE,) if len(known) and not known["like"].astype(bool).all() else ()),
        ),
    )


def say_served(data: pd.DataFrame, evidence: Evidence) -> str:
    """Say what stands behind a throughput in operations, with its one assumption.

    Parameters
    ----------
    data : DataFrame
        From `text_served`.
    evidence : Evidence
        For the size of the model.
    """
    active = evidence.estimate(MODEL, "active_parameter_count", unit="1")
    prefill, decode = (data[data["phase"] == phase]["share"] for phase in ("prefill", "decode"))
    return (
        f"One token of {MODEL} meets {number(active.central / 1e9)} billion of its parameters, "
        "with two operations for each. By that count the services use "
        f"{interval(prefill.min(), prefill.max(), '%', 2)} of a chip's 8-bit peak while they read "
        f"and {interval(decode.min(), decode.max(), '%', 2)} while they write. A peak is thus no "
        "measure of what a service gets out of a chip, on either side."
    )


def _named(row: Any) -> str:
    work = {"memory": "memory in attention"}.get(row.kind, _WORK.get(row.work, row.work))
    if row.kind == "memory" and row.work != "MLA":
        work = f"memory, {row.work}"
    if row.kind == "product" and row.work not in _WORK:
        work = f"product, {row.work}"
    return f"{_short(row.subject)}, {row.format} {work}".replace(",  ", ", ")


def _formats(row: Any) -> str:
    return row.format if row.like else f"{row.format} over {row.reference_format}"


def _short(subject: str) -> str:
    return subject.removeprefix("Ascend ")


def _several(data: pd.DataFrame) -> tuple[str, ...]:
    mine = data[data["cases"] > 1]
    if mine.empty:
        return ()
    return (f"{OWN}'s rows show the best of several shapes or sizes; the line spans all of them",)


def _own_words(data: pd.DataFrame) -> str:
    mine = data[data["voice"] == OWN]
    if mine.empty:
        return (
            "The H200, which the article names, has no row: no measurement of it by this project "
            "has been taken, and none by others is among the facts. `chiprace measure gpu` takes "
            "one on any machine that has the card."
        )
    best = mine[mine["kind"] == "product"].sort_values("value").iloc[-1]
    return (
        f"By this project's own measurement the {best['subject']} reaches "
        f"{quantity(best['value'], '%')} of its {best['format']} peak on its best product."
    )
