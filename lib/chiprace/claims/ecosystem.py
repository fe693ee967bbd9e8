"""The claims on developers, and on who makes the parts of the chips."""

from chiprace.chance.draws import Trial
from chiprace.claims.finding import Answer, Decisive, Verdict
from chiprace.claims.rule import Test, ids, not_known, verdict_on
from chiprace.claims.verdicts import FAST, FRESH, against
from chiprace.dates import year_fraction
from chiprace.evidence.estimate import Estimate, certain
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import listing, number, times
from chiprace.look.tidy import rows
from chiprace.models.ecosystem import ACTIVE, article_count, developer_counts, growth
from chiprace.models.releases import release
from chiprace.models.supply import CHIPS, foreign_parts, makers
from chiprace.scenario import Scenario

ASCEND = "Ascend"


@verdict_on("C02", "Market: developers")
def c02_developers(evidence: Evidence, scenario: Scenario) -> Answer:
    """Call it the vendor's word only if its newest count reaches the stated one.

    Nobody else counts. Contradicted if a count that is no older than a year falls short; not
    testable if the newest is older.
    """
    stated = article_count(evidence)
    data = developer_counts(evidence)
    counts = data[data["series"] == ASCEND]
    if counts.empty:
        return not_known(evidence, "a count of Ascend developers")
    last = rows(counts)[-1]
    age = year_fraction(evidence.as_of) - year_fraction(last.end)
    active = data[data["series"] == ACTIVE]
    beside = (
        f"; of CANN alone {number(float(active['developers'].iloc[-1]))} are active in a month"
        if len(active)
        else ""
    )
    if last.developers < stated.developers and age > FRESH.value:
        return not_known(
            evidence,
            f"a count of the last year; the newest is {_millions(last.developers)} of {last.end}",
            ids(counts["facts"]),
        )
    count = certain(ASCEND, "developers", float(last.developers))
    return Answer(
        "vendor's word only" if last.developers >= stated.developers else "contradicted",
        _millions(last.developers),
        f"{last.voice} counts {_millions(last.developers)} ({last.counted}) at {last.end}, and "
        f"nobody else counts{beside}",
        ids(counts["facts"], active["facts"]),
        float(last.developers),
        float(last.developers),
        float(last.developers),
        "1",
        Decisive(
            "Newest count of Ascend developers",
            "1",
            float(last.developers),
            float(last.developers),
            float(last.developers),
            stated.developers,
            "contradicted",
        ),
        stated=f"over {_millions(stated.developers)}",
        trial=Trial(
            lambda take: take(count),
            low=float(stated.developers),
            unit="1",
            says="developers by the vendor's newest count",
            given="the vendor counts right",
        ),
    )


def _millions(value: float) -> str:
    return f"{number(value / 1e6)} million"


@verdict_on("C23", "Market: developers, developer-growth")
def c23_growth(evidence: Evidence, scenario: Scenario) -> Answer:
    """Hold the yearly growth of the count of Ascend developers against "fast".

    What is supported so is the vendor's word only, as nobody else counts.
    """
    data = developer_counts(evidence)
    found = {each.series: each for each in growth(data)}
    if ASCEND not in found:
        return not_known(evidence, "two dated counts of Ascend developers")
    own = found[ASCEND]
    verdict = against(own.low, own.high, FAST.value)
    if verdict == "supported":
        verdict = "vendor's word only"
    others = [f"{name} {times(each.high, 3)}" for name, each in found.items() if name != ASCEND]
    pace = Estimate(
        ASCEND, "growth of developers", (own.low * own.high) ** 0.5, own.low, own.high, "1"
    )
    flip = own.first * FAST.value ** ((own.years_low + own.years_high) / 2)
    return Answer(
        verdict,
        f"{times(own.low, 3)[:-2]}–{times(own.high, 3)} a year",
        f"From {_millions(own.first)} to {_millions(own.last)} in {number(own.years_low, 2)} to "
        f"{number(own.years_high, 2)} years, {times(own.low, 3)} to {times(own.high, 3)} a year by "
        "Huawei's own counts"
        + (f"; beside it {listing(others)} a year" if others else ""),
        ids(own.facts, *(each.facts for name, each in found.items() if name != ASCEND)),
        (own.low * own.high) ** 0.5,
        own.low,
        own.high,
        "1",
        Decisive(
            "Newest count of Ascend developers", "1", own.last, own.last, own.last, flip,
            "contradicted",
        ),
        stated=f"fast: {times(FAST.value)} a year or more",
        trial=Trial(
            lambda take: take(pace),
            low=FAST.value,
            says="yearly growth of the vendor's count",
            given="the vendor counts right",
        ),
    )  # fmt: skip


@verdict_on("C21", "Market: makers")
def c21_foundries(evidence: Evidence, scenario: Scenario) -> Answer:
    """Contradicted if every shipped Ascend chip whose makers are known holds foreign parts.

    Foreign is a die or memory of a maker outside mainland China, by whoever took it apart.
    Contested if some shipped chips hold them and some do not; supported if none does, with a
    caveat where the dies come from another company than Huawei.
    """
    statements = makers(evidence)
    made = tuple(
        chip
        for chip in CHIPS
        if evidence.facts.subject(chip).maker == "Huawei"
        and (when := release(evidence, chip)) is not None
        and when.exists
        and any(each.chip == chip and each.part in ("dies", "memory") for each in statements)
    )
    if not made:
        return not_known(evidence, "who makes the parts of an Ascend chip that ships")
    parts = foreign_parts(statements, made)
    foreign = tuple(chip for chip in made if any(each.chip == chip for each in parts))
    foundries = sorted(
        {each.text for each in statements if each.chip in made and each.part == "dies"}
        - {"Huawei"}
        - {each.text for each in parts}
    )
    verdict: Verdict = (
        "contradicted"
        if len(foreign) == len(made)
        else "contested"
        if foreign
        else "supported with a caveat"
        if foundries
        else "supported"
    )
    names = listing(list(dict.fromkeys(each.text for each in parts)))
    own = [each for each in statements if each.chip not in CHIPS[:4] and "TSMC" in each.text]
    rest = [chip for chip in made if chip not in foreign]
    told = (
        f"Parts of {names} were found in the {listing(list(foreign))}" if parts else "",
        f"no foreign part is known of the {listing(rest)}" if rest else "",
        f"{listing(foundries)}, not Huawei, makes the other dies" if foundries else "",
        "Nvidia's dies are TSMC's" if own else "",
    )
    return Answer(
        verdict,
        f"foreign parts in {len(foreign)} of {len(made)} shipped chips",
        _sentence("; ".join(filter(None, told))),
        ids([each.fact for each in statements if each.chip in made], [each.fact for each in own]),
        float(len(foreign)),
        float(len(foreign)),
        float(len(foreign)),
        "1",
        hangs_on="what a teardown of the newest chip finds",
        stated="none",
        trial=Trial(
            lambda take: float(len(foreign)),
            high=0.0,
            unit="1",
            says="shipped Ascend chips with foreign parts",
        ),
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


TESTS: tuple[Test, ...] = (c02_developers, c21_foundries, c23_growth)
