"""A run on a card that is made up for the tests: its rates are known, its values no measurement."""

from datetime import date

from chiprace.evidence.facts import Facts
from chiprace.evidence.policy import Evidence
from chiprace.measure.plan import Product, plan_cases
from chiprace.measure.report import fact_rows
from chiprace.measure.results import Card, Sample, Timing
from chiprace.measure.run import measure
from small_project import with_rows

CARD = Card(
    name="NVIDIA H200",
    driver="1.2",
    cuda="13.0",
    torch="2.0",
    memory_bytes=141 * 10**9,
    power_limit_w=700.0,
    clock_limit_mhz=1980.0,
    cache_bytes=60 * 2**20,
)

DAY = date(2026, 11, 23)

#: Rates of the made-up card in operations and bytes per second, and what it draws [W].
OPERATIONS_PER_S = {"BF16": 8e14, "FP16": 7.5e14, "FP8": 1.5e15, "INT8": 1.4e15}
BYTES_PER_S = 4.5e12
POWER_W = 600.0

#: Calls in one repetition, and the factors of the repetitions' times about their median.
CALLS = 10
SPREAD = (0.98, 1.0, 1.03)


class MadeUpGpu:
    """A bench that needs no GPU: each case takes as long as the slower of its two floors."""

    def __init__(self):
        self.timed = []

    def describe(self):
        return CARD

    def time(self, case, seconds):
        self.timed.append((case, seconds))
        call_s = case.moved_bytes / BYTES_PER_S
        if isinstance(case, Product):
            call_s = max(call_s, case.operations / OPERATIONS_PER_S[case.number_format])
        times = tuple(call_s * factor for factor in SPREAD)
        return Timing(
            call_s=times,
            calls=CALLS * len(times),
            energy_j=POWER_W * CALLS * sum(times),
            samples=(Sample(590.0, 1700.0, 60.0), Sample(610.0, 1650.0, 65.0)),
        )


def with_run(facts):
    """Return evidence that knows a run on the made-up card, named an H200."""
    run = measure(MadeUpGpu(), plan_cases(), 1.0, lambda result: None)
    rows = fact_rows(run, CARD, "H200", DAY)
    return Evidence(Facts(with_rows(facts.tables, "facts", rows), DAY), DAY)
