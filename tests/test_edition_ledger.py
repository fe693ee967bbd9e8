"""The ledger of an edition, which a process of its own writes."""

import json
import shutil
from datetime import date

import pytest

from chiprace.claims.ledger import chances, evaluate, ledger_frame
from chiprace.editions.ledger import CLAIMS, write_ledger
from chiprace.errors import BuildError
from chiprace.evidence.policy import Evidence
from chiprace.kernels.manager import ORDINARY, WARM
from chiprace.scenario import Scenario
from chiprace.stores import Store

DAY = date(2026, 1, 31)
SCENARIO = Scenario(as_of=DAY, draws=256)


def written(folder, kernel, store=None):
    folder.mkdir()
    write_ledger(SCENARIO, folder, kernel, store)
    return (folder / CLAIMS).read_text(encoding="utf-8")


def test_it_says_what_the_claims_say_whatever_the_process_comes_from(facts, tmp_path):
    findings = evaluate(Evidence(facts, DAY), SCENARIO)
    expected = ledger_frame(findings, chances(findings, SCENARIO)).to_csv(
        index=False, lineterminator="\n", float_format="%.10g"
    )
    for kernel in (WARM, ORDINARY):
        assert written(tmp_path / kernel, kernel) == expected


def test_rows_that_are_kept_are_taken_from_there(tmp_path):
    store = Store(tmp_path, "state", tmp_path)
    plain = written(tmp_path / "plain", WARM)
    assert written(tmp_path / "kept", WARM, store) == plain
    (rows,) = tmp_path.glob("state-*.json")
    raw = json.loads(rows.read_text(encoding="utf-8"))
    raw["C01"][1]["row"]["found"] = "as it was kept"
    rows.write_text(json.dumps(raw), encoding="utf-8")
    for kernel in (WARM, ORDINARY):
        assert "as it was kept" in written(tmp_path / kernel, kernel, store)


def test_a_ledger_that_cannot_be_stored_is_told_as_any_other_file_is(tmp_path):
    (tmp_path / CLAIMS).mkdir()
    for kernel in (WARM, ORDINARY):
        with pytest.raises(IsADirectoryError):
            write_ledger(SCENARIO, tmp_path, kernel)


def test_a_process_that_fails_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("chiprace.editions.ledger.sys.executable", shutil.which("false"))
    with pytest.raises(BuildError, match="could not be written: its process ended with 1"):
        write_ledger(SCENARIO, tmp_path, ORDINARY)
