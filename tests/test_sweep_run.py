"""A sweep on processes and on a real dask cluster: nothing lost, nothing twice, nothing redone."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

import sweep_work
from chiprace.errors import BuildError, ParameterError
from chiprace.sweep import run
from chiprace.sweep.bench import local_cluster
from chiprace.sweep.run import cluster, local_processes, sweep
from chiprace.sweep.store import Store, key_of
from sweep_work import Errand

COUNT = 24


@pytest.fixture
def errands(tmp_path):
    def make(kills=None):
        return {
            f"{number:02}": Errand(number, str(tmp_path), number == kills)
            for number in range(COUNT)
        }

    return make


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "parts")


@pytest.fixture
def noted(tmp_path):
    """Return how often each number was evaluated, and by whom."""

    def read():
        path = tmp_path / "notes"
        lines = path.read_text().splitlines() if path.exists() else []
        numbers = Counter(int(line.split()[0]) for line in lines)
        return numbers, {line.split()[1] for line in lines}

    return read


@pytest.fixture(scope="module")
def address():
    """A scheduler and two worker processes on this machine."""
    with local_cluster(2, {"PYTHONPATH": str(Path(__file__).parent)}) as found:
        yield found


def processes():
    return local_processes(2, sweep_work.begin)


def right(results):
    return results == {
        f"{number:02}": [{"id": "C01", "value": number**2}, {"id": "C02", "value": -number}]
        for number in range(COUNT)
    }


class TestProcesses:
    def test_every_point_once_in_order_by_two_processes(self, errands, store, noted):
        told = []
        results = sweep(
            errands(), sweep_work.square, processes(), store, lambda *words: told.append(words)
        )
        assert right(results)
        assert list(results) == sorted(results)
        numbers, workers = noted()
        assert set(numbers.values()) == {1}
        assert str(os.getpid()) not in workers
        assert told == [(done, COUNT) for done in range(COUNT + 1)]

    def test_a_killed_worker_loses_nothing_and_doubles_nothing(
        self, errands, store, noted, tmp_path
    ):
        results = sweep(errands(kills=9), sweep_work.square, processes(), store)
        assert (tmp_path / "killed-9").exists()
        assert right(results)
        assert len(list(store.folder.iterdir())) == COUNT
        numbers, workers = noted()
        assert sum(numbers.values()) - COUNT <= 3  # only what was under way is done again
        assert len(workers) >= 2  # one before the kill, another after it

    def test_workers_that_always_die_end_it(self, errands, store):
        with pytest.raises(BuildError, match="died 3 times without finishing another of the 24"):
            sweep(errands(), sweep_work.always_die, processes(), store)

    def test_a_failing_point_is_named_and_the_rest_is_kept(self, errands, store, noted):
        with pytest.raises(BuildError, match=r"number=7.* failed: ZeroDivisionError: seven"):
            sweep(errands(), sweep_work.fail_on_seven, processes(), store)
        kept = len(list(store.folder.iterdir()))
        assert kept
        assert right(sweep(errands(), sweep_work.square, processes(), store))

    def test_after_an_interruption_nothing_is_done_again(self, errands, store, noted):
        def interrupt(done, total):
            if done == 5:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            sweep(errands(), sweep_work.square, processes(), store, interrupt)
        kept = {path.stem for path in store.folder.iterdir()}
        assert len(kept) == 5
        before, _ = noted()
        assert right(sweep(errands(), sweep_work.square, processes(), store))
        after, _ = noted()
        assert all(after[int(key)] == before[int(key)] == 1 for key in kept)

    def test_what_is_done_needs_no_worker(self, errands, store):
        sweep(errands(), sweep_work.square, processes(), store)

        def none():
            raise AssertionError("There was nothing to do.")

        assert right(sweep(errands(), sweep_work.square, none, store))


class TestCluster:
    def test_it_gives_what_processes_give(self, errands, store, tmp_path, address):
        here = sweep(errands(), sweep_work.square, processes(), store)
        there = sweep(errands(), sweep_work.square, cluster(address), Store(tmp_path / "there"))
        assert there == here

    def test_a_killed_worker_loses_nothing_and_doubles_nothing(
        self, errands, store, noted, tmp_path
    ):
        with local_cluster(2, {"PYTHONPATH": str(Path(__file__).parent)}) as found:
            results = sweep(errands(kills=9), sweep_work.square, cluster(found), store)
        assert (tmp_path / "killed-9").exists()
        assert right(results)
        assert len(list(store.folder.iterdir())) == COUNT
        numbers, workers = noted()
        assert set(numbers) == set(range(COUNT))
        assert 1 <= len(workers) <= 2

    def test_no_scheduler_is_said(self, monkeypatch):
        monkeypatch.setattr(run, "SCHEDULER_LIMIT_S", 1)
        with (
            pytest.raises(ParameterError, match=r"No scheduler of dask answers at 'tcp://127"),
            cluster("tcp://127.0.0.1:9")(),
        ):
            pass

    def test_a_failing_point_is_named(self, errands, store, address):
        with pytest.raises(BuildError, match=r"number=7.* failed: ZeroDivisionError: seven"):
            sweep(errands(), sweep_work.fail_on_seven, cluster(address), store)


class TestStore:
    def test_what_was_left_half_is_not_there(self, store):
        store.write("aa", [{"value": 1.5}])
        assert "aa" in store
        assert store.read("aa") == [{"value": 1.5}]
        (store.folder / ".aside-x1").write_text('[{"value":')
        assert "bb" not in store
        assert [path.name for path in store.folder.glob("*.json")] == ["aa.json"]

    def test_a_write_that_fails_leaves_what_was_there(self, store):
        store.write("aa", [{"value": 1}])
        with pytest.raises(TypeError):
            store.write("aa", [{"value": object()}])
        assert store.read("aa") == [{"value": 1}]
        assert [path.name for path in store.folder.iterdir()] == ["aa.json"]

    def test_numbers_come_back_to_the_last_bit(self, store):
        rows = [{"value": 0.1 + 0.2, "low": float("inf"), "text": "×"}]
        store.write("aa", rows)
        assert store.read("aa") == rows

    def test_anything_that_decides_the_result_is_in_the_key(self):
        keys = {
            key_of("ledger", {"policy": "all"}, "1"),
            key_of("editions", {"policy": "all"}, "1"),
            key_of("ledger", {"policy": "vendor"}, "1"),
            key_of("ledger", {"policy": "all"}, "2"),
        }
        assert len(keys) == 4
        assert key_of("ledger", json.loads('{"b": 1, "a": 2}'), "1") == key_of(
            "ledger", {"a": 2, "b": 1}, "1"
        )
