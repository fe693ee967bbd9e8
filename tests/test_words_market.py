from datetime import date

import pytest
from matplotlib import pyplot as plt

from chiprace.evidence.policy import Evidence
from chiprace.look.style import report_style
from chiprace.models import (
    chronology,
    chronology_sales,
    ecosystem,
    market,
    market_china,
    market_revenue,
    supply,
)
from chiprace.plots.chronology import plot_chronology
from chiprace.plots.ecosystem import plot_developers
from chiprace.plots.market import plot_china, plot_revenue, plot_shares
from chiprace.plots.supply import plot_output
from chiprace.words import chronology as chronology_words
from chiprace.words import ecosystem as ecosystem_words
from chiprace.words import market as words
from chiprace.words import market_china as china_words
from chiprace.words import market_finding as finding
from chiprace.words import supply as supply_words


@pytest.fixture
def shares(evidence):
    return words.share_rows(market.nvidia_shares(evidence))


@pytest.mark.parametrize(
    ("period", "stated", "text"),
    [
        ("2025", "2026-04-01", "2025"),
        ("2023-H1", "2023", "first half of 2023"),
        ("2025-10", "2025-10-18", "Oct 2025"),
        ("", "2024-06-02", "said in Jun 2024"),
        ("", "2024", "said in 2024"),
        ("2024/2025", "2026-05-02", "2024–2025"),
        ("FY2026", "2025-07-28", "FY2026"),
    ],
)
def test_times_in_words(period, stated, text):
    assert words.when(period, stated) == text


def test_the_title_counts_the_estimates_in_the_band_it_is_given(shares, evidence):
    band = market.article_band(evidence)
    title = words.caption_shares(shares, band).title
    assert title == (
        "All accelerators: 8 of 9 estimates lie within 70–95%; China since 2025: 0 of 7"
    )
    narrow = market.Band(85, 90, ())  # Silicon Analysts' 87 alone
    assert "1 of 9 estimates lie within 85–90%" in words.caption_shares(shares, narrow).title
    wide = market.Band(0, 100, ())
    assert words.caption_shares(shares, wide).title.endswith("China since 2025: 7 of 7")


def test_rows_of_a_group_follow_one_another_below_its_heading(shares):
    for _, group in shares.groupby("group"):
        first = group["row"].min()
        assert group["row"].tolist() == list(range(first, first + len(group)))
    assert shares["row"].is_unique
    labels = shares["label"].tolist()
    assert "Nvidia, before the controls" in labels
    assert "Bernstein, 2026 forecast" in labels


def test_alternative_text_says_at_least_and_the_measure(shares, evidence):
    alt = words.caption_shares(shares, market.article_band(evidence)).alt
    assert "The Economist, said in 2024, at least 95%" in alt
    assert "IDC, 2025, 55%, by units" in alt


def test_chinas_title_says_both_measures(evidence):
    data = market_china.china_market(evidence)
    assert china_words.china_title(data) == (
        "China 2025, Nvidia to Huawei: 55 to 20% by units (IDC), 39 to 40% by value (Bernstein)"
    )
    changed = data.assign(share=data["share"].where(data["vendor"] != "Nvidia", 12.0))
    assert "12 to 20% by units (IDC), 12 to 40%" in china_words.china_title(changed)
    alone = china_words.china_title(data[data["counter"] == "Bernstein"])
    assert alone == "China 2025, Nvidia to Huawei: 39 to 40% by value (Bernstein)"


def test_chinas_title_without_both_vendors(evidence):
    data = market_china.china_market(evidence)
    chinese = data[data["vendor"] == "Chinese vendors"]
    forecast = china_words.china_title(chinese[chinese["counter"] == "Bernstein"])
    assert forecast == "Chinese vendors together: 93% of China forecast for 2028 (Bernstein)"
    assert china_words.china_title(data[data["vendor"] == "AMD"]).startswith("No share")


def test_a_share_without_its_measure_is_told(evidence):
    data = market_china.china_market(evidence)
    caption = china_words.caption_china(data)
    assert "Bernstein, 2024: by value or by units is not stated" in caption.notes
    assert any("the share of Chinese vendors is by value or by units" in n for n in caption.notes)
    assert "Huawei 20.3%" in caption.alt


