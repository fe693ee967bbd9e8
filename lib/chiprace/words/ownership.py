"""Tables, captions and sentences on the cost of ownership, computed from what is drawn."""

from dataclasses import replace

import pandas as pd

from chiprace.evidence.estimate import Estimate
from chiprace.look.caption import Caption
from chiprace.look.formats import interval, number, times, times_interval
from chiprace.look.tables import Cell, Column, Row, Table, word_columns
from chiprace.look.tidy import by_key, notes_of, rows
from chiprace.models.energy import Pair
from chiprace.models.ownership import Case, Terms
from chiprace.scenario import Scenario
from chiprace.words.energy import basis_note, percent

_LEFT_OUT = (
    "Left out on both sides: staff, upkeep, the network between systems, taxes, grants for "
    "building, and what a system draws when idle"
)


def terms_note(terms: Terms) -> str:
    """Say on what terms capital is paid back."""
    return (
        f"Capital at {percent(terms.discount_rate)} a year, hardware over "
        f"{number(terms.hardware_years)} years, buildings over {number(terms.facility_years)}, "
        f"at work in {percent(terms.utilisation)} of the hours: assumptions"
    )


def table_inputs(found: list[Case], both: Pair, scenario: Scenario) -> Table:
    """Build the table of what goes into the costs, and who says so.

    Parameters
    ----------
    found : list of Case
        Both systems at home first; may be empty.
    both : Pair
        The systems.
    scenario : Scenario
        The assumptions.

    Returns
    -------
    Table
        A row an input, a column a system at home.
    """
    sides = list(both)
    table = [
        _row("Power per PFLOPS, all in", "kW", [side.power for side in sides], 3),
        _row("Electricity", "US cents/kWh", [_scaled(side.price, 100) for side in sides], 2),
    ]
    if found:
        homes = found[:2]
        paid = [_scaled(case.system_price, 1e-6) for case in homes]
        table += [
            _row("Price of the system", "million USD", paid, 2),
            _row("Building", "USD per W", [case.capex for case in homes], 3),
        ]
    assumptions = (
        ("Power usage effectiveness", "1", scenario.pue_china, scenario.pue_us),
        ("Share of the peak delivered", "1", scenario.delivered_huawei, scenario.delivered_nvidia),
        ("Share of the hours at work", "1", scenario.utilisation, scenario.utilisation),
        ("Hardware paid back over", "years", scenario.hardware_years, scenario.hardware_years),
        ("Building paid back over", "years", scenario.facility_years, scenario.facility_years),
        ("Cost of capital", "% a year", *(100 * scenario.discount_rate,) * 2),
    )
    for name, unit, one, other in assumptions:
        cells = (Cell(number(one)), Cell(number(other)), Cell("assumed"))
        table.append(Row((Cell(name), Cell(unit), *cells)))
    columns = (
        *word_columns("Input", "Unit"),
        *(Column(f"{side.subject}, {side.country}") for side in sides),
        Column("Rests on", align="left"),
    )
    return Table(columns, tuple(table))


def caption_inputs(scenario: Scenario) -> Caption:
    """Say what the table of inputs holds."""
    same = (scenario.pue_china, scenario.delivered_huawei) == (
        scenario.pue_us,
        scenario.delivered_nvidia,
    )
    how = "are assumed alike for both" if same else "are assumed, and differ"
    return Caption(
        key="inputs",
        title=f"Power and prices come from facts; PUE and delivered share {how}",
        subtitle="What goes into the costs of this chapter; in brackets the range over sources",
        notes=(
            "Electricity ranges over places of the country, building cost over American markets",
        ),
    )


def caption_stack(data: pd.DataFrame, terms: Terms, scenario: Scenario) -> Caption:
    """Say what compute costs with everything counted, from `stack_frame`."""
    case = by_key(data, "case")
    home, other = case["0"], case["1"]
    part = data.set_index(["case", "part"])["value"]
    bill = part[0, "power"] + part[0, "cooling"]
    return Caption(
        key="ownership",
        title=(
            f"With hardware and building Huawei's compute costs "
            f"{times(home.total / other.total)} Nvidia's; power is "
            f"{percent(bill / home.total)} of it"
        ),
        subtitle=(
            "Cost of ownership, USD per delivered PFLOPS-hour, dense BF16; "
            "lines: range of the total over sources"
        ),
        alt=" ".join(
            f"{row.subject} in {_the(row.country)}: {number(row.total, 3)} USD "
            f"(range {interval(row.total_low, row.total_high, digits=2)}): "
            + ", ".join(f"{name} {number(part[row.case, name], 2)}" for name in _parts(data))
            + "."
            for row in rows(data.drop_duplicates("case"))
        ),
        notes=(
            terms_note(terms),
            "A building is paid for by the watt, so that a system that draws more power needs more "
            "building too",
            "Nvidia's system in China pays the price without the subsidy, which is reported for "
            "domestic chips alone; that it may not be sold there is left aside",
            _LEFT_OUT,
            *basis_note(scenario),
            *notes_of(data),
        ),
    )


