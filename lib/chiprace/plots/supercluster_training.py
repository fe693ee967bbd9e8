"""Figures on what large training delivers and what fails."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from chiprace.look.formats import number
from chiprace.look.labels import label_points
from chiprace.look.style import GROUND, LABEL, OTHER, SHADES, SMALL, colour, marker
from chiprace.plots.superclusters import plain_ticks, rows_of

_BAND: dict[str, Any] = {"color": SHADES.other, "alpha": 0.22, "linewidth": 0}
_LINE: dict[str, Any] = {"color": SHADES.ink, "linewidth": 1.3}


def _sizes_axis(ax: Axes, data: pd.DataFrame) -> None:
    ax.set_xscale("log")
    ax.set_xlim(data["accelerators"].min() / 1.5, data["accelerators"].max() * 1.3)
    plain_ticks(ax.xaxis)


def _band(ax: Axes, data: pd.DataFrame, name: str, beyond: pd.Series) -> None:
    """Draw a line with its band, hatched and dashed where it is extrapolated."""
    x = data["accelerators"]
    low, high, middle = (100 * data[name + end] for end in ("_low", "_high", ""))
    first = int(np.argmax(beyond.to_numpy())) if beyond.any() else len(data)
    known, unknown = slice(0, first + 1), slice(first, None)
    ax.fill_between(x[known], low[known], high[known], **_BAND)
    ax.plot(x[known], middle[known], **_LINE)
    if first < len(data):
        ax.fill_between(
            x[unknown],
            low[unknown],
            high[unknown],
            facecolor="none",
            edgecolor=SHADES.rule,
            hatch="////",
            linewidth=0,
        )
        ax.plot(x[unknown], middle[unknown], **_LINE | {"linestyle": (0, (4, 2))})


def plot_mfu(runs: pd.DataFrame, curve: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw MFU of published runs over their size, with the fitted line and its band.

    Parameters
    ----------
    runs, curve : DataFrame
        From `chiprace.models.supercluster_training`: `runs` and `delivered`.
    ax : Axes
        Where.

    Returns
    -------
    Axes
        Crosses are runs that are not fitted: their denominator is FP8 or unstated.
    """
    _sizes_axis(ax, curve)
    _band(ax, curve, "mfu", curve["extrapolated"])
    shown = runs[runs["accelerators"] >= curve["accelerators"].min()]
    for record in rows_of(shown):
        shade = colour(record["maker"])
        if record["low"] < record["high"]:
            ends = [100 * record["low"], 100 * record["high"]]
            ax.plot([record["accelerators"]] * 2, ends, color=shade, linewidth=0.9)
        style = marker(record["maker"], record["mark"], exists=True) | {"markersize": 4}
        if not record["fitted"]:
            style |= {"marker": "x", "markeredgewidth": 1.0}
        ax.plot(record["accelerators"], 100 * record["mfu"], **style)
    ax.set_ylim(0, 100)
    ax.set_title("MFU while training [% of peak]")
    ax.annotate(
        "× other denominator: not fitted",
        (0.98, 0.95),
        xycoords="axes fraction",
        ha="right",
        va="top",
        fontsize=SMALL,
        color=OTHER,
    )
    return ax


