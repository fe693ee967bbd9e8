"""Captions on delivered training, failures and demand, computed from what is drawn."""

import numpy as np
import pandas as pd

from chiprace.look.caption import Caption
from chiprace.look.formats import interval, listing, number
from chiprace.models.supercluster_training import QUICKER, Training
from chiprace.scenario import Scenario
from chiprace.words.superclusters import notes_in, percent, share_range

_ONE_JOB = "One job over the whole cluster that stops when any part fails; smaller jobs lose less"


def caption_delivered(case: Training, scenario: Scenario) -> Caption:
    """Caption of the figure on delivered training compute.

    Parameters
    ----------
    case : Training
        What is drawn.
    scenario : Scenario
        The parameters of checkpoints and of the band.

    Returns
    -------
    Caption
        The title names the delivered share at each planned cluster.
    """
    rows = case.targets.to_dict("records")
    shares = [f"{percent(row['share'])} on {row['accelerators']:,.0f}" for row in rows]
    shares[0] = shares[0].replace(" on ", " of peak on ") + " accelerators"
    title = f"Extrapolated, one job delivers {', '.join(shares)}"
    told = [
        f"{row['cluster']}: MFU {share_range(row['mfu_low'], row['mfu_high'])}, goodput "
        f"{share_range(row['goodput_low'], row['goodput_high'])}, delivered "
        f"{percent(row['share'])} ({share_range(row['share_low'], row['share_high'])}), as much as "
        f"{number(row['fully_used'], 2)} accelerators at their full peak"
        for row in rows
    ]
    largest = case.runs.loc[case.runs["fitted"], "accelerators"].max()
    return Caption(
        key="delivered",
        title=title,
        subtitle=(
            "MFU × goodput [% of dense BF16 peak]; "
            f"checkpoint {number(scenario.checkpoint_write_s)} s, "
            f"restart {number(scenario.restart_min)} min; band {percent(scenario.confidence)}; "
            "hatched: extrapolated"
        ),
        alt=(
            f"{title}. Share of the peak that is delivered, falling with size; fitted up to "
            f"{largest:,.0f} accelerators, extrapolated beyond. {'; '.join(told)}."
        ),
        notes=(
            _ONE_JOB,
            _say_fit(case, scenario),
            _say_quicker(case),
            *_say_checks(case),
            *_say_compute(case),
            *_say_set(case.runs, case.failures, case.goodput, case.targets),
        ),
    )


def _say_fit(case: Training, scenario: Scenario) -> str:
    low, high = case.law.slope_interval(scenario.confidence)
    flat = "; no fall at all lies within it" if low < 0 < high else ""
    return (
        f"MFU: least squares of ln MFU on ln n over {case.law.points} runs of at least 1,000 "
        f"accelerators whose denominator is BF16 or FP16; exponent {number(case.law.slope, 2)} "
        f"({interval(low, high, digits=2).replace('–', ' to ', 1)}){flat}; models and chips differ"
    )


def _say_quicker(case: Training) -> str:
    told = [
        f"{percent(row['share'])} on {row['accelerators']:,.0f}"
        for row in case.quick.to_dict("records")
    ]
    return f"Were restarts {QUICKER} times as fast, it would be {listing(told)} accelerators"


def _say_set(*tables: pd.DataFrame) -> tuple[str, ...]:
    """Return what the scenario has set, each once."""
    return tuple(dict.fromkeys(note for table in tables for note in notes_in(table)))


def _say_checks(case: Training) -> tuple[str, ...]:
    checks = []
    for row in case.goodput.to_dict("records"):
        grid = case.delivered
        model = np.interp(
            np.log(row["accelerators"]), np.log(grid["accelerators"]), grid["goodput"]
        )
        least = "at least " if row["floor"] else ""
        checks.append(
            f"{row['label']} at {row['accelerators']:,.0f}: published {least}"
            f"{percent(row['goodput'])}, model {percent(float(model))}"
        )
    if not checks:
        return ()
    return (f"Goodput against what is published: {'; '.join(checks)}",)


def _say_compute(case: Training) -> tuple[str, ...]:
    notes = []
    for row in case.targets.to_dict("records"):
        if np.isfinite(row["eflops"]):
            notes.append(
                f"{row['cluster']}: {number(row['eflops'], 2)} "
                f"({interval(row['eflops_low'], row['eflops_high'], digits=2)}) of "
                f"{number(row['peak_eflops'])} EFLOPS, BF16 dense, {row['chip']}"
                + (f" ({row['bin']})" if row["bin"] else "")
            )
        else:
            notes.append(
                f"{row['cluster']}: no compute given, as no BF16 peak of the {row['chip']} is known"
            )
    return tuple(notes)


