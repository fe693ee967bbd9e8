"""What the figure of the supernodes' costs says, computed from its data."""

import pandas as pd

from chiprace.look.caption import Caption
from chiprace.look.formats import listing, number, times
from chiprace.look.tidy import notes_of, rows
from chiprace.models.supernode_costs import DENOMINATORS
from chiprace.words.supernode_tables import FORMATS, spread
from chiprace.words.supernodes import PLANS


def cost_rows(data: pd.DataFrame) -> pd.DataFrame:
    """Give each denominator a row, and each pair of a year its place and its label.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supernode_costs.per_cost`.

    Returns
    -------
    DataFrame
        With ``row, row_name, series, name`` beside; a denominator of which nothing is known
        keeps its row.
    """
    keys = list(DENOMINATORS)
    placed = data.assign(
        row=[keys.index(key) for key in data["denominator"]],
        row_name=[DENOMINATORS[key] for key in data["denominator"]],
    )
    series, names = [], []
    for row in rows(data):
        same = data[data["year"] == row.year]
        order = list(dict.fromkeys(same["pair"]))
        series.append(order.index(row.pair))
        alone = len(set(same["huawei"])) == 1
        ascend = row.huawei.removeprefix("Atlas ").removeprefix("950 ")
        short = row.nvidia.removesuffix(" NVL72") if alone else ascend
        names.append(short if len(order) > 1 else "")
    return placed.assign(series=series, name=names)


def panel_title(data: pd.DataFrame) -> str:
    """Name the panel of one year, from rows of `cost_rows`."""
    huawei, nvidia = (list(dict.fromkeys(data[key])) for key in ("huawei", "nvidia"))
    formats = [FORMATS[form] for form in dict.fromkeys(data["format"])]
    return f"{data['year'].iloc[0]}, {listing(formats)}\n{_short(huawei)}\nover {_short(nvidia)}"


def caption_costs(data: pd.DataFrame) -> Caption:
    """Say what an Ascend pod's compute is paid with, from `cost_rows`."""
    known = data[data["value"].notna()]
    chips = known[known["denominator"] == "chip"]["value"]
    if chips.empty:
        title = "No pair of pods of one year has a known count of chips"
    elif chips.max() < 1:
        title = (
            f"Per chip no Ascend pod reaches Nvidia's of its year: {number(chips.min(), 2)} to "
            f"{times(chips.max())}"
        )
    else:
        title = f"Per chip Ascend pods reach {number(chips.min(), 2)} to {times(chips.max())}"
    missing = data[data["value"].isna()].drop_duplicates(["pair", "denominator"])
    without = {
        f"{row.row_name.lower()}, {row.huawei} over {row.nvidia}: {row.reason}"
        for row in rows(missing)
    }
    boundaries = [word.replace("_", " ") for word in dict.fromkeys(known["boundary"]) if word]
    notes = [*notes_of(known), PLANS]
    if boundaries:
        notes.append(f"Power of both at the boundary: {listing(boundaries)}")
    notes.append("No ratio is formed where the boundaries of power differ")
    return Caption(
        key="per-cost",
        title=title,
        subtitle=(
            "Dense peak per unit paid, Ascend pod over Nvidia's (blue line = 1), log scale; "
            "lines: range over sources"
        ),
        alt=" ".join(
            f"{row.huawei} over {row.nvidia}, {FORMATS[row.format]}, {row.row_name.lower()}: "
            f"{spread(row.value, row.low, row.high)}."
            for row in rows(known)
        )
        + (f" No ratio: {'; '.join(sorted(without))}." if without else ""),
        notes=tuple(dict.fromkeys(notes)),
    )


def _short(names: list[str]) -> str:
    """Join the names of a panel's pods, without what its labels say."""
    bare = [name.split(" / ")[0].split(" as ")[0].split(", plan")[0] for name in names]
    different = list(dict.fromkeys(bare))
    for part, cut in (("Atlas ", str.removeprefix), (" NVL72", str.removesuffix)):
        kept = different[:1] if cut is str.removeprefix else different[-1:]
        if len(different) > 1 and all(part in name for name in different):
            different = [name if name in kept else cut(name, part) for name in different]
    return listing(different)
