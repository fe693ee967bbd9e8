"""Captions, tables and sentences on pods, clusters and sites, computed from what is drawn."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from chiprace.evidence.estimate import NOTES, Estimate
from chiprace.look.caption import Caption
from chiprace.look.formats import day, estimate_text, interval, listing, number, quantity
from chiprace.look.tables import Cell, Column, Row, Table
from chiprace.models.chronology import Event
from chiprace.models.supercluster_listing import Line, share_listed


def notes_in(data: pd.DataFrame) -> tuple[str, ...]:
    """Return the notes of all rows, each once."""
    texts = (note for cell in data["notes"] for note in str(cell).split(NOTES))
    return tuple(dict.fromkeys(note for note in texts if note))


def caption_parts(data: pd.DataFrame, pods: pd.DataFrame) -> Caption:
    """Caption of the test whether totals equal their parts.

    Parameters
    ----------
    data, pods : DataFrame
        From `chiprace.models.superclusters`: `parts_against_total`, `pods_in_clusters`.

    Returns
    -------
    Caption
        The title names the largest deviation from the chips' announced peaks, and the largest
        shortfall by their data sheets where there is one.
    """
    announced = data[data["basis_of_chip"] == "announced"]
    sheets = data[data["basis_of_chip"] == "datasheet"]
    largest = tenth((announced if len(announced) else sheets)["deviation"].abs().max())
    peaks = "announced peaks" if len(announced) else "peaks in data sheets"
    title = f"Announced totals are the chips' {peaks} added up, to within {largest}%"
    short = sheets["deviation"].min() if len(sheets) else 0.0
    if short < 0 and len(announced):
        title = (
            f"Totals are announced peaks added up, to within {largest}%; "
            f"data sheets fall up to {tenth(-short)}% short"
        )
    told = [
        f"{row['label']} in {row['format'].replace('FP16', 'BF16')}, "
        f"{_basis(row['basis_of_chip'], row['bin'])}: {tenth(row['deviation'])}%"
        for row in data.to_dict("records")
    ]
    bins: tuple[str, ...] = ()
    if sheets["bin"].any():
        bins = ("Data sheets name bins of the chip; which bin a system has is not said",)
    return Caption(
        key="parts",
        title=title,
        subtitle=(
            "Count × dense peak of a package against the announced total of the same format [%]; "
            "hollow: announced, filled: data sheet"
        ),
        alt=f"{title}. Difference of the parts from the total: {'; '.join(told)}.",
        notes=(*say_pods(pods), *bins, *notes_in(data)),
    )


def tenth(value: float) -> str:
    """Write per cent with one decimal."""
    return number(round(value, 1), 3)


def _basis(kind: str, bin_: str) -> str:
    words = "announced peak" if kind == "announced" else "data sheet"
    return f"{words} ({bin_})" if bin_ else words


def say_pods(pods: pd.DataFrame) -> tuple[str, ...]:
    """Say for each cluster what whole pods make of its count."""
    said = []
    for row in pods.to_dict("records"):
        made = f"{row['pods']} pods of {number(row['pod'])} make {_whole(row['together'])}"
        count = _whole(row["accelerators"])
        if row["together"] == row["accelerators"]:
            said.append(f"{row['cluster']}: {made}, the announced count")
        else:
            more = _whole(row["together"] + row["pod"])
            said.append(
                f"{row['cluster']}: {made}, not the announced {count}; one more makes {more}"
            )
    return tuple(said)


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def table_listing(lines: list[Line], as_of: date) -> Table:
    """Build the table of what was announced of the Atlas 950 SuperPoD and what is listed.

    Parameters
    ----------
    lines : list of Line
        From `chiprace.models.supercluster_listing.announced_and_listed`.
    as_of : date
        Day of the edition, for what is not known on it.

    Returns
    -------
    Table
        With the listed value as a share of the announced one.
    """
    rows = []
    units = _say_units(lines)
    for line in lines:
        share = share_listed(line)
        rows.append(
            Row(
                (
                    Cell(line.name, notes=units if line.name == "HBM" else ()),
                    _cell(line.announced, as_of),
                    _cell(line.listed, as_of),
                    Cell(f"{number(100 * share, 3)}%")
                    if share is not None
                    else Cell("not known", mark="missing"),
                )
            )
        )
    columns = (
        Column("Atlas 950 SuperPoD", align="left"),
        Column("Announced in 2025"),
        Column("Listed or shown since"),
        Column("Listed of announced"),
    )
    return Table(columns, tuple(rows))


def _say_units(lines: list[Line]) -> tuple[str, ...]:
    """Say where count × memory per NPU shows that a total is in binary units."""
    found = {line.name: line.announced for line in lines}
    count, each, whole = found["NPUs"], found["HBM per NPU"], found["HBM"]
    if count is None or each is None or whole is None:
        return ()
    made = count.central * each.to("TB").central
    if abs(made / 1.024 / whole.central - 1) > 0.001:
        return ()
    return (
        f"{number(count.central)} × {estimate_text(each)} make {number(made, 4)} TB: the announced "
        "total is in binary units, the listed one is not",
    )


def _cell(estimate: Estimate | None, as_of: date) -> Cell:
    if estimate is None:
        return Cell("not known", notes=(f"Nothing known on {day(as_of)}",), mark="missing")
    notes = tuple(note for note in estimate.notes if "of the variant" not in note)
    return Cell(estimate_text(estimate), notes=notes, facts=estimate.ids)


def caption_listing(lines: list[Line]) -> Caption:
    """Caption of `table_listing`; its title says what is left per system and per NPU."""
    shares = {line.name: share_listed(line) for line in lines}
    size, memory = shares.get("NPUs"), shares.get("HBM per NPU")
    link = shares.get("Link per NPU, both directions")
    if size is None:
        title = "No Atlas 950 SuperPoD has been shown or listed for sale yet"
    else:
        title = f"Listed: {number(100 * size)}% of the announced size"
        if memory is not None and link is not None:
            title += f"; per NPU {number(100 * memory, 2)}% of the HBM, "
            title += f"{number(100 * link, 2)}% of the link"
    return Caption(
        key="listing",
        title=title,
        subtitle="Atlas 950 SuperPoD: the largest announced configuration and the largest listed",
        notes=(
            "The architecture is still described as scaling to the announced size",
            "The chip of the listed system is not named; per NPU it is compared with the "
            "Ascend 950DT of the announcement",
        ),
    )


def say_in_use(happened: Iterable[Event]) -> str:
    """Say what Huawei says of the use of the supernode, or that it says nothing.

    Parameters
    ----------
    happened : iterable of Event
        From `chiprace.models.chronology.events`.

    Returns
    -------
    str
        A paragraph of the maker's own words, one a day.
    """
    said = {
        event.start: f"{event.text.rstrip('.')} ({day(event.start)})"
        for event in happened
        if (event.subject, event.voice) == ("Atlas 950 SuperPoD", "Huawei")
    }
    if not said:
        return "Of use of this supernode nobody had spoken."
    return f"Of its use its maker alone speaks: {'; '.join(said.values())}."


def caption_sizes(data: pd.DataFrame) -> Caption:
    """Caption of the figure on who is how big.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supercluster_sites.sizes`.

    Returns
    -------
    Caption
        The title names the largest peak built, and planned with Huawei's and Nvidia's chips.
    """
    parts = []
    for words, chosen in (
        ("built", data[data["exists"] & (data["format"] == "FP8")]),
        ("planned with Ascend", data[~data["exists"] & (data["maker"] == "Huawei")]),
        ("planned with Nvidia", data[~data["exists"] & (data["maker"] == "Nvidia")]),
    ):
        if len(chosen):
            parts.append(f"{number(chosen['eflops'].max())} {words}")
    title = f"Largest peak in EFLOPS: {', '.join(parts)}"
    told = [
        f"{row['label']}: {interval(row['accelerators_low'], row['accelerators_high'])} "
        f"accelerators, {quantity(row['eflops'], 'EFLOPS')}, "
        f"{'built' if row['exists'] else 'announced or planned'}"
        for row in data.to_dict("records")
    ]
    hangs_on: dict[str, list[str]] = {}
    for row in data.to_dict("records"):
        for note in filter(None, row["notes"].split(NOTES)):
            hangs_on.setdefault(note, []).append(row["label"])
    notes = [f"{listing(labels)}: {note}" for note, labels in hangs_on.items()]
    return Caption(
        key="sizes",
        title=title,
        subtitle=(
            "Count × dense FP8 peak of a package [EFLOPS]; filled: built; hollow: announced or "
            "planned; grey lines: equal peak each"
        ),
        alt=f"{title}. {'; '.join(told)}.",
        notes=tuple(notes),
    )


def percent(share: float) -> str:
    """Write a share of one in per cent, small ones as ``under 0.1%``."""
    return "under 0.1%" if share < 0.001 else f"{number(100 * share, 2)}%"


def share_range(low: float, high: float) -> str:
    """Write a range of shares in per cent."""
    if percent(low) == percent(high):
        return percent(low)
    return f"{percent(low)} to {percent(high)}"
