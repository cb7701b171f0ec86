"""`prove` without an experiment: a list by concept, with what each claim has shown so far."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.ui.console import Console
    from quizapp.usecases.experiments.run_experiment import LocatedExperiment

_STATES = {"confirmed": ("proved", "good"), "refuted": ("refuted", "bad"), "inconclusive": ("inconclusive", "quiet")}
_NOT_TRIED = ("not tried", "quiet")


def pick_proof(console: "Console", store: "Store", found: "Sequence[LocatedExperiment]") -> "LocatedExperiment | None":
    """Return the experiment that the learner picks on the terminal, or None."""
    from quizapp.core.experiment_ask import ask_of
    from quizapp.ui.picker import Entry, pick

    verdicts = latest_verdicts(store)
    entries = []
    for each in found:
        state, style = _STATES.get(verdicts.get(each.name, ""), _NOT_TRIED)
        ask = ask_of(each.experiment.ask.split("\n")[0].replace("**", ""), each.experiment.parameters)
        entries.append(Entry(group=each.concept.title, name=each.experiment.id, text=ask, state=state, style=style))
    index = pick(console, "Prove a claim", entries)
    return found[index] if index is not None else None


def latest_verdicts(store: "Store") -> Mapping[str, str]:
    """Return the latest verdict of each experiment that was run, by deck/concept/experiment."""
    from quizapp.core.event_payloads.experiment_run import ExperimentPayload
    from quizapp.core.events import PROOF
    from quizapp.store.events.event_log import reviews

    runs = [ExperimentPayload.stored(event.payload) for event in reviews(store, (PROOF,))]
    return {run.experiment: run.verdict for run in runs if run.verdict}