def plot_goodput(published: pd.DataFrame, curve: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the share of time that trains over size: the model and what is published.

    Parameters
    ----------
    published, curve : DataFrame
        From `chiprace.models.supercluster_training`: `published_goodput` and `delivered`.
    ax : Axes
        Where.

    Returns
    -------
    Axes
        An upward tick on a point means at least.
    """
    _sizes_axis(ax, curve)
    _band(ax, curve, "goodput", curve["extrapolated"])
    for record in rows_of(published):
        x, y = record["accelerators"], 100 * record["goodput"]
        ax.plot(x, y, **marker("", record["mark"], exists=True) | {"markersize": 4})
        if record["floor"]:
            ax.annotate(
                "",
                (x, y + 9),
                xytext=(x, y),
                arrowprops={"arrowstyle": "->", "color": OTHER, "linewidth": 0.9},
            )
        above = not record["floor"]
        ax.annotate(
            record["label"],
            (x, y),
            xytext=(4, 5) if above else (6, 3),
            textcoords="offset points",
            ha="right" if above else "left",
            fontsize=SMALL,
            color=OTHER,
        )
    ax.set_ylim(0, 115)
    ax.set_title("Goodput: time that trains [%]")
    return ax


def plot_share(curve: pd.DataFrame, targets: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw MFU × goodput over size, with the planned clusters marked.

    Parameters
    ----------
    curve, targets : DataFrame
        From `chiprace.models.supercluster_training`: `delivered` and `at_targets`.
    ax : Axes
        Where.

    Returns
    -------
    Axes
        Hatched and dashed beyond the largest published run.
    """
    _sizes_axis(ax, curve)
    _band(ax, curve, "share", curve["extrapolated"])
    top = 100 * float(curve["share_high"].max())
    ax.set_ylim(0, 1.12 * top)
    beyond = curve.loc[curve["extrapolated"], "accelerators"]
    if len(beyond):
        edge = float(curve.loc[~curve["extrapolated"], "accelerators"].max())
        ax.axvline(edge, color=SHADES.rule, linewidth=0.7, linestyle=":")
        ax.annotate(
            "largest published run",
            (edge, 1.1 * top),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="top",
            fontsize=LABEL,
            color=OTHER,
        )
        ax.annotate(
            "extrapolated",
            (edge, 1.1 * top),
            xytext=(4, 0),
            textcoords="offset points",
            va="top",
            fontsize=LABEL,
            color=OTHER,
        )
    for rank, record in enumerate(rows_of(targets)):
        x, y = record["accelerators"], 100 * record["share"]
        ax.plot(
            [x, x],
            [100 * record["share_low"], 100 * record["share_high"]],
            color=colour("Huawei"),
        )
        ax.plot(x, y, **marker("Huawei", "estimated", exists=False))
        _call_out(ax, (x, y), _target_text(record), (0.90, 0.56) if rank == 0 else (0.985, 0.74))
    ax.set_title("Delivered: MFU × goodput [% of peak]")
    ax.set_xlabel("Accelerators in one job (log scale)")
    return ax


def _call_out(ax: Axes, point: tuple[float, float], text: str, at: tuple[float, float]) -> None:
    """Write a label in free space with a thin line to its point."""
    shade = colour("Huawei")
    ax.annotate(
        text,
        point,
        xytext=at,
        textcoords="axes fraction",
        ha="right",
        va="top",
        fontsize=LABEL,
        color=shade,
        arrowprops={
            "arrowstyle": "-",
            "color": shade,
            "linewidth": 0.5,
            "shrinkB": 4,
            "relpos": (1, 0.2),
        },
        bbox=GROUND,
    )


def _target_text(record: dict[str, Any]) -> str:
    share = number(100 * float(record["share"]), 2)
    text = f"{record['cluster']}: {share}%"
    if np.isfinite(float(record["eflops"])):
        text += f",\n{number(float(record['eflops']), 2)} of "
        text += f"{number(float(record['peak_eflops']), 3)} EFLOPS (BF16)"
    return text


def plot_mtbf(failures: pd.DataFrame, curve: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the time between failures of the whole machine over its size.

    Parameters
    ----------
    failures, curve : DataFrame
        From `chiprace.models.supercluster_training`: `failures` and `curve`.
    ax : Axes
        Where.

    Returns
    -------
    Axes
        Log-log; the line falls with one over the size; filled: measured; hollow: projected.
    """
    _sizes_axis(ax, curve)
    ax.set_yscale("log")
    plain_ticks(ax.yaxis)
    x = curve["accelerators"]
    ax.fill_between(x, curve["mtbf_h_low"], curve["mtbf_h_high"], **_BAND)
    ax.plot(x, curve["mtbf_h"], **_LINE)
    shown = failures.dropna(subset=["accelerators"])
    for record in rows_of(shown):
        style = marker(record["maker"], record["mark"], exists=record["exists"])
        ax.plot(record["accelerators"], record["mtbf_h"], **style)
    ax.set_ylim(curve["mtbf_h_low"].min() / 2, curve["mtbf_h_high"].max() * 2)
    ticks = {1 / 60: "1 minute", 1 / 6: "10 minutes", 1: "1 hour", 24: "1 day", 720: "30 days"}
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.minorticks_off()
    ax.set_title("Time between failures (log scale)")
    ax.set_xlabel("Accelerators (log scale)")
    records = rows_of(shown)
    points = [(row["accelerators"], row["mtbf_h"], _failure_text(row)) for row in records]
    label_points(ax, points, colours=[colour(row["maker"]) for row in records], size=SMALL)
    return ax


def _failure_text(record: dict[str, Any]) -> str:
    return str(record["label"]) + (f":\n{record['part']} only" if record["part"] else "")


def plot_interval(curve: pd.DataFrame, targets: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw the best interval between checkpoints over size.

    Parameters
    ----------
    curve, targets : DataFrame
        From `chiprace.models.supercluster_training`: `curve`, and the same at the planned
        clusters with their names in ``cluster``.
    ax : Axes
        Where.

    Returns
    -------
    Axes
        Log-log, in minutes.
    """
    _sizes_axis(ax, curve)
    ax.set_yscale("log")
    plain_ticks(ax.yaxis)
    x = curve["accelerators"]
    ax.fill_between(x, curve["interval_min_low"], curve["interval_min_high"], **_BAND)
    ax.plot(x, curve["interval_min"], **_LINE)
    for rank, record in enumerate(rows_of(targets)):
        here = (record["accelerators"], record["interval_min"])
        ax.plot(*here, **marker("Huawei", "estimated", exists=False))
        text = f"{record['cluster']}:\n{number(record['interval_min'], 2)} minutes"
        _call_out(ax, here, text, (0.62, 0.27) if rank == 0 else (0.985, 0.84))
    ticks = {1: "1 minute", 10: "10 minutes", 60: "1 hour", 600: "10 hours"}
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.minorticks_off()
    ax.set_title("Best checkpoint interval (log scale)")
    ax.set_xlabel("Accelerators (log scale)")
    return ax