def caption_failures(case: Training) -> Caption:
    """Caption of the figure on failures and checkpoints.

    Parameters
    ----------
    case : Training
        What is drawn.

    Returns
    -------
    Caption
        The title names the time between failures of the largest planned cluster.
    """
    rows = case.targets.sort_values("accelerators").to_dict("records")
    largest = rows[-1]
    title = (
        f"At {largest['accelerators']:,.0f} accelerators something would fail every "
        f"{number(60 * largest['mtbf_h'], 2)} minutes"
    )
    told = [
        f"{row['accelerators']:,.0f} accelerators: failure every {number(60 * row['mtbf_h'], 2)} "
        f"minutes ({interval(60 * row['mtbf_h_low'], 60 * row['mtbf_h_high'], digits=2)}), "
        f"checkpoint every {number(row['interval_min'], 2)} minutes"
        for row in rows
    ]
    seen = [
        f"{row['label']} at {row['accelerators']:,.0f}: {number(row['mtbf_h'], 2)} hours"
        for row in case.failures.dropna(subset=["accelerators"]).to_dict("records")
    ]
    fewer = case.half / largest["mtbf_h"]
    each = [1 / (24 * rate) for rate in (case.rate.high, case.rate.low, case.rate.central)]
    notes = [
        f"Line: the largest measured run, one unexpected failure in {number(each[2], 2)} "
        f"accelerator-days; band: all that is published, {interval(each[0], each[1], digits=2)} "
        "accelerator-days",
        "Filled: measured; hollow: a projection or the vendor's simulation, not in the band",
        "Best interval: Young's rule with Daly's exact wall time",
    ]
    if fewer > 1:
        notes.append(
            f"To train half of the time at {largest['accelerators']:,.0f} accelerators, failures "
            f"would have to be {number(fewer, 2)} times rarer"
        )
    notes += _say_set(case.failures, case.targets)
    return Caption(
        key="failures",
        title=title,
        subtitle=(
            "Mean time between failures of the whole machine, and the checkpoint interval that "
            "loses least; log-log"
        ),
        alt=f"{title}. {'; '.join(told)}. Points: {'; '.join(seen)}.",
        notes=tuple(notes),
    )


def caption_years(data: pd.DataFrame) -> Caption:
    """Caption of the figure on chips against a year's output.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supercluster_demand.years_of_output`.

    Returns
    -------
    Caption
        The title names the range of multiples for the first cluster, over the estimates of all
        chips of a year.
    """
    first = data["cluster"].iloc[0]
    mine = data[data["cluster"] == first]
    whole = mine.loc[mine["whole"].astype(bool), "years"]
    title = (
        f"The {first} would take {interval(whole.min(), whole.max(), digits=2)} times a year's "
        "Ascend output"
        if len(whole)
        else "No estimate of all Ascend chips of a year was known"
    )
    told = [
        f"{row['year']}, {row['voice']}, {number(row['output'])}: {number(row['years'], 2)}"
        for row in mine.to_dict("records")
    ]
    notes = [
        "Chips of any generation are counted alike; output of the Ascend 950DT alone is not known",
        "Output is an estimate, a plan or a forecast of the voice named, none is audited",
    ]
    if not data["whole"].all():
        notes.append(
            "The title leaves out counts of one chip alone, assumptions and opinion pieces"
        )
    if (data["counted"] == "die").any():
        dies = data.loc[data["counted"] == "die", "dies"].iloc[0]
        notes.append(
            f"From dies: divided by {number(dies)} as for the Ascend 910C; as some chips have one "
            "die, packages may be more"
        )
    if (data["counted"] == "unstated").any():
        notes.append("Unit unstated: the source does not say packages or dies; read as packages")
    notes += _say_set(data)
    return Caption(
        key="years",
        title=title,
        subtitle="Chips of the cluster divided by each estimate of a year's output, packages; log",
        alt=f"{title}. {'; '.join(told)}.",
        notes=tuple(notes),
    )


def caption_power(data: pd.DataFrame) -> Caption:
    """Caption of the figure on power.

    Parameters
    ----------
    data : DataFrame
        From `chiprace.models.supercluster_demand.powers`.

    Returns
    -------
    Caption
        The title sets the cluster's rating beside the largest site in operation.
    """
    running = data[data["exists"]]
    cluster = data[data["stage"] == "rated"]
    said = []
    if len(cluster):
        row = cluster.iloc[0]
        span = interval(row["low"], row["high"], "MW")
        said.append(f"The {row['label']} is rated at {span}")
    else:
        said.append("The power of an Atlas 950 SuperCluster is not known")
    if len(running):
        top = running.sort_values("mw").iloc[-1]
        said.append(f"the largest site running has {number(top['mw'])}")
        if not len(cluster):
            said[-1] += " MW"
    title = "; ".join(said)
    stages = {"now": "in operation", "planned": "planned", "rated": "rated maximum"}
    told = [
        f"{row['label']}, {stages[row['stage']]}: {interval(row['low'], row['high'], 'MW')}"
        for row in data.to_dict("records")
    ]
    notes = ["The sources of the sites do not say at which boundary their power is counted"]
    if len(cluster):
        notes.append(
            "The cluster: rated maximum of a cabinet × its compute cabinets; upper end × all "
            "cabinets, as the rating of interconnect cabinets is not published; cooling not in it"
        )
    notes.append("The power of the Ascend 960 and its systems is not published")
    notes += _say_set(data)
    return Caption(
        key="power",
        title=title,
        subtitle="Power [MW], log; filled: in operation, hollow: planned or rated; lines: ranges",
        alt=f"{title}. {'; '.join(told)}.",
        notes=tuple(notes),
    )
