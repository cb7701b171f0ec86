"""Calibration: how much work takes the time that an experiment wants."""

from dataclasses import replace
from statistics import median

from quizapp.lab.measures import measure_named
from quizapp.lab.plan import Plan

FIRST_AMOUNT = 20_000  # of work, in the calibration
CALIBRATED_SECONDS = 0.04  # that the work of the calibration takes at least
LEAST_CONSTANT = 0.002  # seconds; a constant part below this does not change the calibration


def calibrated(plan: Plan) -> Plan:
    """Return the plan with the global `work` set so that the work of the baseline takes the experiment's target time.

    What the baseline takes without work, such as its waits, is measured first and does not count.
    """
    experiment = plan.experiment
    if not experiment.work:
        return plan
    constant = _worked(plan, 1)
    if constant >= LEAST_CONSTANT:
        constant = median((constant, _worked(plan, 1), _worked(plan, 1)))
    # A constant part that is long also varies more, so the work has to outweigh it.
    enough = max(CALIBRATED_SECONDS, constant / 2)
    amount, seconds = FIRST_AMOUNT, _worked(plan, FIRST_AMOUNT) - constant
    for _ in range(6):
        if seconds >= enough:
            break
        amount = int(amount * min(50.0, 1.5 * enough / max(seconds, 1e-5)))
        seconds = _worked(plan, amount) - constant
    seconds = median((seconds, _worked(plan, amount) - constant, _worked(plan, amount) - constant))
    amount = max(1, int(amount * experiment.work_seconds / max(seconds, 1e-5)))
    return replace(plan, parameters=dict(plan.parameters) | {experiment.work: amount})


def _worked(plan: Plan, amount: int) -> float:
    """Return how many seconds the baseline takes for an amount of work."""
    name = plan.names[0]
    example = plan.experiment.variants[name].example
    parameters = dict(plan.parameters) | {plan.experiment.work: amount}
    take = plan.settings.instruments.take
    return float(take(measure_named("ratio"), example, plan.examples[example], parameters, plan.environment(name)))
