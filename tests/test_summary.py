import math
from datetime import date

import pytest
from matplotlib import pyplot as plt
from matplotlib.patches import ConnectionPatch

from chiprace.claims import history
from chiprace.evidence.policy import Evidence
from chiprace.look.style import report_style
from chiprace.look.tidy import by_key
from chiprace.models.headlines import headlines
from chiprace.plots import summary as plots
from chiprace.scenario import Scenario
from chiprace.words import summary as words

ARTICLE, TODAY = date(2026, 1, 1), date(2026, 11, 23)


@pytest.fixture(scope="module")
def ledgers(facts):
    return history.rulings(Evidence(facts, TODAY), Scenario(), [ARTICLE, TODAY])


@pytest.fixture(scope="module")
def changed(facts, ledgers):
    return history.changes(Evidence(facts, TODAY), ledgers[ARTICLE], ledgers[TODAY], ARTICLE)


@pytest.fixture(scope="module")
def numbers(facts):
    return headlines(Evidence(facts, TODAY), Scenario())


def test_headlines_by_hand(numbers):
    found = by_key(numbers, "key")
    assert found["chip"].value == pytest.approx(300 / 384 / (180 / 72))
    assert found["system"].value == pytest.approx(300 / 180)
    assert found["power"].value == pytest.approx(600 / 300 / (145 / 180))
    # IDC: 812,000 of 4 million cards; Bernstein: 40 per cent of the money
    assert (found["market"].low, found["market"].high) == (pytest.approx(20.3), 40.0)
    assert math.isnan(found["market"].value)  # by units and by value: no middle
    for row in numbers[numbers["unit"] == "1"].itertuples():
        assert row.low <= row.value <= row.high


def test_headlines_leave_out_what_was_not_known(facts):
    early = headlines(Evidence(facts, date(2025, 2, 1)), Scenario())
    assert "system" not in set(early["key"])


def test_each_ledger_is_a_full_row_of_squares(ledgers):
    data = words.verdict_squares(ledgers)
    for _, group in data.groupby("moment"):
        assert sorted(group["place"]) == list(range(24))
        assert sorted(map(int, group["number"])) == list(range(1, 25))


def test_a_line_for_each_flip_and_no_other(ledgers, changed):
    data = words.verdict_squares(ledgers)
    with report_style():
        _, axes = plt.subplots(2, 1, figsize=(6.3, 2.4))
        for moment, ax in zip(data["moment"].unique(), axes, strict=True):
            plots.plot_verdicts(data[data["moment"] == moment], ax=ax)
        plots.join_flips(data, axes=axes)
    lines = [artist for artist in axes[1].get_children() if isinstance(artist, ConnectionPatch)]
    assert len(lines) == len(changed)
    assert {text.get_text() for text in axes[0].texts} >= {str(number) for number in range(1, 25)}


def test_ratios_stand_at_their_value_on_the_shared_log_axis(numbers):
    data = numbers[numbers["unit"] == "1"]
    with report_style():
        _, ax = plt.subplots()
        plots.plot_ratios(data, ax=ax)
    drawn = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"]
    assert drawn == pytest.approx(list(data["value"]))
    assert ax.get_xscale() == "log"


def test_the_answer_follows_the_ledger(ledgers, numbers):
    text = words.say_answer(ledgers[TODAY], numbers)
    verdicts = {each.key: each.verdict for each in ledgers[TODAY]}
    assert f"reign, is {verdicts['C24']}.**" in text
    assert f"remedy is {verdicts['C18']}" in text
    assert "1.7 × the compute" in text


def test_counts_and_flips_are_said(ledgers, changed):
    caption = words.caption_squares(words.verdict_squares(ledgers), changed)
    supported = sum(each.verdict == "supported" for each in ledgers[TODAY])
    assert f"Of 24 claims {supported} stand" in caption.title
    assert f"23 Nov 2026: {supported} supported" in caption.alt
    flipped = words.say_changed(changed, ARTICLE)
    assert flipped.startswith(f"{len(changed)} verdicts are other ones than on 1 January 2026")
    for row in changed.itertuples():
        assert row.id in flipped
    assert "No verdict is another" in words.say_changed(changed.iloc[:0], ARTICLE)


def test_at_least_five_verdicts_aged(changed):
    assert len(changed) >= 5
    assert (changed["new"] > 0).sum() >= 5
