"""Verdicts through time and side by side: the grid, its figures and its words."""

import json
from datetime import date

import pandas as pd
import pytest
from matplotlib import colors
from matplotlib import pyplot as plt

from chiprace.chapters.chapter import open_chapter
from chiprace.claims import grid
from chiprace.claims.ledger import evaluate
from chiprace.evidence.policy import Evidence
from chiprace.look.style import report_style
from chiprace.paths import current_project
from chiprace.plots import scenarios as plots
from chiprace.plots.claims import CELLS
from chiprace.scenario import Scenario, load_scenario
from chiprace.words import scenarios as words
from chiprace.words.claims import lined
from measured_figures import Measured

TODAY, ARTICLE = date(2026, 11, 23), "2026-01-01"
FOLDER = current_project().scenarios


def verdicts(**columns):
    """Return a small table of verdicts: by day or scenario, those on C05 and C18."""
    return pd.DataFrame(
        [
            {"as_of": "2026-11-23", "scenario": "baseline", "id": key, "verdict": verdict}
            | {"facts": "", next(iter(columns)): value}
            for place, value in enumerate(next(iter(columns.values())))
            for key, verdict in zip(("C05", "C18"), columns["found"][place], strict=True)
        ]
    )


def with_changes(data):
    """Mark what changed from column to column."""
    return data.assign(marked=grid.changed(data))


@pytest.fixture(scope="module")
def months(facts):
    return grid.through_time(Evidence(facts, date(2026, 2, 10)), Scenario(), "2025-11")


@pytest.fixture
def ax():
    with report_style():
        yield plt.subplots()[1]


class TestThroughTime:
    def test_months_end_with_their_last_day_and_the_last_with_the_evidence(self, months):
        days = ["2025-11-30", "2025-12-31", "2026-01-31", "2026-02-10"]
        assert list(dict.fromkeys(months["as_of"])) == days
        assert len(months) == 4 * 24

    def test_a_month_is_the_ledger_of_its_day(self, months, facts):
        found = evaluate(Evidence(facts, date(2025, 12, 31)), Scenario())
        told = months[months["as_of"] == "2025-12-31"]
        assert list(told["verdict"]) == [each.verdict for each in found]

    def test_a_day_before_the_first_month_stands_alone(self, facts):
        data = grid.through_time(Evidence(facts, date(2025, 6, 5)), Scenario(), "2025-07")
        assert set(data["as_of"]) == {"2025-06-05"}

    def test_changes_are_marked_claim_by_claim(self):
        data = verdicts(
            as_of=["2025-12-31", "2026-01-31", "2026-02-28"],
            found=[["supported", "contested"], ["supported", "supported"], ["contested"] * 2],
        )
        assert list(grid.changed(data)) == [False, False, False, True, True, True]

    def test_the_caption_counts_from_the_last_month_before_the_article(self):
        data = with_changes(
            verdicts(
                as_of=["2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28"],
                found=[
                    ["not testable", "supported"],
                    ["not due yet", "contested"],
                    ["not due yet", "contested"],
                    ["contradicted", "contested"],
                ],
            )
        )
        caption = words.caption_through_time(data, ARTICLE)
        assert caption.title == "1 of 2 verdicts moved since the article; 1 claims fared worse"
        assert (
            "C18 Cheap energy offsets it: supported (2025-11-30), then contested (2025-12-31)."
            in caption.alt
        )

    def test_up_to_the_article_it_counts_from_the_first_month(self):
        data = with_changes(
            verdicts(
                as_of=["2025-11-30", "2025-12-31", ARTICLE],
                found=[["supported", "supported"], *[["contested", "supported"]] * 2],
            )
        )
        title = words.caption_through_time(data, ARTICLE).title
        assert title == "1 of 2 verdicts moved since the first month; 1 claims fared worse"

    def test_one_day_is_no_history(self):
        data = with_changes(verdicts(as_of=[ARTICLE], found=[["supported", "contested"]]))
        title = words.caption_through_time(data, ARTICLE).title
        assert title == "The verdicts of one day: 1 January 2026"

    @pytest.mark.parametrize(
        ("old", "new", "worse"),
        [
            ("supported", "contested", 1),
            ("not due yet", "contradicted", 1),
            ("contested", "supported with a caveat", 0),
            ("not due yet", "supported", 0),
            ("contested", "not testable", 0),
        ],
    )
    def test_what_counts_as_worse(self, old, new, worse):
        found = [[old, "supported"], [new, "supported"]]
        data = with_changes(verdicts(as_of=["2025-12-31", "2026-01-31"], found=found))
        title = words.caption_through_time(data, ARTICLE).title
        assert title.endswith(f"; {worse} claims fared worse")


