"""The claims on serving DeepSeek R1."""

from chiprace.chance.draws import Trial
from chiprace.claims.finding import RATIO, Answer, Decisive, Verdict
from chiprace.claims.rule import Test, ids, not_known, of_article, verdict_on
from chiprace.claims.verdicts import EQUAL, caveated
from chiprace.evidence.estimate import Estimate
from chiprace.evidence.policy import Evidence
from chiprace.look.formats import listing, number, quantity, times_interval
from chiprace.models.roadmap_values import ROUNDING
from chiprace.models.serving import CLAIMED, parameter_count, serving_frame, survival
from chiprace.models.serving_paper import SERVICE
from chiprace.scenario import Scenario

MODEL = "DeepSeek-R1"


@verdict_on("C10", "Practice: surpasses-h800, serving-paper")
def c10_surpasses(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if throughput per chip is above every row of the named GPU.

    Contested if it is above on some rows only, or below on all of them but above per unit of
    peak compute; contradicted if below on all by every denominator that is known. With a caveat
    where the workloads or the number formats of the rows are unlike.
    """
    known = {each.key: each for each in survival(evidence) if each.rows}
    if "package" not in known:
        return not_known(evidence, f"the throughput of {SERVICE} and of the {CLAIMED}")
    chip, peak = known["package"], known.get("compute")
    others = [each for each in known.values() if each.key != "package"]
    alike, formats = _alike(evidence)
    verdict: Verdict
    if chip.word == "holds":
        verdict = caveated("supported", not alike)
    elif chip.word == "fails" and not any(each.ahead for each in others):
        verdict = "contradicted"
    else:
        verdict = "contested"
    middle = (chip.low * chip.high) ** 0.5
    rows = Estimate(
        f"CloudMatrix 384 over the {CLAIMED}",
        "throughput per chip",
        middle,
        chip.low,
        chip.high,
        "1",
    )
    later = f", ahead on {peak.ahead} of {peak.rows} per TFLOPS of peak" if peak else ""
    return Answer(
        verdict,
        f"{times_interval(chip.low, chip.high)} a chip",
        f"Ahead of the {CLAIMED} on {chip.ahead} of {chip.rows} rows per chip "
        f"({times_interval(chip.low, chip.high)}){_behind(evidence)}{later}{formats}; the rows "
        "of the GPU are taken over from others",
        ids(chip.facts, peak.facts if peak else None),
        chip.low,
        chip.low,
        chip.high,
        "1",
        Decisive(
            f"CloudMatrix 384 over the best {CLAIMED} row",
            RATIO,
            chip.low,
            chip.low,
            chip.high,
            EQUAL.value,
            "supported with a caveat" if chip.low < EQUAL.value else "contested",
        ),
        stated=f"above 1 × the {CLAIMED}",
        trial=Trial(
            lambda take: take(rows),
            low=EQUAL.value,
            says=f"throughput per chip over that of whichever row of the {CLAIMED}",
        ),
    )


def _behind(evidence: Evidence) -> str:
    """Say that the rows on which it is behind are idealised, with a comma before, if all are."""
    data = serving_frame(evidence)
    rows = data[(data["key"] == "package") & (data["chip"] == CLAIMED) & (data["ratio"] <= 1)]
    return ", behind on idealised rows alone" if len(rows) and rows["idealised"].all() else ""


def _alike(evidence: Evidence) -> tuple[bool, str]:
    """Say whether the rows agree in workload and number format, and which formats stand there."""
    data = serving_frame(evidence)
    rows = data[data["key"] == "package"]
    own = sorted(set(rows.loc[rows["subject"] == SERVICE, "format"]))
    other = rows[rows["chip"] == CLAIMED]
    theirs = sorted(set(other["format"]))
    alike = own == theirs and not (other["like"] == False).any()  # noqa: E712
    told = "" if own == theirs else f"; {listing(own)} stands against {listing(theirs)}"
    return alike, told


@verdict_on("C11", "Practice: serving-paper")
def c11_parameters(evidence: Evidence, scenario: Scenario) -> Answer:
    """Supported if the maker's count reads as the stated one: the weights are open to be counted.

    Contradicted by another count.
    """
    stated = of_article(evidence, MODEL, "parameter_count").value
    found = parameter_count(evidence, MODEL)
    if found is None:
        return not_known(evidence, f"the number of parameters of {MODEL}")
    return Answer(
        "supported" if number(found.central) == number(stated) else "contradicted",
        f"{number(found.central / 1e9)} billion",
        f"{quantity(found.central / 1e9, '1')} billion by the maker, whose weights are open",
        ids(found),
        found.central,
        found.low,
        found.high,
        "1",
        hangs_on="a count that nobody disputes",
        stated=f"{number(stated / 1e9)} billion",
        trial=Trial(
            lambda take: take(found),
            stated * (1 - ROUNDING),
            stated * (1 + ROUNDING),
            "1",
            "parameters by the maker's count",
        ),
    )


TESTS: tuple[Test, ...] = (c10_surpasses, c11_parameters)
