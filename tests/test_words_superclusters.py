from dataclasses import replace
from datetime import date

import pytest

from chiprace.evidence.facts import load_facts
from chiprace.evidence.override import parse_override
from chiprace.evidence.policy import Evidence
from chiprace.models.chronology import events
from chiprace.models.supercluster_demand import powers, years_of_output
from chiprace.models.supercluster_listing import announced_and_listed
from chiprace.models.supercluster_sites import sizes
from chiprace.models.supercluster_training import training_case
from chiprace.models.superclusters import parts_against_total, pods_in_clusters
from chiprace.scenario import Scenario
from chiprace.words import supercluster_summary as summary
from chiprace.words import supercluster_training as training_words
from chiprace.words import superclusters as words

DAYS = (date(2025, 10, 1), date(2026, 1, 1), date(2026, 9, 1), date(2026, 11, 23))


@pytest.fixture(scope="module")
def now() -> Evidence:
    return Evidence(load_facts(), DAYS[-1])


@pytest.fixture(scope="module")
def case(now):
    return training_case(now, checkpoint_write_s=30.0, restart_min=10.0, confidence=0.9)


def captions(evidence):
    case = training_case(evidence, checkpoint_write_s=30.0, restart_min=10.0, confidence=0.9)
    return [
        words.caption_parts(parts_against_total(evidence), pods_in_clusters(evidence)),
        words.caption_listing(announced_and_listed(evidence)),
        words.caption_sizes(sizes(evidence)),
        training_words.caption_delivered(case, Scenario()),
        training_words.caption_failures(case),
        training_words.caption_years(years_of_output(evidence)),
        training_words.caption_power(powers(evidence)),
    ]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("policy", ["all", "independent", "vendor"])
def test_captions_are_short_and_unique(day, policy):
    made = captions(Evidence(load_facts(), day, policy))
    assert len({caption.key for caption in made}) == len(made)
    for caption in made:
        assert len(caption.title) <= 90, caption.title
        assert len(caption.subtitle) <= 140, caption.subtitle
        assert "nan" not in " ".join((caption.title, caption.alt, *caption.notes)).split()
        assert not any(note.endswith(".") for note in caption.notes)


def test_title_of_parts_follows_the_data(now):
    data = parts_against_total(now)
    pods = pods_in_clusters(now)
    title = words.caption_parts(data, pods).title
    assert "within 4.9%" in title
    assert "up to 13.5% short" in title
    announced = data[data["basis_of_chip"] == "announced"]
    assert "missing" not in words.caption_parts(announced, pods).title
    doubled = announced.assign(deviation=2 * announced["deviation"])
    assert "within 9.7%" in words.caption_parts(doubled, pods).title


def test_pods_are_told_from_the_million(now):
    first, second = words.say_pods(pods_in_clusters(now))
    assert first.endswith("64 pods of 8,192 make 524,288, the announced count")
    assert "64 pods of 15,488 make 991,232, not the announced 1,000,000" in second


def test_title_of_the_listing_changes_with_the_day(now):
    assert "12.5% of the announced size" in words.caption_listing(announced_and_listed(now)).title
    early = announced_and_listed(now.at(date(2026, 1, 1)))
    assert words.caption_listing(early).title.startswith("No Atlas 950 SuperPoD")


def test_the_table_says_what_is_not_known(now):
    day = date(2026, 1, 1)
    table = words.table_listing(announced_and_listed(now.at(day)), day)
    listed = [row.cells[2] for row in table.rows]
    assert {cell.text for cell in listed} == {"not known"}
    assert listed[0].notes == ("Nothing known on 1 January 2026",)
    shares = [row.cells[3].text for row in words.table_listing(announced_and_listed(now), day).rows]
    assert shares[0] == "12.5%"


def test_the_table_says_that_a_total_is_binary(now):
    table = words.table_listing(announced_and_listed(now), DAYS[-1])
    notes = {row.cells[0].text: row.cells[0].notes for row in table.rows}
    assert "make 1,180 TB" in notes["HBM"][0]


