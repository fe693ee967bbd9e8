"""China's market by vendor: each counter's parts of the whole, measured in its own way."""

from typing import Any

import pandas as pd

from chiprace.evidence.cells import joined
from chiprace.evidence.estimate import NOTES
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import number
from chiprace.models.market import HUAWEI, NVIDIA, Share, shares

CHINESE = "Chinese vendors"
FOREIGN = "Foreign vendors"
AMD = "AMD"

#: Vendors in the order of the stack; what is left of 100% is not split by the source.
STACK = (HUAWEI, "Other Chinese", CHINESE, FOREIGN, AMD, NVIDIA, "Not split")


_CHINA_COLUMNS = [
    "counter",
    "measure",
    "period",
    "outlook",
    "vendor",
    "share",
    "bottom",
    "mark",
    "notes",
    "facts",
]


def china_market(evidence: Evidence) -> pd.DataFrame:
    """Return China's market by counter, year and vendor as parts of 100%.

    IDC counts units (cards), Bernstein value; where TrendForce measures neither is said. Other
    Chinese vendors are all of them less Huawei, where both are given. IDC's share of Huawei is
    its count of Huawei's cards over its count of all cards.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``counter, measure, period, outlook, vendor, share, bottom, mark, notes, facts``; shares
        in per cent, stacked in the order of `STACK`.
    """
    given: dict[tuple[str, str], dict[str, Share]] = {}
    for subject in (HUAWEI, CHINESE, FOREIGN, AMD, NVIDIA):
        for share in shares(evidence, subject):
            own = share.voice not in (NVIDIA, HUAWEI) and share.low == share.high
            if share.region == "country" and share.counted == "all" and share.period and own:
                given.setdefault((share.voice, share.period), {})[subject] = share
    for (voice, period), parts in given.items():
        if HUAWEI not in parts:
            parts |= _counted(evidence, voice, period)
    rows: list[dict[str, Any]] = []
    for (voice, period), parts in sorted(given.items()):
        rows += _stack(voice, period, parts)
    return pd.DataFrame(rows, columns=_CHINA_COLUMNS)


def _counted(evidence: Evidence, voice: str, period: str) -> dict[str, Share]:
    """Return Huawei's share from one voice's counts of Huawei's and of all cards."""
    found = {}
    own = evidence.of(voice)
    for subject in (HUAWEI, "China"):
        found[subject] = own.find(
            subject,
            "shipments",
            period=period,
            scope="package",
            segment="AI accelerators, China",
        )
    part, whole = found[HUAWEI], found["China"]
    if part is None or whole is None:
        return {}
    value = 100 * part.central / whole.central
    first = part.facts[0]
    told = f"{number(part.central)} of {number(whole.central)}"
    share = Share(
        subject=HUAWEI,
        voice=voice,
        region="country",
        counted="all",
        measure="units",
        period=period,
        stated=first.known_on,
        said=first.known,
        low=value,
        high=value,
        bound="",
        outlook=first.outlook,
        mark=part.mark,
        facts=(*part.ids, *whole.ids),
        notes=(f"{voice}: the share of Huawei follows from its counts of cards, {told}",),
    )
    return {HUAWEI: share}


def _stack(voice: str, period: str, parts: dict[str, Share]) -> list[dict[str, Any]]:
    values = {name: share.low for name, share in parts.items()}
    facts = {name: share.facts for name, share in parts.items()}
    notes = {name: share.notes for name, share in parts.items()}
    if CHINESE in values and HUAWEI in values:
        values["Other Chinese"] = values.pop(CHINESE) - values[HUAWEI]
        facts["Other Chinese"] = (*facts.pop(CHINESE), *facts[HUAWEI])
        notes["Other Chinese"] = notes.pop(CHINESE)
    if FOREIGN in values and NVIDIA in values:
        values.pop(FOREIGN)
    rest = 100 - sum(values.values())
    if rest > 0.5:
        values["Not split"] = rest
        facts["Not split"] = tuple(identity for ids in facts.values() for identity in ids)
    measures = dict.fromkeys(share.measure for share in parts.values())
    measure = next((name for name in measures if name != "unstated"), "unstated")
    unlike = [
        f"{voice}, {period}: whether the share of {name} is by value or by units is not stated"
        for name, share in parts.items()
        if share.measure == "unstated" and measure != "unstated"
    ]
    first = next(iter(parts.values()))
    rows: list[dict[str, Any]] = []
    bottom = 0.0
    for vendor in sorted(values, key=STACK.index):
        rows.append(
            {
                "counter": voice,
                "measure": measure,
                "period": period,
                "outlook": first.outlook,
                "vendor": vendor,
                "share": values[vendor],
                "bottom": bottom,
                "mark": first.mark,
                "notes": NOTES.join((*notes.get(vendor, ()), *(unlike if not rows else ()))),
                "facts": joined(facts[vendor]),
            }
        )
        bottom += values[vendor]
    return rows
