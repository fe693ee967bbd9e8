"""The claims on the chips beyond the table: exponential growth, and one chip against one."""

import functools
import math

import numpy as np
import pandas as pd

from chiprace.chance.draws import Trial
from chiprace.chance.shapes import WITHIN
from chiprace.claims.finding import Answer, Decisive, Verdict
from chiprace.claims.roadmap import inline
from chiprace.claims.rule import Test, ids, not_known, verdict_on
from chiprace.claims.verdicts import EQUAL, FIT
from chiprace.evidence.arithmetic import ratio
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import listing, number, times
from chiprace.models.growth import growth
from chiprace.models.releases import release
from chiprace.models.roadmap import doubling_times, timeline
from chiprace.models.roadmap_values import COMPUTE, HUAWEI, METRICS, current
from chiprace.scenario import Scenario

#: How many times today's peak, up or down, the search for a flip goes.
SEARCH = 20.0

#: The accelerators of the other side that the article names.
RIVALS = ("H200", "B200")


@verdict_on("C07", "Roadmap: doubling-time")
def c07_exponential(evidence: Evidence, scenario: Scenario) -> Answer:
    """Growth is exponential if a straight line through the logarithms rises with certainty.

    The line is fitted to FP8 and FP4, announced points included. If its interval holds no growth,
    contested. If it rises, it is the vendor's word only while fewer chips than a fit needs are
    built; contested where a format in which enough are built shows no certain growth; supported
    where one does.
    """
    frame = timeline(evidence, COMPUTE).frame
    own = doubling_times(frame[frame["maker"] == "Huawei"], scenario.confidence)
    plan = own[own["metric"].isin(["fp8", "fp4"]) & (own["points"] > 2)]
    if plan.empty:
        return not_known(evidence, "more than two points of the roadmap in FP8 or FP4")
    first = plan.iloc[0]
    built = own[own["built"] >= FIT.value]
    flat = built[built["high"] == math.inf]
    facts = ids(plan["facts"], built["facts"])
    numbers = (first["doubling"], first["low"], first["high"], "month")
    told = (
        f"{first['label']} doubles every {number(first['doubling'], 2)} months over "
        f"{first['points']} points, {first['built']} of them built"
    )
    if first["high"] == math.inf:
        verdict, more = "contested", "no growth lies within the error"
    elif not flat.empty:
        verdict = "contested"
        more = (
            f"in {flat.iloc[0]['label']}, where {flat.iloc[0]['built']} of "
            f"{flat.iloc[0]['points']} are built, no growth lies within the error"
        )
    elif built.empty:
        verdict, more = "vendor's word only", "too few are built for a line of their own"
    else:
        verdict, more = "supported", f"{built.iloc[0]['label']} rises over what is built as well"
    return Answer(
        verdict,  # type: ignore[arg-type]
        f"doubling in {number(first['doubling'], 2)} months "
        f"({number(first['low'], 2)}–{_months(first['high'])})",
        f"{told}; {more}",
        facts,
        *numbers,
        decisive=_last_peak(
            frame,
            str((flat if not flat.empty else plan).iloc[0]["metric"]),
            scenario.confidence,
            verdict,  # type: ignore[arg-type]
        ),
        hangs_on="no peak of the last chip alone makes growth certain",
        trial=_rise(frame, str((built if len(built) else plan).iloc[0]["metric"])),
    )


def _rise(frame: pd.DataFrame, metric: str) -> Trial | None:
    """Return the fitted growth of a format as a number that has to be above nothing."""
    rows = _series(frame, metric)
    fitted = growth(rows["end"], rows["value"], WITHIN)
    if math.isnan(fitted.low):
        return None
    label = rows["label"].iloc[0]
    slope = Estimate(
        "Ascend",
        f"growth of the {label} peak",
        fitted.rate,
        fitted.low,
        fitted.high,
        "1",
        shape="normal",
    )
    return Trial(
        lambda take: take(slope),
        low=0.0,
        unit="1/year",
        says=f"doublings a year of the {label} peak, within the error of its fit",
    )


