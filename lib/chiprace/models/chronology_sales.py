"""When each chip was to be had in China, from its release and the events that ended or began it."""

from dataclasses import dataclass

import pandas as pd

from chiprace.evidence.policy import Evidence
from chiprace.models.chronology import events
from chiprace.models.releases import release


@dataclass(frozen=True)
class Sale:
    """When a chip was to be had in China: ids of the events that began and ended it.

    Parameters
    ----------
    chip : str
        The chip.
    begins : str
        An event; empty for the release of the chip.
    ends : str
        An event; empty if none is known.
    limited : bool
        Whether it was for small volumes under licence alone.
    """

    chip: str
    begins: str = ""
    ends: str = ""
    limited: bool = False


#: Chips of which both a beginning and what ended it are on record.
SALES = (
    Sale("A100", ends="NAE004"),
    Sale("H800", ends="NAE005"),
    Sale("H20", ends="NAE006"),
    Sale("H20", begins="NAE007", ends="NAE001"),
    Sale("H200", begins="NAE018", limited=True),
    Sale("Ascend 910B"),
    Sale("Ascend 910C"),
    Sale("Ascend 950PR"),
)


def on_sale(evidence: Evidence) -> pd.DataFrame:
    """Return when each chip was to be had in China, as far as facts and events tell.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.

    Returns
    -------
    DataFrame
        ``chip, maker, earliest, start, end, open, limited, facts``: on sale for certain from
        ``start``, perhaps from ``earliest``, until ``end`` or, if ``open``, the day of the
        edition. Chips whose beginning was not known are left out.
    """
    known = {event.reports[0]: event for event in events(evidence)}
    rows = []
    for sale in SALES:
        maker = evidence.facts.subject(sale.chip).maker
        if sale.begins:
            event = known.get(sale.begins)
            begin = (event.start, event.end, event.reports[0]) if event else None
        else:
            found = release(evidence, sale.chip)
            begun = found is not None and (found.exists or found.status == "announced")
            begin = (found.span.start, found.span.end, found.fact.id) if found and begun else None
        if begin is None or begin[0] > evidence.as_of:
            continue
        end = known.get(sale.ends)
        last = end.end if end else evidence.as_of
        rows.append(
            {
                "chip": sale.chip,
                "maker": maker,
                "earliest": begin[0],
                "start": min(begin[1], last),
                "end": min(last, evidence.as_of),
                "open": end is None,
                "limited": sale.limited,
                "facts": " ".join((begin[2], *(end.reports if end else ()))),
            }
        )
    columns = ["chip", "maker", "earliest", "start", "end", "open", "limited", "facts"]
    return pd.DataFrame(rows, columns=columns)
