"""The sentences of the roadmap chapter are true for other data too."""

import math
from datetime import date

import pandas as pd
import pytest

from chiprace.evidence.facts import load_facts
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.models.roadmap import doubling_times, lags, timeline
from chiprace.models.roadmap_promises import promises
from chiprace.models.roadmap_table import Entry, article_entries
from chiprace.models.roadmap_values import COMPUTE, MOVING
from chiprace.words import roadmap as words
from chiprace.words.roadmap_titles import (
    growth_title,
    lag_title,
    lead_title,
    promises_title,
    table_title,
)

DAY = date(2026, 11, 1)


def entry(agrees: bool) -> Entry:
    return Entry("Ascend 970", "FP4", "8", "8" if agrees else "14", agrees, ("AR0016",))


def test_table_title_counts() -> None:
    assert table_title([entry(True)] * 3, DAY).startswith("All 3 values")
    assert table_title([entry(True), entry(False)], DAY).startswith("1 of 2 values")
    assert "before the article" in table_title([], DAY)


def built(metric: str, label: str, huawei: float, nvidia: float) -> list[dict[str, object]]:
    return [
        {
            "metric": metric,
            "label": label,
            "maker": maker,
            "stage": "now",
            "exists": True,
            "value": value,
        }
        for maker, value in (("Huawei", huawei), ("Nvidia", nvidia))
    ]


def test_lead_title_follows_the_data() -> None:
    one = pd.DataFrame(built("fp8", "FP8", 1, 4))
    assert lead_title(one, "compute").endswith("has 4 × the dense peak of Huawei's (FP8)")
    two = pd.DataFrame(built("fp8", "FP8", 1, 4) + built("fp4", "FP4", 1, 10))
    assert "4 to 10 ×" in lead_title(two, "compute")
    mixed = pd.DataFrame(built("memory", "Memory", 1, 4) + built("link", "Link", 3, 2))
    assert lead_title(mixed, "moving") == (
        "Of built packages, Huawei's best leads in Link, Nvidia's in the rest"
    )
    assert "can be compared" in lead_title(one, "moving")
    plans = one.assign(exists=False)
    assert "can be compared" in lead_title(plans, "compute")


def grown(maker: str, doubling: float, low: float, high: float) -> dict[str, object]:
    return {"metric": "fp8", "maker": maker, "doubling": doubling, "low": low, "high": high}


@pytest.mark.parametrize(
    ("huawei", "nvidia", "title"),
    [
        ((10.0, 8.0, 12.0), (20.0, 15.0, 30.0), "in 1 of 1 metrics; the intervals part in 1"),
        ((20.0, 8.0, 40.0), (10.0, 9.0, 12.0), "in 0 of 1 metrics; the intervals overlap in all"),
        ((9.0, math.nan, math.nan), (10.0, 9.0, 12.0), "the intervals overlap in all"),
    ],
)
def test_growth_title_follows_the_data(
    huawei: tuple[float, float, float], nvidia: tuple[float, float, float], title: str
) -> None:
    frame = pd.DataFrame([grown("Huawei", *huawei), grown("Nvidia", *nvidia)])
    assert growth_title(frame).endswith(title)
    assert "Too few" in growth_title(frame[:1])


def test_lag_title_takes_the_median_with_leads_first() -> None:
    frame = pd.DataFrame({"lag": [3.0, math.nan, 1.0]})
    assert lag_title(frame) == (
        "The median Ascend figure comes 1 year after Nvidia's; 1 of 3 come first"
    )
    assert lag_title(pd.DataFrame({"lag": [math.nan, -1.0, 2.0]})).startswith("2 of 3 Ascend")
    assert lag_title(frame[:0]).startswith("No Ascend figure")


def test_promises_title_counts_both_ways() -> None:
    frame = pd.DataFrame({"share": [80.0, 120.0, 100.0, math.nan]})
    assert promises_title(frame, DAY) == "Of 3 announced figures, 1 came out lower and 1 higher"
    assert promises_title(frame[3:], DAY).startswith("Nothing announced")


def test_equal_notes_are_joined() -> None:
    assert words.grouped(["A: read as dense", "B: read as dense", "C: doubled", "plain"]) == (
        "A, B: read as dense",
        "C: doubled",
        "plain",
    )


@pytest.mark.parametrize("day", ["2025-10-01", "2026-01-01", "2026-11-01"])
def test_captions_are_whole_and_short(day: str) -> None:
    evidence = Evidence(load_facts(), date.fromisoformat(day))
    both = timeline(evidence)
    entries, behind = article_entries(evidence), lags(both.frame)
    kept, notes = promises(evidence)
    compute, moving = both.of(COMPUTE), both.of(MOVING)
    captions: list[Caption] = [
        words.caption_table(entries, evidence.as_of),
        words.caption_over_time(compute.frame, compute.notes, "compute"),
        words.caption_over_time(moving.frame, moving.notes, "moving"),
        words.caption_growth(doubling_times(both.frame, 0.9), 0.9),
        words.caption_lag(behind),
        words.caption_promises(kept, notes, evidence.as_of),
    ]
    assert len({caption.key for caption in captions}) == len(captions)
    for caption in captions:
        assert len(caption.title) <= 92, caption.title
        assert len(caption.subtitle) <= 140
        assert not any(note.endswith(".") for note in caption.notes)
    for caption in captions[1:]:
        assert caption.alt.endswith(".")
        assert any(letter.isdigit() for letter in caption.alt)
    text = words.opening(entries, both.frame, behind, evidence.as_of)
    assert text.startswith(captions[0].title)
    assert "nan" not in text + words.rests_on(both.frame, evidence.as_of)


def test_the_alternative_text_has_every_plotted_value() -> None:
    both = timeline(Evidence(load_facts(), DAY)).of(COMPUTE)
    alt = words.caption_over_time(both.frame, both.notes, "compute").alt
    assert "Ascend 970 14, planned 2028, first plan 8" in alt
    assert "Ascend 910C 0.752 (0.752–0.8), built 2025-Q1" in alt
    assert "Ascend 960 4, plan given up" in alt


def test_the_970_memory_cell_is_held_against_the_announcement() -> None:
    entries = article_entries(Evidence(load_facts(), DAY))
    notes = words.caption_table(entries, DAY).notes
    assert "The article's 288 GB for the Ascend 970 is what was announced" in notes
    changed = [Entry("Ascend 970", "Memory", "128", "288", False, ())]
    assert any("is not the 288 GB announced" in n for n in words.caption_table(changed, DAY).notes)
