"""Verdicts and misconceptions, from the proofs in the log."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.core.event_payloads.experiment_run import ExperimentPayload


@dataclass(frozen=True, slots=True)
class DatedRun:
    """One run of an experiment and its study day, an ISO date."""

    day: str
    run: ExperimentPayload


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


def verdicts(runs: Iterable[DatedRun]) -> list[ClaimVerdict]:
    """Return the latest verdict of each claim on each interpreter and machine.

    An inconclusive run does not replace an earlier verdict.
    """
    latest: dict[tuple[str, ...], ClaimVerdict] = {}
    for each in runs:
        run, machine = each.run, each.run.tested_on
        key = (run.experiment, machine.line, str(machine.gil))
        before = latest.get(key)
        if run.verdict == "inconclusive" and before:
            continue
        changed = before.verdict if before and before.verdict not in (run.verdict, "inconclusive") else None
        latest[key] = ClaimVerdict(
            experiment=run.experiment, verdict=run.verdict, day=each.day, machine=machine.line,
            gil=machine.gil, value=run.measured.value, unit=run.measured.unit, before=changed,
        )  # fmt: skip
    return [latest[key] for key in sorted(latest)]


def misconceptions(runs: Iterable[DatedRun]) -> list[Misconception]:
    """Return the misconceptions, those still held first, then by frequency. Unscored predictions do not count."""
    experiments: dict[str, str] = {}
    counts: dict[str, int] = {}
    gone: dict[str, bool] = {}
    for run in (each.run for each in runs):
        if run.error is None:
            continue
        found = run.misconceptions
        gone |= {says: says not in found for says, of in experiments.items() if of == run.experiment}
        for says in found:
            experiments.setdefault(says, run.experiment)
            counts[says] = counts.get(says, 0) + 1
            gone.setdefault(says, False)
    rows = [Misconception(experiment=experiments[s], says=s, count=counts[s], gone=gone[s]) for s in experiments]
    return sorted(rows, key=lambda row: (row.gone, -row.count, row.says))