def test_use_is_the_makers_word(now):
    told = words.say_in_use(events(now))
    assert "large-scale commercial use (17 September 2026)" in told
    assert told.count("17 September 2026") == 1  # one voice on one day
    early = words.say_in_use(events(now.at(date(2026, 1, 1))))
    assert early == "Of use of this supernode nobody had spoken."


def test_title_of_sizes_follows_the_data(now):
    data = sizes(now)
    assert "750 built" in words.caption_sizes(data).title
    planned = data[~data["exists"]]
    assert "built" not in words.caption_sizes(planned).title
    assert "read as GPUs" in " ".join(words.caption_sizes(data).notes)


def test_title_of_delivered_follows_the_data(case):
    title = training_words.caption_delivered(case, Scenario()).title
    share = float(case.targets["share"].iloc[0])
    assert words.percent(share) in title
    assert "524,288" in title
    better = replace(case, targets=case.targets.assign(share=0.5))
    assert "50% of peak" in training_words.caption_delivered(better, Scenario()).title


def test_parameters_stand_in_the_subtitle(case):
    caption = training_words.caption_delivered(case, Scenario(restart_min=5.0))
    assert "restart 5 min" in caption.subtitle


def test_title_of_failures_follows_the_data(case):
    assert "every 3 minutes" in training_words.caption_failures(case).title
    rarer = replace(case, targets=case.targets.assign(mtbf_h=1.0))
    caption = training_words.caption_failures(rarer)
    assert "every 60 minutes" in caption.title
    assert not any("times rarer" in note for note in caption.notes)


def test_title_of_years_follows_the_data(now):
    data = years_of_output(now)
    # 800,000 dies' worth to 300,000 chips in 2026; the 910C alone and an opinion are left out.
    assert "0.65–1.7 times" in training_words.caption_years(data).title
    some = data[data["voice"] == "IDC"]
    caption = training_words.caption_years(some)
    assert "0.65 times" in caption.title
    assert not any("dies" in note for note in caption.notes if note.startswith("From dies"))


def test_title_of_power_without_the_cluster(now):
    data = powers(now)
    assert "819–1,024 MW" in training_words.caption_power(data).title
    sites = data[data["stage"] != "rated"]
    assert "not known" in training_words.caption_power(sites).title


def test_shares_in_words():
    assert words.percent(0.0323) == "3.2%"
    assert words.percent(1e-6) == "under 0.1%"
    assert words.share_range(1e-6, 2e-6) == "under 0.1%"
    assert words.share_range(1e-6, 0.12) == "under 0.1% to 12%"


def test_finding_and_grounds(now, case):
    parts, lines = parts_against_total(now), announced_and_listed(now)
    said = summary.say_finding(parts, lines, case.targets, now.as_of)
    assert said.startswith("As of 23 November 2026")
    assert "3.2%" in said
    assert "SuperCluster" not in summary.say_finding(parts, lines, None, now.as_of)
    grounds = summary.say_grounds(now, [parts, case.targets])
    assert "the BF16 peak of the Ascend 960" in grounds
    assert "No SuperCluster is known to have been built" in grounds


def test_what_the_scenario_sets_is_said(now):
    overrides = (
        parse_override("Atlas 950 SuperCluster | accelerator_count", "300000 1"),
        parse_override("PaLM 540B on TPU v4 (Google) | mfu", "20 %"),
        parse_override("GB200 NVL72 | mtbf", "5000 day"),
    )
    said = {
        caption.key: " ".join(caption.notes)
        for caption in captions(replace(now, overrides=overrides))
    }
    for key in ("parts", "sizes", "delivered", "failures", "years", "power"):
        assert "accelerator count: set to 300000 1 by the scenario" in said[key], key
    assert "mfu: set to 20 %" in said["delivered"]
    assert "mtbf: set to 5000 day" in said["failures"]


def test_faster_restarts_are_told(case):
    notes = training_words.caption_delivered(case, Scenario()).notes
    told = next(note for note in notes if note.startswith("Were restarts 10 times as fast"))
    assert words.percent(float(case.quick["share"].iloc[0])) in told
    assert (case.quick["share"].to_numpy() > case.targets["share"].to_numpy()).all()
