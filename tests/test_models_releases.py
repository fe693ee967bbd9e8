"""Which statement on a release counts on a day, against the facts read by eye."""

from datetime import date

import pytest

from chiprace.evidence.facts import load_facts
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT
from chiprace.models.releases import release


def seen(day: str, policy: str = "all") -> Evidence:
    return Evidence(load_facts(), date.fromisoformat(day), policy)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "chip", "text", "status"),
    [
        ("2026-01-01", "Ascend 910C", "2025-Q1", "shipped"),
        ("2026-01-01", "Ascend 950PR", "2026-Q1", "expected"),
        ("2026-11-01", "Ascend 950PR", "2026-03", "mass production"),
        ("2026-11-01", "Ascend 950DT", "2026-Q4", "expected"),
        ("2026-01-01", "Ascend 970", "2028-Q4", "expected"),
        ("2026-11-01", "Ascend 970", "2028", "expected"),
        ("2026-01-01", "GB200 GPU", "2024-12", "shipped"),
        ("2026-01-01", "Rubin", "2026-H2", "expected"),
        ("2026-06-30", "Rubin", "2026-Q4", "expected"),
        ("2026-11-01", "Rubin", "2026-Q3", "shipped"),
        ("2026-11-01", "Rubin Ultra", "2027-H2", "expected"),
    ],
)
def test_release_as_known_on_a_day(day: str, chip: str, text: str, status: str) -> None:
    found = release(seen(day), chip)
    assert found is not None
    assert (found.span.text, found.status) == (text, status)
    assert found.exists is (status in ("shipped", "mass production"))
    assert found.day == found.span.end


def test_a_plan_for_the_future_does_not_exist_yet() -> None:
    # Reuters wrote in March 2026 that mass production would begin in the second half.
    found = release(seen("2026-04-10"), "Ascend 950PR")
    assert found is not None
    assert found.status == "expected"
    assert not found.exists


def test_the_article_is_no_witness() -> None:
    for chip in ("Ascend 910C", "Ascend 950DT", "Ascend 960", "Ascend 970"):
        for policy in ("all", "independent", "vendor"):
            found = release(seen("2026-01-01", policy), chip)
            assert found is not None
            assert found.fact.voice != CLAIMANT


def test_nothing_is_known_before_it_is_said() -> None:
    assert release(seen("2026-01-01"), "Ascend 980") is None
    assert release(seen("2025-09-17"), "Ascend 970") is None


def test_what_happened_does_not_depend_on_the_policy() -> None:
    # Nvidia announced the H200; that it shipped was said by somebody else alone. That the H100
    # first shipped in autumn 2022 is Nvidia's own account.
    for policy in ("all", "independent", "vendor"):
        for chip, text in (("H200", "2024-Q2"), ("H100", "2022-10")):
            found = release(seen("2026-11-01", policy), chip)
            assert found is not None
            assert (found.status, found.span.text) == ("shipped", text)


def test_the_policy_chooses_whose_plan_counts() -> None:
    plans = {
        policy: release(seen("2026-11-01", policy), "Ascend 950DT")
        for policy in ("all", "independent", "vendor")
    }
    assert {policy: found and found.span.text for policy, found in plans.items()} == {
        "all": "2026-Q4",
        "independent": "2026-12",
        "vendor": "2026-Q4",
    }
