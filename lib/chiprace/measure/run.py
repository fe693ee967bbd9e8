"""One run on one bench: every case in turn, whatever the bench is."""

from collections.abc import Callable, Sequence
from typing import Protocol

from chiprace.measure.plan import Case
from chiprace.measure.results import Card, Result, Timing


class Bench(Protocol):
    """Something that can time a case; `chiprace.measure.gpu.Gpu` is one."""

    def describe(self) -> Card:
        """Return the card with its limits and software."""

    def time(self, case: Case, seconds: float) -> Timing:
        """Repeat a case for so many seconds."""


def measure(
    bench: Bench, cases: Sequence[Case], seconds: float, tell: Callable[[Result], None]
) -> list[Result]:
    """Measure every case.

    Parameters
    ----------
    bench : Bench
        What it runs on.
    cases : sequence of Case
        From `chiprace.measure.plan.plan_cases`.
    seconds : float
        How long each is repeated [s].
    tell : callable
        Hears each result as soon as it is there.

    Returns
    -------
    list of Result
        In the order of the cases.
    """
    results = []
    for case in cases:
        results.append(Result(case, bench.time(case, seconds)))
        tell(results[-1])
    return results


def subject_of(card: Card) -> str:
    """Return what the facts call a card: its driver's name without maker, memory and board.

    Parameters
    ----------
    card : Card
        As ``NVIDIA H100 80GB HBM3``, which gives ``H100``.
    """
    words = card.name.removeprefix("NVIDIA ").split()
    return words[0] if words else card.name