def caption_offset(data: pd.DataFrame, case: Case, terms: Terms, scenario: Scenario) -> Caption:
    """Say at which price of hardware the offset would hold, from `offset_curves`."""
    ties = data.drop_duplicates("power").set_index("power")["tie"]
    price = case.system_price
    return Caption(
        key="offset",
        title=_offset_title(float(ties["free"]), price),
        subtitle=(
            "Whole cost of a delivered PFLOPS-hour, Huawei's in China over Nvidia's in the US, "
            "by the price of a CloudMatrix 384"
        ),
        alt=(
            "The ratio of whole costs rises in a straight line with the price of the system. "
            f"With electricity paid it is one {_at(float(ties['paid']))}, with electricity free "
            f"{_at(float(ties['free']))}. The price: "
            f"{number(price.central / 1e6, 2)} million USD {_reported(price)} "
            f"({interval(price.low / 1e6, price.high / 1e6, digits=2)}). "
            + " ".join(
                f"At {number(row.price / 1e6)} million USD with electricity {row.power}: "
                f"{times(row.ratio)} ({times_interval(row.low, row.high)[:-2]})."
                for row in rows(data)[::20]
            )
        ),
        notes=(
            "The grey band is the range of reported prices, the shaded one the range over all "
            "other inputs with electricity paid",
            terms_note(terms),
            _LEFT_OUT,
            *basis_note(scenario),
            *notes_of(pd.DataFrame({"notes": [" | ".join(case.notes)]})),
        ),
    )


def say_cross_check(found: list[Case], totals: pd.DataFrame, outside: Estimate | None) -> str:
    """Hold the modelled cost of Nvidia's system against a published one per accelerator-hour.

    Parameters
    ----------
    found : list of Case
        As from `chiprace.models.ownership_inputs.cases`.
    totals : DataFrame
        From `stack_frame` at full use, its delivered shares included.
    outside : Estimate or None
        Published cost per accelerator and hour [USD/h].

    Returns
    -------
    str
        A sentence, or nothing where there is nothing to compare.
    """
    if outside is None or not found:
        return "No published cost of ownership of either system was known on this day."
    case = next(each for each in found if each.side.maker == "Nvidia" and each.home)
    total = by_key(totals[totals["maker"] == "Nvidia"], "maker")["Nvidia"].total
    chips = case.side.compute.central
    whole = total * case.side.delivered * chips
    voice = outside.facts[0].voice
    return (
        f"As a check: at work in all hours, the model puts a {case.side.subject} at "
        f"{number(whole, 3)} USD an hour. {voice} publishes {number(outside.central, 3)} USD per "
        f"accelerator-hour, {number(outside.central * 72, 3)} USD for 72 of them, which counts "
        "the network, storage and running of the site as well. It has no entry for Huawei."
    )


def _row(name: str, unit: str, inputs: list[Estimate], digits: int) -> Row:
    marks = {"estimated": "estimate", "vendor": "vendor's word", "measured": "statistic"}
    cells = [
        Cell(
            number(each.central, digits)
            if interval(each.low, each.high, digits=digits) == number(each.central, digits)
            else f"{number(each.central, digits)} ({interval(each.low, each.high, digits=digits)})",
            notes=each.notes,
            facts=each.ids,
        )
        for each in inputs
    ]
    rests = " / ".join(
        dict.fromkeys(marks[each.mark] if each.facts else "scenario" for each in inputs)
    )
    return Row((Cell(name), Cell(unit), *cells, Cell(rests)))


def _scaled(estimate: Estimate, by: float) -> Estimate:
    return replace(
        estimate, central=estimate.central * by, low=estimate.low * by, high=estimate.high * by
    )


def _offset_title(tie: float, price: Estimate) -> str:
    known = f"{number(price.central / 1e6, 2)} {_reported(price)}"
    if tie <= 0:
        return f"Free power offsets the gap at no price of a system; {known}"
    verb = "offsets" if price.central <= tie else "would offset"
    millions = number(tie / 1e6, 2, keep=True)
    return f"Free power {verb} the gap below {millions} million USD a system; {known}"


def _reported(price: Estimate) -> str:
    return "are reported" if price.facts else "are assumed"


def _at(tie: float) -> str:
    return f"at {number(tie / 1e6, 2, keep=True)} million USD" if tie > 0 else "at no price"


def _parts(data: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(data["part"]))


def _the(country: str) -> str:
    return "the United States" if country == "United States" else country
