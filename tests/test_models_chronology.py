from datetime import date

import pytest

from chiprace.evidence.policy import Evidence
from chiprace.look.tidy import rows
from chiprace.models.chronology import closings, episodes, events
from chiprace.models.chronology_sales import on_sale


@pytest.fixture
def acts(evidence):
    return episodes(evidence)


def act_of(acts, identity):
    (found,) = (row for row in rows(acts) if identity in row.facts.split())
    return found


@pytest.mark.parametrize(
    "reports",
    [
        {"NBE005", "MKE010"},  # rule of October 2022, once with and once without the day
        {"NBE006", "MKE011"},  # rule of 17 October 2023
        {"NAE006", "MKE015"},  # licence for the H20
        {"NAE009", "MKE009"},  # RTX Pro 6000D
        {"NAE012", "MKE003", "NAE013"},  # announced on 13, in force on 15 January 2026
        {"MKE004", "NAE014"},  # customs, 14 and 15 January 2026
    ],
)
def test_reports_of_one_act_are_one_episode(acts, reports):
    assert set(act_of(acts, min(reports)).facts.split()) == reports
    assert act_of(acts, min(reports)).reports == len(reports)


def test_acts_of_both_sides_in_the_same_days_stay_apart(acts):
    assert act_of(acts, "NAE013").side == "United States"
    assert act_of(acts, "NAE014").side == "China"


def test_acts_of_unlike_days_stay_apart(acts):
    assert act_of(acts, "NAE005").number != act_of(acts, "NBE006").number
    assert act_of(acts, "MKE012").number != act_of(acts, "MKE013").number


def test_the_report_with_the_day_speaks_for_the_act(acts):
    assert act_of(acts, "NBE005").date == "2022-10-07"
    assert act_of(acts, "NBE008").date == "2025-11-05"


def test_acts_are_numbered_by_date_and_no_report_is_lost(acts, evidence):
    assert acts["number"].tolist() == list(range(1, len(acts) + 1))
    assert acts["start"].is_monotonic_increasing
    used = " ".join(acts["facts"]).split()
    assert len(used) == len(set(used)) == acts["reports"].sum()
    wanted = {
        event.reports[0]
        for event in events(evidence)
        if event.segment in ("export control", "Chinese mandate", "subsidy", "quota")
    }
    assert wanted <= set(used)


def test_subsidies_and_quotas_of_the_facts_stand_with_the_mandates(acts):
    discount = act_of(acts, "EN0001")
    assert (discount.side, discount.segment, discount.date) == ("China", "subsidy", "2025-11-04")
    assert "up to 50%" in discount.text
    quota = act_of(acts, "MK0113")
    assert quota.segment == "quota"
    assert "planned to use at least 80%" in quota.text
    assert "must use at least 50%" in act_of(acts, "MK0112").text


def test_closings_by_hand(acts):
    counts = closings(acts)
    # US: August and October 2022, two of October 2023, H20, B30A, sites abroad
    assert counts["United States", "closes"] == 7
    # H20, H200 announced, H200 rule, H200 licences
    assert counts["United States", "opens"] == 4
    assert counts["China", "opens"] == 1  # approval of the H200
    assert not any(effect == "" for _, effect in counts)


def test_closings_since_a_day(acts):
    since = closings(acts, since=date(2025, 11, 6))
    assert since["United States", "closes"] == 2  # B30A, sites abroad
    assert since["China", "closes"] == 3  # Xinchuang list, H200 at customs, security list


def test_an_event_counts_from_the_day_it_was_known(facts):
    def ids(day):
        return {event.reports[0] for event in events(Evidence(facts, day))}

    assert "NAE018" not in ids(date(2026, 8, 25))  # of February, told in August
    assert "NAE018" in ids(date(2026, 8, 26))
    assert not ids(date(2026, 11, 23)) & {"HWE003", "HWE007"}  # planned for later


def test_sales_by_hand(evidence):
    found = {(row.chip, row.earliest): row for row in rows(on_sale(evidence))}
    h20 = found["H20", date(2025, 7, 15)]
    assert (h20.end, h20.open) == (date(2025, 8, 22), False)
    (a100,) = (row for key, row in found.items() if key[0] == "A100")
    assert a100.end == date(2022, 8, 31)
    (h800,) = (row for key, row in found.items() if key[0] == "H800")
    assert h800.end == date(2023, 10, 23)
    h200 = found["H200", date(2026, 2, 1)]
    assert h200.limited
    assert h200.open
    assert h200.end == date(2026, 11, 23)


def test_no_sale_begins_before_it_may_or_ends_before_it_begins(facts):
    for day in (date(2022, 9, 30), date(2024, 6, 30), date(2026, 1, 1), date(2026, 11, 23)):
        for row in rows(on_sale(Evidence(facts, day))):
            assert row.earliest <= row.start <= row.end <= day


def test_chips_not_yet_delivered_are_not_on_sale(facts):
    chips = set(on_sale(Evidence(facts, date(2026, 1, 1)))["chip"])
    assert "Ascend 910C" in chips
    assert not chips & {"Ascend 950PR", "H200"}


def test_a_sale_is_open_until_what_ended_it_happened(facts):
    (h20,) = (row for row in rows(on_sale(Evidence(facts, date(2025, 4, 8)))) if row.chip == "H20")
    assert h20.open
    assert h20.end == date(2025, 4, 8)