def test_counters_stand_idc_first_as_wide_as_their_bars(evidence):
    panels = china_words.china_rows(market_china.china_market(evidence))
    assert [panel["counter"].iloc[0] for panel in panels] == ["IDC", "Bernstein", "TrendForce"]
    assert china_words.bar_counts(panels) == [2, 5, 2]
    assert panels[2]["heading"].iloc[0] == "TrendForce, measure not stated"


def test_revenue_title_says_the_ratio_or_else_both_rates(evidence):
    data = market_revenue.revenue_rates(evidence)
    # 193.71 bn USD of the fiscal year 2026 over 10.268 to 7.5
    assert words.revenue_title(data) == (
        "In 2025 Nvidia's data-centre revenue was 19–26 × what Huawei's AI chips brought in"
    )
    short = data[data["period"] != "FY2026-Q1"]
    assert words.revenue_title(short) == (
        "Nvidia takes 89 bn USD a quarter with data centres, Huawei 1.9–2.6 bn with AI chips"
    )
    alone = words.revenue_title(data[data["maker"] == "Nvidia"])
    assert alone.startswith("No estimate of Huawei's AI-chip revenue was known")
    assert "89 bn USD" in alone


def test_output_title_says_the_range_of_the_newest_year_with_an_outcome(evidence):
    data = supply_words.output_rows(supply.output_estimates(evidence))
    assert supply_words.output_title(data) == (
        # 800,000 over 300,000; the 5 million of an opinion piece do not count
        "Ascend chips in 2025: 500,000 to 812,000; for 2026 forecasts lie 2.7 × apart"
    )
    parts = data[data["part"].astype(bool)]
    assert supply_words.output_title(parts) == "No estimate of all Ascend chips of a year was known"


def test_what_is_counted_stands_beside_each_estimate(evidence):
    data = supply_words.output_rows(supply.output_estimates(evidence))
    said = dict(zip(data["label"] + " " + data["year"], data["counted_words"], strict=True))
    assert said["Bloomberg: all 2026"] == "dies over 2"
    assert said["IDC: all 2025"] == "packages"
    assert said["US Commerce: all 2025"] == "capacity"
    assert said["CFR: all, assumed 2027"] == "dies or packages: not stated"
    assert "at most 800,000" in supply_words.caption_output(data).alt


def test_makers_are_counted_by_vendor(evidence):
    statements = supply.makers(evidence)
    assert "of 4 Ascend and 5 of 5 Nvidia chips" in (
        supply_words.caption_makers(statements, evidence).title
    )
    none = supply_words.caption_makers([], evidence).title
    assert "0 of 4 Ascend and 0 of 5 Nvidia chips" in none


def test_the_table_of_makers_has_no_blank(evidence):
    table = supply_words.table_makers(supply.makers(evidence), evidence)
    cells = {row.cells[0].text: row for row in table.rows}
    assert list(cells) == list(supply.CHIPS)
    assert "TSMC" in cells["H100"].cells[1].text
    assert cells["H100"].tone == "reference"
    assert not cells["Ascend 910C"].tone
    assert all(cell.text for row in table.rows for cell in row.cells)
    empty = supply_words.table_makers([], evidence)
    assert empty.rows[0].cells[1].text == "not known"


def test_the_discount_is_at_most_and_no_official_text(evidence):
    listed = supply.subsidies(evidence)
    caption = supply_words.caption_subsidies(
        listed, supply.largest_discount(evidence), evidence.as_of
    )
    assert caption.title == (
        "Gansu, Guizhou and Inner Mongolia: power bills cut by at most 50%, by unnamed sources"
    )
    none = supply_words.caption_subsidies([], None, date(2025, 10, 1))
    assert none.title.startswith("By 1 October 2025 no discount")
    assert "0 reports, no official text" in none.subtitle


