import pytest

from chiprace.models.efficiency import compare_systems, estimator_sets
from chiprace.models.efficiency_frames import (
    decomposition_frame,
    intensity_frame,
    pairings_frame,
    ratio_frame,
)
from chiprace.models.per_watt import chips_per_watt, systems_per_watt
from chiprace.words import efficiency as words
from chiprace.words import efficiency_table as tables


@pytest.fixture
def comparisons(evidence):
    return compare_systems(evidence)


def test_titles_say_the_numbers_of_the_data(comparisons):
    assert tables.caption_comparison(ratio_frame(comparisons)).title == (
        "1.7 × the compute of an NVL72 for 4.1 × the power, from 5.3 × as many chips"
    )
    data = intensity_frame(comparisons)
    caption = words.caption_intensity(data)
    assert "2.5 × the power per PFLOPS" in caption.title
    assert "0.806" in caption.alt
    changed = data.assign(ratio=data["ratio"] * 2)
    assert "5.0 × the power per PFLOPS" in words.caption_intensity(changed).title


def test_the_decomposition_does_not_praise_the_count_where_the_chip_leads(comparisons):
    data = decomposition_frame(comparisons)
    assert "each does 0.31 ×" in words.caption_decomposition(data).title
    leading = words.caption_decomposition(data.assign(each=2.0)).title
    assert leading == "Each chip does 2.0 × the compute of Nvidia's"


def test_the_strip_names_ratios_that_follow_from_no_pair(evidence):
    data = pairings_frame(evidence)
    assert "all lie in the strip" in words.caption_pairings(data, [2.3]).alt
    beyond = words.caption_pairings(data, [2.3, 5.0]).alt
    assert "5 × follows from no pair of sources" in beyond


def test_without_an_ascend_tdp_the_title_says_so(evidence):
    data = chips_per_watt(evidence)
    only = data[data["maker"] == "Nvidia"]
    assert "no Ascend chip's TDP was known" in words.caption_chips(only).title


def test_ratios_are_formed_within_one_boundary_only(evidence):
    data = systems_per_watt(evidence)
    sentences = words.later_pairs(data)
    assert any("CloudMatrix 384 draws 2.5 × the power of GB200 NVL72" in text for text in sentences)
    assert not any("Vera Rubin" in text for text in sentences)  # IT load alone
    assert words.later_pairs(data[data["maker"] == "Nvidia"]) == [
        "No system of both vendors has a power figure at one boundary"
    ]


def test_the_table_has_no_blank_and_says_why_there_is_no_ratio(evidence, comparisons):
    table = tables.table_comparison(comparisons, estimator_sets(evidence), evidence)
    cells = {row.cells[0].text: row.cells for row in table.rows}
    missing = cells["Scale-out bandwidth, one way"]
    assert missing[3].text == "not known"
    assert "GB200 NVL72 is not known" in missing[4].notes[0]
    assert cells["Power, all in"][4].text == "4.1 × (3.4–4.1)"
    # The higher end of 600 kW is the central value: half of the draws lie on it.
    assert cells["Power, all in"][5].text == "3.4, 4.1, 4.1"
    assert cells["Power, all in"][6].text == "3.86 × / 3.9 ×"
    assert cells["Power, all in"][7].text == "4.14 × / 4.1 ×"


def test_the_finding_is_one_paragraph_of_computed_numbers(evidence, comparisons):
    text = words.say_finding(ratio_frame(comparisons), pairings_frame(evidence))
    assert "**2.5 × the power**" in text
    assert "2.0–2.7 ×" in text