def _series(frame: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Return the points of Huawei's chips in a format, as they are known now, by date."""
    mine = (frame["metric"] == metric) & (frame["maker"] == "Huawei") & (frame["stage"] == "now")
    return frame[mine].sort_values("end")


def _months(value: float) -> str:
    return "∞" if value == math.inf else number(value, 2)


def _last_peak(
    frame: pd.DataFrame, metric: str, confidence: float, verdict: Verdict
) -> Decisive | None:
    """Return the peak of the last chip at which growth becomes certain or ceases to be.

    The root of the low end of the interval of the fitted rate, all other points as they are.
    """
    rows = _series(frame, metric)
    last = rows.iloc[-1]
    values = rows["value"].to_numpy(dtype=float).copy()
    today = float(last["value"])

    def certain(peak: float) -> float:
        values[-1] = peak
        return growth(rows["end"], values, confidence).low

    from scipy import optimize  # takes long to import and is needed here alone

    for low, high in ((today / SEARCH, today), (today, today * SEARCH)):
        if certain(low) * certain(high) < 0:
            root = float(optimize.brentq(certain, low, high, xtol=1e-9))
            becomes: Verdict = "supported" if verdict == "contested" else "contested"
            return Decisive(
                f"{last['label']} peak of the {last['chip']}",
                str(last["unit"]),
                today,
                float(last["low"]),
                float(last["high"]),
                root,
                becomes,
            )
    return None


@verdict_on("C08", "Roadmap: years-behind")
def c08_one_chip(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if no Ascend chip that is made reaches either rival in compute.

    Dense peaks are compared in every format that both have. Contested if the range of a ratio
    reaches one for one of the two rivals; contradicted if an Ascend chip passes both.
    """
    made = [chip for chip in HUAWEI if (when := release(evidence, chip)) and when.exists]
    ratios: dict[str, list[tuple[str, str, Estimate, Estimate]]] = {}
    moving: list[tuple[float, str]] = []
    for rival in RIVALS:
        for chip in made:
            for metric in METRICS:
                one, other = current(evidence, chip, metric), current(evidence, rival, metric)
                if one is None or other is None:
                    continue
                if metric.attribute == "compute":
                    ratios.setdefault(rival, []).append((chip, metric.label, one, other))
                elif metric.key in ("memory", "memory_bandwidth"):
                    moving.append((ratio(one, other).central, f"{metric.label} of the {rival}"))
    if len(ratios) < len(RIVALS):
        return not_known(evidence, "a peak of an Ascend chip that is made and of both rivals")
    best = {
        rival: max(found, key=lambda each: ratio(each[2], each[3]).central)
        for rival, found in ratios.items()
    }
    tops_of = {
        rival: [ratio(one, other) for _, _, one, other in found] for rival, found in ratios.items()
    }
    tops = {rival: ratio(one, other) for rival, (_, _, one, other) in best.items()}
    reached = [rival for rival, top in tops.items() if top.high >= EQUAL.value]
    passed = [rival for rival, top in tops.items() if top.central >= EQUAL.value]
    verdict = (
        "contradicted" if len(passed) == len(RIVALS) else "contested" if reached else "supported"
    )
    near = max(tops, key=lambda rival: tops[rival].central)
    chip, label, one, other = best[near]
    most = max(moving, default=None)
    beside = f"; at most {times(most[0])} the {inline(most[1])}" if most else ""
    return Answer(
        verdict,  # type: ignore[arg-type]
        f"at best {times(tops[near].central)} an {near}",
        "The best Ascend chip that is made does "
        + listing(
            [
                f"{times(top.central)} the {best[rival][1]} of the {rival} ({best[rival][0]})"
                for rival, top in tops.items()
            ]
        )
        + beside,
        ids(*(each for _, _, first, second in best.values() for each in (first, second))),
        tops[near].central,
        tops[near].low,
        tops[near].high,
        "1",
        Decisive(
            f"{label} peak of the {chip}",
            one.unit,
            one.central,
            one.low,
            one.high,
            other.low * EQUAL.value,
            "contested",
        ),
        stated="below 1 ×",
        trial=Trial(
            lambda take: functools.reduce(
                np.maximum, (take(top) for found in tops_of.values() for top in found)
            ),
            high=EQUAL.value,
            says="best peak of an Ascend chip over that of the rival it is nearest to",
        ),
    )


TESTS: tuple[Test, ...] = (c07_exponential, c08_one_chip)
