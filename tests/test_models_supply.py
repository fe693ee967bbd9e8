from datetime import date

import pytest

from chiprace.evidence.policy import Evidence
from chiprace.look.tidy import rows
from chiprace.models.supply import (
    die_bank,
    foreign_parts,
    largest_discount,
    makers,
    output_estimates,
    output_range,
    subsidies,
)


def found(evidence):
    return {(row.year, row.voice, row.of): row for row in rows(output_estimates(evidence))}


def test_a_count_of_dies_is_halved_to_packages(evidence):
    data = found(evidence)
    dies = data["2026", "Bloomberg", "Ascend dies"]
    assert (dies.output, dies.dies, dies.counted) == (1_600_000 / 2, 2, "die")
    assert dies.bound == "at_most"
    assert data["2025", "Bloomberg", "Ascend dies"].output == 1_000_000 / 2


def test_packages_stand_as_they_are(evidence):
    data = found(evidence)
    assert data["2025", "IDC", "AI accelerators, China"].output == 812_000
    assert data["2026", "Reuters, Financial Times", "Ascend 950PR"].output == 750_000
    journal = data["2025", "Wall Street Journal", "Ascend 910B and 910C"]
    assert (journal.output, journal.bound) == (800_000, "at_least")


def test_two_records_of_one_estimate_are_one_row(evidence):
    row = found(evidence)["2025", "SemiAnalysis", "Ascend 910B and 910C"]
    assert row.output == 805_000
    assert set(row.facts.split()) == {"HW0312", "MK0081"}


def test_one_chip_alone_and_assumptions_are_told_apart(evidence):
    data = found(evidence)
    assert data["2025", "SemiAnalysis", "Ascend 910C"].part
    assert not data["2025", "IDC", "AI accelerators, China"].part
    assumed = {key[1] for key, row in data.items() if row.assumed}
    assert assumed == {"Council on Foreign Relations"}


def test_capacity_is_shown_as_what_it_is(evidence):
    capacity = found(evidence)["2025", "US Commerce Department", "AI chips"]
    assert (capacity.counted, capacity.output, capacity.bound) == ("capacity", 200_000, "at_most")


def test_the_range_leaves_out_parts_capacity_and_assumptions(evidence):
    data = output_estimates(evidence)
    # 2025: 1,000,000 dies over two to IDC's 812,000, not 100,000 of the 910C, not the capacity
    assert output_range(data, "2025") == (500_000, 812_000)
    # 2026: SemiAnalysis to Bloomberg's dies, not the opinion piece with its 5 million
    assert output_range(data, "2026") == (300_000, 800_000)
    assert output_range(data, "2027") is None  # assumed alone
    assert output_range(data, "2024") is None  # the 910B alone
    assert output_range(data[data["voice"] != "IDC"], "2025") == (500_000, 805_000)


def test_estimates_are_known_from_their_day_on(facts):
    seen = output_estimates(Evidence(facts, date(2025, 10, 1)))
    assert "Bloomberg" in set(seen["voice"])  # 2025-09-29
    assert not set(seen["voice"]) & {"IDC", "RealClearMarkets (opinion)"}


def test_dies_of_tsmc_make_half_as_many_packages(evidence):
    bank = {row.voice: (row.dies, row.packages) for row in rows(die_bank(evidence))}
    assert bank == {"CSIS": (2e6, 1e6), "SemiAnalysis": (2.9e6, 1.45e6)}


def test_stacks_of_memory_are_no_dies(evidence):
    assert set(die_bank(evidence)["dies"]) == {2e6, 2.9e6}  # not 11.4, 11.7 or 13 million


def test_foreign_parts_are_those_of_named_foreign_makers(evidence):
    statements = makers(evidence)
    assert {each.chip for each in foreign_parts(statements, ("H100", "B200"))} == {"H100", "B200"}
    assert all(
        any(name in each.text for name in ("TSMC", "Samsung", "SK hynix", "Micron"))
        for each in foreign_parts(statements, ("Ascend 910B", "Ascend 910C"))
    )
    assert foreign_parts(statements, ()) == []


def test_the_discount_is_half_at_most_and_known_since_november(facts, evidence):
    discount = largest_discount(evidence)
    assert (discount.central, discount.unit) == (pytest.approx(50), "%")
    assert discount.facts[0].bound == "at_most"
    assert largest_discount(Evidence(facts, date(2025, 11, 3))) is None
    assert largest_discount(Evidence(facts, date(2025, 11, 4))) is not None


def test_subsidies_come_discounts_first_each_once_and_without_the_article(evidence, facts):
    listed = subsidies(evidence)
    assert listed[0].attribute == "electricity_price_discount"
    assert listed[-1].attribute == "investment"
    assert len({fact.id for fact in listed}) == len(listed)
    assert {"EN0001", "MK0112", "MK0113", "MK0120"} <= {fact.id for fact in listed}
    assert "EN0007" not in {fact.id for fact in listed}  # industry, no data centres
    assert not any(fact.voice == "The article" for fact in listed)
    early = {fact.id for fact in subsidies(Evidence(facts, date(2025, 10, 1)))}
    assert "MK0112" in early  # 2025-08-17
    assert not early & {"EN0001", "MK0113"}
