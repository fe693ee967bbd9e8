"""Whether an edition is what its manifest says, without a network and without building."""

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from chiprace.editions.shelf import Edition
from chiprace.hashes import environment, input_hashes, output_hashes
from chiprace.paths import Project


def faults(edition: Edition) -> list[str]:
    """Make the manifest of an edition again from its files and say what does not match.

    Parameters
    ----------
    edition : Edition
        The edition.

    Returns
    -------
    list of str
        A sentence for each file that was changed, lost or added, for verdicts that the ledger
        does not hold, and for a name that does not follow from what went in; none if all matches.
    """
    found = [
        f"{path} {word}."
        for path, word in _differences(edition.about["outputs"], output_hashes(edition.folder), "")
    ]
    name = edition.recipe.name
    if edition.name != name:
        found.append(
            f"The manifest names the edition {edition.name}, but what it says went in makes {name}."
        )
    if edition.folder.name != edition.name:
        found.append(f"The folder {edition.folder.name} holds the edition {edition.name}.")
    ledger = edition.folder / "claims.csv"
    if ledger.is_file() and count_verdicts(ledger) != edition.about["verdicts"]:
        found.append("The manifest counts other verdicts than claims.csv holds.")
    return found


def moved_on(edition: Edition, project: Project) -> list[str]:
    """Say which of an edition's inputs are other ones in a checkout.

    Parameters
    ----------
    edition : Edition
        The edition.
    project : Project
        The checkout.

    Returns
    -------
    list of str
        A few words for each file or package; none if the edition could be built again there.
    """
    pairs = (
        (edition.recipe.inputs, input_hashes(project)),
        (edition.recipe.environment, environment(project)),
    )
    return [
        f"{name} {word}"
        for then, now in pairs
        for name, word in _differences(then, now, " since the edition was built")
    ]


def count_verdicts(ledger: Path) -> dict[str, int]:
    """Count the verdicts of a ledger (``claims.csv``)."""
    with ledger.open(encoding="utf-8", newline="") as handle:
        return dict(sorted(Counter(row["verdict"] for row in csv.DictReader(handle)).items()))


def _differences(
    before: Mapping[str, str], after: Mapping[str, str], since: str
) -> list[tuple[str, str]]:
    words = []
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            words.append((name, f"is missing{since and ' now'}"))
        elif name not in before:
            words.append((name, f"was added{since}"))
        elif before[name] != after[name]:
            words.append((name, f"was changed{since}"))
    return words