def test_sums_in_yuan_are_given_in_dollars(evidence):
    table = supply_words.table_subsidies(supply.subsidies(evidence), evidence)
    cells = {row.cells[0].facts[0]: row.cells for row in table.rows}
    # 344 bn CNY at 7.17 to 7.19 CNY a dollar
    assert "344 bn CNY (48" in cells["MK0120"][2].text or "(47.9" in cells["MK0120"][2].text
    assert "at most 50%" in cells["EN0001"][2].text
    assert cells["MK0113"][2].text == "domestic chips required: at least 80%"


def test_developers_title_tells_registered_from_active(evidence):
    data = ecosystem.developer_counts(evidence)
    assert ecosystem_words.developers_title(data) == (
        "Huawei counts 4 million Ascend developers; CANN's community has 5,200 active a month"
    )
    without = data[data["series"] != ecosystem.ACTIVE]
    assert ecosystem_words.developers_title(without) == (
        "Huawei counts 4 million Ascend developers in 2025; how many are active is not said"
    )
    assert ecosystem_words.developers_title(data[data["maker"] == "Nvidia"]).startswith("No count")


def test_growth_is_a_range_where_a_date_is_a_year(evidence):
    data = ecosystem.developer_counts(evidence)
    every, recent = ecosystem.growth(data), ecosystem.recent_growth(data)
    found = {each.series: ecosystem_words.growth_text(each) for each in every}
    assert found["Ascend"] == "39–63%"  # 1.39 to 1.63 × a year
    assert found["CUDA"] == "24%"
    assert "Ascend 39–63%" in ecosystem_words.caption_growth(every).title
    table = ecosystem_words.table_growth(every, recent)
    cells = {row.cells[0].text: [cell.text for cell in row.cells] for row in table.rows}
    assert cells["Ascend"][1:4] == ["1.5", "4", "2–3"]
    assert cells["Ascend"][5] == "–"  # two counts only
    assert cells["CUDA"][5] != "–"


def test_chronology_title_counts_what_the_data_hold(evidence):
    acts = chronology.episodes(evidence)
    assert chronology_words.chronology_title(acts) == (
        "The US closed China to Nvidia 7 times and opened it 4; China closed it 7 and opened it 1"
    )
    later = acts[acts["start"] >= date(2026, 6, 1)]
    assert chronology_words.chronology_title(later) == (
        "The US closed China to Nvidia 1 times and opened it 0; China closed it 0 and opened it 0"
    )


def test_acts_are_named_after_products_and_listed_by_number(evidence):
    acts = chronology.episodes(evidence)
    named = chronology_words.act_rows(acts, evidence)
    short = dict(zip(named["facts"], named["short"], strict=True))
    assert short["NAE007"] == "H20"
    assert short["EN0001"] == "subsidy"
    assert short["MKE012"] == ""  # United States
    table = chronology_words.table_acts(acts)
    assert [row.cells[0].text for row in table.rows] == [str(n) for n in acts["number"]]
    title = chronology_words.caption_acts(acts).title
    assert title.startswith(f"{len(acts)} acts from {acts['reports'].sum()} reports")
    sales = chronology_sales.on_sale(evidence)
    alt = chronology_words.caption_chronology(acts, sales).alt
    assert "H20 from 2025-07-15 to 2025-08-22" in alt
    assert "small volumes under licence" in alt


