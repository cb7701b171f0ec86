"""Verdicts and misconceptions, from the proofs in the log."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimVerdict:
    """The latest verdict of a claim on one interpreter and machine, and the earlier one where it differs."""

    experiment: str
    verdict: str
    day: str
    machine: str
    gil: bool | None
    value: float | str | None
    unit: str
    before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """A wrong idea that predictions gave away; `gone` when the latest prediction of the claim is free of it."""

    experiment: str
    says: str
    count: int
    gone: bool


def verdicts(payloads: Iterable[Mapping[str, Any]]) -> list[ClaimVerdict]:
    """Return the latest verdict of each claim on each interpreter and machine.

    An inconclusive run does not replace an earlier verdict.
    """
    latest: dict[tuple[str, ...], ClaimVerdict] = {}
    for each in payloads:
        machine = each["machine"]
        where = f"{machine['implementation']} {machine['python']}, {machine['cores']:g} cores"
        key = (each["experiment"], where, str(machine["gil"]))
        before = latest.get(key)
        if each["verdict"] == "inconclusive" and before:
            continue
        changed = before.verdict if before and before.verdict not in (each["verdict"], "inconclusive") else None
        latest[key] = ClaimVerdict(
            experiment=each["experiment"], verdict=each["verdict"], day=each["day"], machine=where,
            gil=machine["gil"], value=each["measured"]["value"], unit=each["measured"]["unit"], before=changed,
        )  # fmt: skip
    return [latest[key] for key in sorted(latest)]


def misconceptions(payloads: Iterable[Mapping[str, Any]]) -> list[Misconception]:
    """Return the misconceptions, those still held first, then by frequency. Unscored predictions do not count."""
    experiments: dict[str, str] = {}
    counts: dict[str, int] = {}
    gone: dict[str, bool] = {}
    for each in payloads:
        if each.get("error") is None:
            continue
        found = each.get("misconceptions", ())
        gone |= {says: says not in found for says, of in experiments.items() if of == each["experiment"]}
        for says in found:
            experiments.setdefault(says, each["experiment"])
            counts[says] = counts.get(says, 0) + 1
            gone.setdefault(says, False)
    rows = [Misconception(experiment=experiments[s], says=s, count=counts[s], gone=gone[s]) for s in experiments]
    return sorted(rows, key=lambda row: (row.gone, -row.count, row.says))
