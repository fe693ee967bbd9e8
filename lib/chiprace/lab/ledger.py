"""The verdicts again after a change: only claims whose rule looks at what changed are tested."""

from dataclasses import dataclass
from typing import Any, cast

from chiprace.claims.finding import Finding
from chiprace.claims.ledger import TESTS
from chiprace.evidence.policy import Evidence
from chiprace.scenario import Scenario


class Ledger:
    """Tests claims, and remembers for each finding what its rule looked at."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def evaluate(self, evidence: Evidence, scenario: Scenario) -> list[Finding]:
        """Test all claims; see `chiprace.claims.ledger.evaluate`."""
        findings = []
        for test in TESTS:
            kept = self._kept.get(test.key)
            if kept is None or not kept.holds(evidence, scenario):
                watched = _Watched(scenario)
                finding = test(evidence, cast(Scenario, watched))
                kept = self._kept[test.key] = _Kept(finding, evidence, watched.looked_at)
            findings.append(kept.finding)
        return findings


@dataclass(frozen=True)
class _Kept:
    """A finding, and what it was found from."""

    finding: Finding
    evidence: Evidence
    looked_at: dict[str, Any]

    def holds(self, evidence: Evidence, scenario: Scenario) -> bool:
        # A rule that finds what it looked at unchanged looks at nothing else.
        return evidence == self.evidence and all(
            getattr(scenario, name) == value for name, value in self.looked_at.items()
        )


class _Watched:
    """A scenario that notes which of its parameters are looked at."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.looked_at: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        fields = Scenario.model_fields
        for each in [name] if name in fields else fields:  # a method may look at all
            self.looked_at[each] = getattr(self._scenario, each)
        return getattr(self._scenario, name)
