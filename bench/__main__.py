"""Measures the cases several times in turns; prints medians and ratios and writes every run."""

import argparse
import csv
import os
import tempfile
from pathlib import Path
from statistics import median

from bench.browser import offer_browser
from bench.cases import CASES, GOALS, LIMITS, Case
from bench.measure import Measured, cores_at_once, measure
from bench.place import PROJECT, Place


def main() -> None:
    """Run what the command line asks for."""
    names = [case.name for case in CASES]
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="CASE")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--out", type=Path, default=PROJECT / "reports" / "bench.csv")
    asked = parser.parse_args()
    runs: dict[str, list[Measured]] = {}
    at_once: list[float] = []
    with tempfile.TemporaryDirectory(prefix="chiprace-bench-") as folder:
        place = Place(Path(folder))
        missing = offer_browser(place.environment)
        place.has_browser = not missing
        if missing:
            print(f"Note: {missing}.")
        # In turns, so that whatever else the machine does meets every case alike.
        for turn in range(asked.repetitions):
            at_once.append(median(cores_at_once(os.cpu_count() or 1) for _ in range(3)))
            for case in (each for each in CASES if each.name in asked.only):
                case.prepare(place)
                run = measure(case.commands(place), place.environment, prints=case.prints)
                runs.setdefault(case.name, []).append(run)
                print(
                    f"{turn + 1}/{asked.repetitions} {case.name:9} {run.wall:8.2f} s by the clock, "
                    f"{run.work:8.2f} s of processors, {run.memory / 1e6:6.0f} MB, "
                    f"load before {run.load:.1f}",
                    flush=True,
                )
                _write(runs, at_once, asked.out)
    _report(runs)
    print(f"\n{os.cpu_count()} cores at once did {median(at_once):.2f} times the work of one alone")
    print(f"Every run: {asked.out}")


def _write(runs: dict[str, list[Measured]], at_once: list[float], out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        head = ["case", "turn", "wall_s", "work_s", "peak_bytes", "load", "cores", "cores_at_once"]
        writer.writerow(head)
        for name, measured in runs.items():
            for turn, (run, worth) in enumerate(zip(measured, at_once, strict=False), 1):
                row = (f"{run.wall:.3f}", f"{run.work:.3f}", f"{run.memory:.0f}", f"{run.load:.2f}")
                writer.writerow([name, turn, *row, os.cpu_count(), f"{worth:.2f}"])


def _report(runs: dict[str, list[Measured]]) -> None:
    meanings: dict[str, Case] = {case.name: case for case in CASES}
    middles = {name: median(run.wall for run in measured) for name, measured in runs.items()}
    print("\nMedians")
    for name, measured in runs.items():
        work = median(run.work for run in measured)
        memory = max(run.memory for run in measured) / 1e6
        meaning = meanings[name].meaning
        print(f"  {name:9} {middles[name]:8.2f} s {work:8.2f} s {memory:6.0f} MB  {meaning}")
    print("\nRatios by the clock, with the most that is wanted")
    for name, other, most in GOALS:
        if name in middles and other in middles:
            ratio = middles[name] / middles[other]
            verdict = "held" if ratio <= most else "missed"
            print(f"  {name:9} / {other:6} {ratio:6.3f}  at most {most:g}  {verdict}")
    for name, most in LIMITS:
        if name in middles:
            verdict = "held" if middles[name] < most else "missed"
            print(f"  {name}: {middles[name]:.2f} s, wanted under {most:g} s  {verdict}")


if __name__ == "__main__":
    main()