def say_all(evidence):
    """Build every text, table and figure of the chapter; return finding, grounds, titles."""
    shares, band = market.nvidia_shares(evidence), market.article_band(evidence)
    china, revenue = market_china.china_market(evidence), market_revenue.revenue_rates(evidence)
    output, developers = supply.output_estimates(evidence), ecosystem.developer_counts(evidence)
    acts, sales = chronology.episodes(evidence), chronology_sales.on_sale(evidence)
    stated, growth = ecosystem.article_count(evidence), ecosystem.growth(developers)
    shared, counted = words.share_rows(shares), supply_words.output_rows(output)
    named, panels = chronology_words.act_rows(acts, evidence), china_words.china_rows(china)
    subsidies, makers = supply.subsidies(evidence), supply.makers(evidence)
    first, last = chronology.AXIS_BEGINS, evidence.as_of
    with report_style():
        axes = [plt.subplots(figsize=(6.3, height))[1] for height in (5.6, 5.2, 3.6, 3.4, 5.0)]
        plot_shares(shared, ax=axes[0], band=(band.low, band.high))
        plot_output(counted, ax=axes[1])
        plot_revenue(revenue, ax=axes[2])
        plot_developers(developers, ax=axes[3], stated=stated.developers)
        plot_chronology(named, sales, ax=axes[4], first=first, last=last)
        _, row = plt.subplots(
            1,
            len(panels),
            figsize=(6.3, 3.6),
            squeeze=False,
            sharey=True,
            width_ratios=china_words.bar_counts(panels),
        )
        for panel, ax in zip(panels, row.flat, strict=True):
            plot_china(panel, ax=ax)
        for number in plt.get_fignums():
            plt.figure(number).draw_without_rendering()
    captions = [
        words.caption_shares(shared, band),
        china_words.caption_china(china),
        supply_words.caption_output(counted),
        words.caption_revenue(revenue),
        ecosystem_words.caption_developers(developers, stated),
        supply_words.caption_makers(makers, evidence),
        chronology_words.caption_chronology(acts, sales),
        chronology_words.caption_acts(acts),
        supply_words.caption_subsidies(subsidies, supply.largest_discount(evidence), last),
    ]
    if growth:
        ecosystem_words.table_growth(growth, ecosystem.recent_growth(developers))
        captions.append(ecosystem_words.caption_growth(growth))
    supply_words.table_makers(makers, evidence)
    supply_words.table_subsidies(subsidies, evidence)
    chronology_words.table_acts(acts)
    shipped = market.compute_shipped(evidence)
    opened = finding.say_finding(shares, band, china, revenue, shipped)
    closed = finding.say_grounds(evidence, shares, output, developers, acts)
    return opened, closed, [caption.title for caption in captions]


def test_the_finding_and_its_grounds_are_computed(evidence):
    opened, closed, _ = say_all(evidence)
    assert "Of 9 published estimates" in opened
    assert "**8 lie within the article's 70–95%**" in opened
    assert "only 2 say" in opened  # AI Expert and Alatirok, by value
    assert "Nvidia at 22 × Huawei" in opened  # 2,960,000 over 132,000
    assert "As of 23 November 2026" in closed
    assert "18 of 22 are estimates or reports of others and 4 are Nvidia's own word" in closed
    assert "at least 2–2.9 million are counted by CSIS and SemiAnalysis" in closed
    assert "enough for 1–1.45 million packages" in closed  # two dies each
    assert "active developers is of an open-source community" in closed


def test_where_no_share_says_its_measure_the_finding_says_so(evidence):
    opened, closed, _ = say_all(evidence.at(date(2025, 10, 1)))
    assert "but none says whether units or value" in opened
    assert "at least 2.9 million are counted by SemiAnalysis" in closed


def test_new_sales_are_told_from_a_share_of_the_market(shares):
    told = shares[shares["measured"].str.startswith("new sales")]
    assert set(told["facts"]) == {"MK0028", "MK0101"}  # Nvidia's zeros of 2025 and 2026


def test_each_voice_of_the_output_is_named_once(evidence):
    _, closed, _ = say_all(evidence)
    counts = closed.partition("the counts come from ")[2].partition(" (2025")[0]
    assert counts.count("Financial Times") == 1
    assert "Reuters" in counts


@pytest.mark.parametrize("policy", ["all", "independent", "vendor"])
@pytest.mark.parametrize("day", [date(2025, 10, 1), date(2026, 1, 1), date(2026, 11, 1)])
def test_the_chapter_stands_on_other_days_and_under_other_policies(facts, day, policy):
    opened, closed, titles = say_all(Evidence(facts, day, policy))
    for text in (opened, closed, *titles):
        assert text.strip()
        assert "nan" not in text.lower().split()
        assert "None" not in text
        assert "  " not in text
        assert "()" not in text


def test_on_the_day_of_the_article_later_numbers_are_not_told(facts):
    opened, closed, titles = say_all(Evidence(facts, date(2026, 1, 1)))
    said = " ".join((opened, closed, *titles))
    assert "IDC" not in said
    assert "5,200" not in said
    assert "none is of active developers" in closed
    assert "39 to 40% by value (Bernstein)" in said