class TestSideBySide:
    def test_a_scenario_keeps_its_own_day_unless_it_lies_ahead(self, facts):
        article = load_scenario("article", FOLDER)
        assert grid.seen_by(Evidence(facts, TODAY), article).as_of == date(2026, 1, 1)
        early = Evidence(facts, date(2025, 10, 1))
        assert grid.seen_by(early, article).as_of == date(2025, 10, 1)
        assert grid.seen_by(early, Scenario()).as_of == date(2025, 10, 1)

    def test_policy_and_overrides_are_the_scenarios_own(self, facts):
        case = load_scenario("huawei_case", FOLDER)
        base = Evidence(facts, TODAY, "independent")
        seen = grid.seen_by(base, case.model_copy(update={"policy": "vendor"}))
        assert seen.policy == "vendor"
        power = seen.estimate("CloudMatrix 384", "power", boundary="all_in", unit="kW")
        assert power.central == 500

    def test_cheap_energy_is_what_the_sides_differ_on(self, facts):
        scenarios = [
            load_scenario(name, FOLDER) for name in ("baseline", "huawei_case", "nvidia_case")
        ]
        data = grid.side_by_side(Evidence(facts, TODAY), scenarios)
        assert len(data) == 3 * 24
        energy = data[data["id"] == "C18"].set_index("scenario")
        assert energy.loc["huawei_case", "verdict"] == "supported"
        assert energy.loc["nvidia_case", "verdict"] == "contradicted"
        assert list(energy["marked"]) == [False, True, True]
        title = words.caption_scenarios(data).title
        # Energy for equal work turns as well, where Nvidia's delivered share is the least known.
        assert title.startswith("Between the strongest cases of both sides 2 of 24")
        assert title.endswith("C17 and C18")

    def test_ratios_have_a_row_a_scenario(self, facts):
        scenarios = [load_scenario(name, FOLDER) for name in ("baseline", "huawei_case")]
        data = grid.ratios_side_by_side(Evidence(facts, TODAY), scenarios)
        assert set(data["unit"]) == {"1"}
        assert data.groupby("key")["scenario"].nunique().eq(2).all()
        assert (data["low"] <= data["value"] * (1 + 1e-9)).all()

    def test_the_words_part_the_choice_of_scenario_from_the_passing_of_time(self):
        data = verdicts(
            scenario=["baseline", "vendor_word", "article"],
            found=[["contested", "supported"], ["contested", "contested"], ["not due yet"] * 2],
        ).assign(marked=[False, False, False, True, True, True])
        data.loc[data["scenario"] == "article", "as_of"] = ARTICLE
        text = words.say_scenarios(data)
        assert "2 scenarios (Baseline and Vendor word) agree on 1 of 2 verdicts" in text
        assert "differ on 1: C18." in text
        assert "Article sees the facts from 1 January 2026; 2 of its verdicts" in text

    def test_the_chapter_has_the_baseline_first(self):
        names = [scenario.name for scenario in open_chapter().scenarios()]
        assert names[0] == "baseline"
        assert {"article", "huawei_case", "nvidia_case", "vendor_word", "independent_only"} == set(
            names[1:]
        )


