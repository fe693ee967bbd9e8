"""The assumptions of a scenario as inputs with a range, where published values give one.

What a scenario sets to another value than the default is set: it has no range.
"""

from collections.abc import Callable, Iterable

from chiprace.evidence.estimate import Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.models.energy_buildings import known_buildings
from chiprace.models.training_mfu import PEAKS, mfu_by_size
from chiprace.scenario import Scenario
from chiprace.units import convert

#: Values and ids of the facts that they come from.
Known = tuple[list[float], tuple[str, ...]]

#: Name and unit of each assumption.
ASSUMED = {
    "pue_china": ("PUE in China", "1"),
    "pue_us": ("PUE in the United States", "1"),
    "delivered_huawei": ("share of its peak that Huawei's system delivers", "1"),
    "delivered_nvidia": ("share of its peak that Nvidia's system delivers", "1"),
    "utilisation": ("share of hours at work", "1"),
    "hardware_years": ("years over which hardware is paid for", "year"),
    "facility_years": ("years over which a building is paid for", "year"),
    "discount_rate": ("yearly cost of capital", "1"),
}

#: Of what an admitted utilisation is; a fleet's idle reservations are another thing.
SCOPES = ("site", "cluster", "country")


def assumption(evidence: Evidence, scenario: Scenario, name: str) -> Estimate:
    """Return an assumption of the scenario with the range of what is published.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    scenario : Scenario
        Whose assumption.
    name : str
        One of `ASSUMED`.

    Returns
    -------
    Estimate
        Triangular over published values: of the PUE the fleets of American operators and the
        newest average of China, of delivered shares the MFU of training runs by maker over a
        16-bit peak, which is the peak that models divide by, of the life of hardware and of
        utilisation whatever is published. Without a range where nothing is, or where the
        scenario sets another value than the default.
    """
    words, unit = ASSUMED[name]
    value = float(getattr(scenario, name))
    known, facts = _published(evidence, name)
    if value != Scenario.model_fields[name].default:
        known, facts = [], ()
    return Estimate(
        "scenario",
        words,
        value,
        min([value, *known]),
        max([value, *known]),
        unit,
        facts=tuple(evidence.facts[each] for each in facts),
        shape="triangular",
    )


@remembered
def _published(evidence: Evidence, name: str) -> Known:
    return _KNOWN[name](evidence) if name in _KNOWN else ([], ())


def _pue_china(evidence: Evidence) -> Known:
    found = known_buildings(evidence)
    return ([found.china.central], found.china.ids) if found else ([], ())


def _pue_us(evidence: Evidence) -> Known:
    found = known_buildings(evidence)
    if found is None:
        return [], ()
    facts = tuple(each for fleet in found.operators for each in fleet.ids)
    return [fleet.central for fleet in found.operators], facts


def _delivered(maker: str) -> Callable[[Evidence], Known]:
    def known(evidence: Evidence) -> Known:
        table = mfu_by_size(evidence)
        # The same run has half the MFU over an FP8 peak.
        mine = table[(table["maker"] == maker) & (table["peak"] == PEAKS["BF16"])]
        return list(mine["mfu"].astype(float)), tuple(" ".join(mine["facts"]).split())

    return known


def _stated(attribute: str, unit: str, scopes: tuple[str, ...] = ()) -> Callable[[Evidence], Known]:
    def known(evidence: Evidence) -> Known:
        found = _admitted(evidence, attribute)
        facts = [fact for fact in found if not scopes or fact.basis.scope in scopes]
        values = [convert(fact.value, fact.unit, unit) for fact in facts]
        return values, tuple(fact.id for fact in facts)

    return known


def _admitted(evidence: Evidence, attribute: str) -> Iterable[Fact]:
    """Return the facts on an attribute of whatever accelerators, servers and sites."""
    for fact in evidence.facts.having(attribute=attribute):
        if evidence.knows(fact) and not fact.excluded:
            yield fact


_KNOWN: dict[str, Callable[[Evidence], Known]] = {
    "pue_china": _pue_china,
    "pue_us": _pue_us,
    "delivered_huawei": _delivered("Huawei"),
    "delivered_nvidia": _delivered("Nvidia"),
    "utilisation": _stated("utilisation", "1", SCOPES),
    "hardware_years": _stated("server_lifetime", "year"),
}
