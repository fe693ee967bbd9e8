"""What captions and sentences of the supernodes say: short, computed, true of their data."""

import json
from datetime import date
from pathlib import Path

import pytest

from chiprace.chapters.chapter import open_chapter
from chiprace.evidence.policy import Evidence
from chiprace.models import supernode_claims, supernode_costs, supernode_pairs, supernodes
from chiprace.words import supernode_claims as claim_words
from chiprace.words import supernode_costs as cost_words
from chiprace.words import supernode_tables as tables
from chiprace.words import supernodes as words

DAYS = [date(2025, 10, 1), date(2026, 1, 1), date(2026, 11, 1), date(2026, 11, 23)]
POLICIES = ["all", "independent", "vendor"]
NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "02_supernodes.ipynb"


def captions(evidence):
    pods = supernodes.generations(evidence)
    pairs = supernode_pairs.pair_ratios(evidence)
    points = words.points_rows(supernodes.generation_points(pods))
    costs = cost_words.cost_rows(supernode_costs.per_cost(evidence))
    own = supernode_claims.own_comparisons(evidence)
    throughput = supernode_claims.throughput_per_chip(evidence)
    return {
        "table": words.caption_generations(pairs),
        "points": words.caption_points(points, pods, pairs),
        "pairs": words.caption_pairs(pairs),
        "costs": cost_words.caption_costs(costs),
        "claims": claim_words.caption_claims(own, supernode_claims.implied_memory(evidence)),
        "throughput": claim_words.caption_throughput(throughput),
    }


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("day", DAYS)
def test_captions_are_short_and_figures_have_alternative_texts(facts, day, policy):
    found = captions(Evidence(facts, day, policy))
    assert len({caption.key for caption in found.values()}) == len(found)
    for name, caption in found.items():
        assert len(caption.title) <= 90, caption.title
        assert len(caption.subtitle) <= 140, caption.subtitle
        assert "nan" not in f"{caption.title} {caption.alt} {caption.notes}"
        if name in ("points", "costs", "claims"):
            assert any(character.isdigit() for character in caption.alt)


def test_titles_of_today(evidence):
    found = captions(evidence)
    assert found["points"].title == (
        "As announced, an Atlas 950 is 6.3 × a Vera Rubin NVL72; as listed, 0.79 ×"
    )
    assert found["claims"].title == (
        "6.7 × the compute of an NVL144 is 0.040 × per cabinet and 0.056 × per chip"
    )
    assert found["throughput"].title.startswith(
        "A 950DT is claimed to train 0.80 × and serve 1.2 ×"
    )
    assert "76.8 TB" in " ".join(found["claims"].notes)


def test_title_of_the_articles_day_knows_nothing_of_the_listing(facts):
    seen = Evidence(facts, date(2026, 1, 1))
    title = captions(seen)["points"].title
    assert title.endswith("6.7 × a Vera Rubin NVL72, from 114 × the chips")
    pairs = supernode_pairs.pair_ratios(seen)
    said = words.say_finding(pairs, supernode_pairs.chips_for_equal_compute(seen))
    assert "Not every whole is larger" not in said


def test_title_of_the_costs_follows_the_data(evidence):
    costs = cost_words.cost_rows(supernode_costs.per_cost(evidence))
    assert cost_words.caption_costs(costs).title.startswith("Per chip no Ascend pod reaches")
    better = costs.assign(value=costs["value"] * 30)
    assert cost_words.caption_costs(better).title == "Per chip Ascend pods reach 1.7 to 9.4 ×"
    none = costs.assign(value=float("nan"))
    assert cost_words.caption_costs(none).title.startswith("No pair of pods")


def test_title_of_the_pairs_counts_the_leads(evidence):
    pairs = supernode_pairs.pair_ratios(evidence)
    whole, each = (pairs["system"] > 1).sum(), (pairs["each"] > 1).sum()
    assert words.caption_pairs(pairs).title == (
        f"Whole pods lead in {whole} of {len(pairs)} comparisons, single accelerators in {each}"
    )
    none = pairs.assign(system=0.5)
    assert "lead in 0 of" in words.caption_pairs(none).title


def test_finding_counts_the_pairs_ahead(evidence):
    pairs = supernode_pairs.pair_ratios(evidence)
    compute = pairs[pairs["quantity"] == "compute"]
    said = words.say_finding(pairs, supernode_pairs.chips_for_equal_compute(evidence))
    assert f"Of {len(compute)} pairs" in said
    assert f"**{(compute['system'] > 1).sum()}**" in said
    assert "Atlas 950 as listed has 0.79 ×" in said
    assert "3.2 (" in said


def test_what_is_not_drawn_is_named(evidence):
    notes = " ".join(captions(evidence)["points"].notes)
    assert "Not drawn" in notes
    assert "plan of 2026" in notes


def test_generations_leave_no_cell_without_a_reason(evidence):
    table = tables.table_generations(evidence)
    assert len(table.rows) == len(supernodes.known_pods(evidence))
    for row in table.rows:
        for cell in row.cells:
            assert cell.text
            assert cell.notes or cell.mark != "missing"
    cloud = next(row for row in table.rows if row.cells[0].text.startswith("CloudMatrix"))
    assert [cell.text for cell in cloud.cells[2:4]] == ["384", "16"]
    assert any("No FP8 hardware" in note for cell in cloud.cells for note in cell.notes)
    assert {row.tone for row in table.rows} == {"", "reference"}


def test_tables_of_pairs_and_throughput(evidence):
    pairs = tables.table_pairs(supernode_pairs.pair_ratios(evidence))
    listed = next(row for row in pairs.rows if "as listed" in row.cells[0].text)
    assert listed.cells[3].text == "FP8: 0.79 × (0.70–0.81); 0.056 ×"
    through = tables.table_throughput(supernode_claims.throughput_per_chip(evidence))
    assert [row.cells[-1].text for row in through.rows] == ["0.80 ×", "1.2 ×"]


def test_a_pair_without_a_count_is_said(facts):
    data = supernode_pairs.pair_ratios(Evidence(facts, date(2025, 10, 1)))
    assert data["count_ratio"].isna().any()
    table = tables.table_pairs(data)
    assert any(cell.text == "not known" for row in table.rows for cell in row.cells)


def test_grounds_name_what_has_shipped(evidence):
    pods = supernodes.generations(evidence)
    costs = cost_words.cost_rows(supernode_costs.per_cost(evidence))
    said = words.say_grounds(pods, costs, evidence)
    assert "Vera Rubin NVL72 had shipped" in said
    assert "per kilowatt for 5 of 6 pairs" in said


def test_panels_name_their_pods(evidence):
    costs = cost_words.cost_rows(supernode_costs.per_cost(evidence))
    panel = costs[costs["year"] == 2025]
    assert cost_words.panel_title(panel).splitlines() == [
        "2025, BF16",
        "CloudMatrix 384",
        "over GB200 and GB300 NVL72",
    ]


def test_throughput_is_silent_before_the_claim(facts):
    seen = Evidence(facts, date(2025, 9, 1))
    data = supernode_claims.throughput_per_chip(seen)
    assert claim_words.say_throughput(data, {}) == "Huawei had not stated a throughput by this day."


def test_notebook_is_thin():
    book = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    source = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    assert not any(word in text for text in source for word in ("def ", "class ", "lambda"))
    assert open_chapter(as_of="2026-01-01").as_of == date(2026, 1, 1)