class TestFigures:
    def test_the_grid_has_a_cell_for_each_claim_and_month(self, months, ax):
        data = lined(months)
        plots.plot_grid(data, across="as_of", ax=ax, article=ARTICLE)
        cells, bars = ax.collections
        assert len(cells.get_paths()) == 24 * 4
        for fill, verdict in zip(cells.get_facecolors(), data["verdict"], strict=True):
            assert tuple(fill) == colors.to_rgba(CELLS[verdict][1])
        assert next(tick.get_text() for tick in ax.get_yticklabels()).startswith("C01")
        days, keys = list(dict.fromkeys(data["as_of"])), list(dict.fromkeys(data["id"]))
        marked = data[data["marked"]]
        assert [tuple(bar.mean(axis=0)) for bar in bars.get_segments()] == [
            (days.index(day) - 0.5, pytest.approx(keys.index(key)))
            for day, key in zip(marked["as_of"], marked["id"], strict=True)
        ]
        (line,) = ax.lines
        assert line.get_xdata()[0] == 1.5  # the article's, between December and January

    def test_each_cell_has_the_letter_of_its_verdict_in_bold_where_it_changed(self, months, ax):
        data = lined(months)
        plots.plot_grid(data, across="as_of", ax=ax)
        days, keys = list(dict.fromkeys(data["as_of"])), list(dict.fromkeys(data["id"]))
        drawn = [
            (text.artist.get_position(), text.words, text.artist.get_weight())
            for text in Measured(ax.figure).texts
            if text.artist.get_transform() == ax.transData
        ]
        assert drawn == [
            ((days.index(row.as_of), keys.index(row.id)), CELLS[row.verdict][0], weight)
            for row in data.itertuples()
            for weight in ["bold" if row.marked else "normal"]
        ]

    def test_a_year_stands_over_its_first_month(self, ax):
        days = [f"2025-{month:02}-28" for month in range(6, 13)] + ["2026-01-31", "2026-02-28"]
        data = lined(
            with_changes(verdicts(as_of=days, found=[["supported", "contested"]] * len(days)))
        )
        plots.plot_grid(data, across="as_of", ax=ax)
        heads = [tick.get_text() for tick in ax.get_xticklabels()]
        assert heads == ["2025\nJ", "J", "A", "S", "O", "N", "D", "2026\nJ", "F"]

    def test_many_columns_make_it_wider(self):
        days = [f"20{year}-01-31" for year in range(10, 60)]
        data = verdicts(as_of=days, found=[["supported", "contested"]] * 50)
        assert plots.grid_size(data, "as_of")[0] > plots.grid_size(data.head(4), "as_of")[0]

    def test_each_ratio_is_drawn_at_its_value(self, facts, ax):
        data = grid.ratios_side_by_side(Evidence(facts, TODAY), [Scenario()])
        plots.plot_ratios(data, ax=ax)
        drawn = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D"]
        assert drawn == pytest.approx(list(data["value"]))
        left, right = ax.get_xlim()
        assert left < data["low"].min()
        assert right > data["high"].max()


def test_choices_are_listed_with_reason_and_fact():
    scenarios = [Scenario(about="Nothing is changed."), load_scenario("huawei_case", FOLDER)]
    rows = [row.cells for row in words.table_scenarios(scenarios).rows]
    assert [cell.text for cell in rows[0]] == ["Baseline", "none", "none", "Nothing is changed."]
    power = next(cells for cells in rows if cells[1].text == "CloudMatrix 384, power, all in")
    assert power[2].text == "500 kW"
    assert power[0].facts == ("HW0191",)
    title = words.caption_choices(scenarios).title
    assert title == f"{len(rows) - 1} choices make 2 scenarios, each with its reason"


def test_the_ledger_at_a_point_can_be_sent(facts):
    frame = grid.ledger_at(Evidence(facts, TODAY), Scenario())
    assert json.loads(json.dumps(frame.to_dict("records")))[0]["as_of"] == "2026-11-23"
