"""How the draws are made: the sentences and the table of the method chapter."""

from chiprace.chance.inputs import NATIONAL
from chiprace.evidence.policy import Evidence
from chiprace.look.caption import Caption
from chiprace.look.formats import listing, number
from chiprace.look.tables import Cell, Column, Row, Table
from chiprace.models.assumptions import ASSUMED, assumption
from chiprace.scenario import Scenario
from chiprace.words.claims import amount_with_range
from chiprace.words.sureness import DRAWN


def say_draws(evidence: Evidence, scenario: Scenario) -> str:
    """Say how inputs are drawn, and which of them together.

    Parameters
    ----------
    evidence : Evidence
        Where the attributes stand, each with its distribution.
    scenario : Scenario
        How many draws, and their seed.
    """
    register = evidence.facts.attributes.values()
    shares = sum(row["distribution"] == "triangular" for row in register)
    national = listing([name.replace("_", " ") for name in NATIONAL])
    return (
        f"{scenario.draws:,} points of a scrambled Sobol sequence (seed {scenario.seed}) are "
        f"spread over the inputs of all claims at once. {'. '.join(DRAWN)}. The register of "
        f"attributes names the spread of each: {shares} of {len(register)} are shares and the "
        f"like, drawn as triangles. Within a country, {national} are drawn together."
    )


def table_assumed(evidence: Evidence, scenario: Scenario) -> Table:
    """Build the table of the assumptions with the ranges of published values."""
    rows = []
    for name, (words, unit) in ASSUMED.items():
        found = assumption(evidence, scenario, name)
        value = amount_with_range(found.central, found.low, found.high, unit)
        basis = _basis(len(found.ids), scenario, name)
        rows.append(
            Row((Cell(words[:1].upper() + words[1:], facts=found.ids), Cell(value), Cell(basis)))
        )
    columns = (
        Column("Assumption", align="left"),
        Column("Value (drawn from)"),
        Column("Because", align="left"),
    )
    return Table(columns, tuple(rows))


def _basis(facts: int, scenario: Scenario, name: str) -> str:
    if getattr(scenario, name) != Scenario.model_fields[name].default:
        return "set by the scenario, so not drawn"
    if not facts:
        return "nothing is published, so not drawn"
    return f"{number(facts)} published {'value' if facts == 1 else 'values'}"


def caption_assumed(evidence: Evidence, scenario: Scenario) -> Caption:
    """Say what the table of assumptions shows."""
    spread = [name for name in ASSUMED if assumption(evidence, scenario, name).ids]
    return Caption(
        key="assumed-ranges",
        title=f"{len(spread)} of {len(ASSUMED)} assumptions are drawn from published values",
        subtitle="Value of the scenario, and the range of published values that it is drawn from",
        notes=(
            "Delivered shares: the model FLOPs utilisation of published training runs of known "
            "size over a 16-bit peak, by the maker of the accelerator; serving is not counted in "
            "the same way",
            "Power usage effectiveness: fleets of American operators and the newest average of "
            "China",
        ),
    )
