"""The figures of the claims: every verdict and every flip is drawn, and says what it is."""

from datetime import date

import pytest
from matplotlib import colors
from matplotlib import pyplot as plt

from chiprace.claims import ledger
from chiprace.claims.finding import VERDICTS
from chiprace.evidence.policy import Evidence
from chiprace.look.style import SHADES, report_style
from chiprace.plots import claims as plots
from chiprace.scenario import Scenario
from chiprace.words.claims_history import flips_text


@pytest.fixture(scope="module")
def findings(facts):
    return ledger.evaluate(Evidence(facts, date(2026, 11, 1)), Scenario())


@pytest.fixture
def ax():
    with report_style():
        yield plt.subplots()[1]


def lightness(fill):
    red, green, blue = colors.to_rgb(fill)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_verdict_has_a_letter_and_a_fill_of_its_own():
    assert set(plots.CELLS) == set(VERDICTS) == set(plots.SHORT)
    letters = [letter for letter, _, _ in plots.CELLS.values()]
    fills = [fill for _, fill, _ in plots.CELLS.values()]
    assert len(set(letters)) == len(set(fills)) == len(VERDICTS)


def test_letters_stand_out_from_their_fill_in_grey():
    for _, fill, ink in plots.CELLS.values():
        assert abs(lightness(fill) - lightness(ink)) > 0.35


def test_the_bars_end_at_the_flip(findings, ax):
    data = flips_text(ledger.flips_frame(findings))
    plots.plot_flips(data, ax=ax)
    assert ax.get_xscale() == "log"
    diamonds = [line for line in ax.lines if line.get_marker() == "D"]
    assert [line.get_xdata()[0] for line in diamonds] == pytest.approx(list(data["flip"]))
    filled = [line.get_markerfacecolor() != SHADES.paper for line in diamonds]
    assert filled == list(data["within"])
    left, right = ax.get_xlim()
    assert left < data["flip"].min()
    assert right > data["flip"].max()
    assert {"600 kW → 362 kW"} <= {text.get_text() for text in ax.texts}
