"""What INT8 costs in accuracy: DeepSeek R1 on Ascend 910C against its references."""

import pandas as pd

from chiprace.evidence.cells import behind
from chiprace.evidence.policy import Evidence

QUANTISED = "DeepSeek-R1 on Ascend 910C (INT8)"

#: The same model in its own format: run by the same authors, and as its maker reports it.
REFERENCES = {"api": "DeepSeek-R1 (official API)", "report": "DeepSeek-R1"}

_COLUMNS = [
    "benchmark",
    "metric",
    "reference",
    "score",
    "reference_score",
    "difference",
    "notes",
    "facts",
]


def accuracy_differences(evidence: Evidence) -> pd.DataFrame:
    """Return the score under INT8 less that of each reference, by benchmark.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``benchmark, metric, reference, score, reference_score`` [%], ``difference`` [percentage
        points], ``notes, facts``; ``reference`` is ``api`` (run by the paper's authors) or
        ``report`` (DeepSeek's own). Benchmarks without a reference are left out; ordered by the
        difference to the API.
    """
    names = dict.fromkeys(
        fact.basis.workload for fact in evidence.facts.select(QUANTISED, "accuracy")
    )
    records = []
    for workload in names:
        score = evidence.find(QUANTISED, "accuracy", unit="%", workload=workload)
        if score is None:
            continue
        benchmark, _, metric = workload.split("; ", 1)[1].rstrip(")").partition(" (")
        for reference, subject in REFERENCES.items():
            other = evidence.find(subject, "accuracy", unit="%", workload=workload)
            if other is None:
                continue
            records.append(
                {
                    "benchmark": benchmark,
                    "metric": metric,
                    "reference": reference,
                    "score": score.central,
                    "reference_score": other.central,
                    "difference": score.central - other.central,
                    **behind(score, other),
                }
            )
    table = pd.DataFrame(records, columns=_COLUMNS)
    nearest = table.assign(api=table["reference"] == "api")
    nearest = nearest.sort_values(["api", "difference"], ascending=False, kind="stable")
    order = {name: place for place, name in enumerate(dict.fromkeys(nearest["benchmark"]))}
    return table.sort_values(
        ["benchmark", "reference"],
        key=lambda column: column.map(order) if column.name == "benchmark" else column,
        ignore_index=True,
    )


def mean_difference(data: pd.DataFrame, reference: str) -> float:
    """Return the mean difference to one reference [percentage points], NaN where there is none.

    Parameters
    ----------
    data : DataFrame
        From `accuracy_differences`.
    reference : str
        ``api`` or ``report``.
    """
    return float(data.loc[data["reference"] == reference, "difference"].mean())
