"""What a service was asked to do, and whether two throughputs were got under like conditions."""

import re
from dataclasses import dataclass, replace

from chiprace.evidence.arithmetic import ratio
from chiprace.evidence.estimate import Estimate

#: Numbers that lie no further apart count as alike: 4,000 and 4,096 tokens, 49.4 and 50.2 ms.
TOLERANCE = 0.05

_CONTEXT = r"(?:prompt|KV length|sequence)(?: about)? ([\d.,]+)(K?)"
_OUTPUT = r"output ([\d.,]+)(K?)"
_LENGTHS = re.compile(r"^(prompt|KV length|sequence|lengths|range over)|context$")
_LIMIT = re.compile(r"TPOT|TTFT|latency|per user|^[\d.]+ m?s$")


@dataclass(frozen=True)
class Workload:
    """The conditions of a throughput; an empty word means that the source does not say.

    Parameters
    ----------
    model, phase, lengths, batch, limit, software : str
        Model served; prefill or decode; prompt and output lengths; batch; latency limit.
    """

    model: str = ""
    phase: str = ""
    lengths: str = ""
    batch: str = ""
    limit: str = ""
    software: str = ""

    @property
    def context(self) -> float | None:
        """Tokens of the prompt or in the KV cache."""
        return _tokens(_CONTEXT, self.lengths)

    @property
    def output(self) -> float | None:
        """Tokens generated for one request."""
        return _tokens(_OUTPUT, self.lengths)

    @property
    def tpot_ms(self) -> float | None:
        """Time per output token [ms], measured or its limit, also as the inverse of a rate."""
        rates = re.search(r"([\d.]+)(?: to ([\d.]+))? token/s per user", self.limit)
        if rates:
            return 1000 / _middle(rates)
        times = re.search(r"TPOT(?: about| limit)? ([\d.]+)(?: to ([\d.]+))? ms", self.limit)
        return _middle(times) if times else None


def parse_workload(text: str) -> Workload:
    """Read the conditions of a service as they stand in the facts.

    Parameters
    ----------
    text : str
        ``model; phase; lengths; batch; limit; software``; later parts may be missing.

    Returns
    -------
    Workload
        Parts are told by their words, so that a missing one shifts no other.
    """
    if not text:
        return Workload()
    model, *others = (part.strip() for part in text.split(";"))
    model = re.sub(r" \(version unstated\)", "", model)
    found = {"model": "" if "unstated" in model else model}
    for part in others:
        if _LIMIT.search(part):
            name = "limit"
        elif "batch" in part:
            name = "batch"
        elif _LENGTHS.search(part):
            name = "lengths"
        else:
            name = "software" if "phase" in found else "phase"
        found.setdefault(name, "" if re.search(r"unstated|limit none", part) else part)
    return Workload(**found)


@dataclass(frozen=True)
class Likeness:
    """How two workloads compare.

    Parameters
    ----------
    differ : tuple of str
        Parts that are unlike, each with both values.
    unknown : tuple of str
        Parts that one side or both leave open.
    software : str
        The two names where they differ: that is allowed, and named.
    """

    differ: tuple[str, ...]
    unknown: tuple[str, ...]
    software: str

    @property
    def like(self) -> bool:
        """Whether every part but the software is known on both sides and alike."""
        return not self.differ and not self.unknown

    @property
    def note(self) -> str:
        """The reservations in words, empty where there are none."""
        parts = []
        if self.differ:
            parts.append(f"unlike {', '.join(self.differ)}")
        if self.unknown:
            parts.append(f"not stated on one side or both: {', '.join(self.unknown)}")
        if self.software:
            parts.append(f"software {self.software}")
        return "; ".join(parts)


def comparable_workloads(one: Workload | str, other: Workload | str) -> Likeness:
    """Say whether two throughputs were got under like workloads and, if not, what differs.

    Parameters
    ----------
    one, other : Workload or str
        The two workloads; text is parsed.

    Returns
    -------
    Likeness
        Model, phase, context and output lengths, batch and latency are compared, numbers
        within `TOLERANCE`; software may differ and is named.
    """
    first = parse_workload(one) if isinstance(one, str) else one
    second = parse_workload(other) if isinstance(other, str) else other
    states = {
        "model": _models(first.model, second.model),
        "phase": _words(first.phase, second.phase),
        "context": _numbers(first.context, second.context),
        "batch": _numbers(_batch(first.batch), _batch(second.batch)),
        "latency": _numbers(first.tpot_ms, second.tpot_ms),
    }
    if first.output is not None and second.output is not None:
        states["output"] = _numbers(first.output, second.output)
    told = {
        "model": (first.model, second.model),
        "phase": (first.phase, second.phase),
        "context": (first.lengths, second.lengths),
        "output": (first.lengths, second.lengths),
        "batch": (first.batch, second.batch),
        "latency": (first.limit, second.limit),
    }
    differ = tuple(
        f"{name} ({told[name][0]} against {told[name][1]})"
        for name, like in states.items()
        if like is False
    )
    unknown = tuple(name for name, like in states.items() if like is None)
    names = [first.software or "not stated", second.software or "not stated"]
    software = "" if names[0] == names[1] else " against ".join(names)
    return Likeness(differ, unknown, software)


def throughput_ratio(one: Estimate, other: Estimate) -> Estimate:
    """Divide two throughputs, or throughputs per something, whatever their workloads.

    Parameters
    ----------
    one, other : Estimate
        Of one attribute and one scope. Workload, level and number format may differ.

    Returns
    -------
    Estimate
        The ratio, with a note on every difference.

    Raises
    ------
    BasisError
        If attribute, scope or another aspect differ.
    """
    likeness = comparable_workloads(one.basis.workload, other.basis.workload)
    notes = [f"{one.subject} over {other.subject}: {likeness.note}"] if likeness.note else []
    formats = (one.basis.number_format, other.basis.number_format)
    if formats[0] != formats[1]:
        notes.append(f"{one.subject} ran in {formats[0]}, {other.subject} in {formats[1]}")
    if one.basis.level != other.basis.level:
        notes.append(
            f"{one.subject} is {one.basis.level}, {other.subject} {other.basis.level}: one side "
            "is idealised"
        )
    found = ratio(_bare(one), _bare(other))
    return replace(found, notes=tuple(dict.fromkeys((*found.notes, *notes))))


def _bare(estimate: Estimate) -> Estimate:
    basis = replace(estimate.basis, workload="", level="", number_format="", sparsity="")
    return replace(estimate, basis=basis)


def _tokens(pattern: str, text: str) -> float | None:
    found = re.search(pattern, text)
    if found is None:
        return None
    return float(found[1].replace(",", "")) * (1024 if found[2] else 1)


def _middle(found: re.Match[str]) -> float:
    ends = [float(end) for end in found.groups() if end]
    return sum(ends) / len(ends)


def _batch(text: str) -> float | None:
    # A batch of one die is not that of a package.
    if "die" in text:
        return None
    found = re.search(r"\d[\d,]*", text)
    return float(found[0].replace(",", "")) if found else None


def _models(one: str, other: str) -> bool | None:
    names = [_names(text) for text in (one, other)]
    if not all(names):
        return None
    if names[0] & names[1]:
        return True
    vague = [any("-" not in name for name in group) for group in names]
    families = [{name.split("-")[0] for name in group} for group in names]
    return None if any(vague) and families[0] & families[1] else False


def _names(model: str) -> set[str]:
    """Return the models that a name covers: ``DeepSeek-V3/R1`` is V3 and R1."""
    first, *others = model.split("/")
    stem = first.rsplit("-", 1)[0]
    return {first, *(f"{stem}-{other}" for other in others)} if first else set()


def _words(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def _numbers(one: float | None, other: float | None) -> bool | None:
    if one is None or other is None:
        return None
    return abs(one - other) <= TOLERANCE * max(one, other)
