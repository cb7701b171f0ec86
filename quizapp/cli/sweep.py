"""`prove --sweep`: one experiment over the values of a parameter; the learner predicts the curve by three points."""

import re
from dataclasses import replace
from math import exp, log
from typing import TYPE_CHECKING, Any

from quizapp.cli.common import console_of
from quizapp.cli.output import print_json, say, tell
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.cli.prove_one import Request
    from quizapp.core.model import Experiment
    from quizapp.core.prediction import Expected
    from quizapp.lab.report import Report
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context
    from quizapp.usecases.experiments.run_experiment import RunOptions


MOST = 16  # limit of the values of a sweep
WIDTH = 40


def values_of(sweep: str) -> tuple[str, list[int]]:
    """Return the parameter and its values from `workers=1..8` or `workers=1,2,4`. Raises QuizError (exit code 2)."""
    match = re.fullmatch(r"(\w+)=(?:(\d{1,9})\.\.(\d{1,9})|(\d{1,9}(?:,\d{1,9})*))", sweep.strip())
    values: list[int] = []
    if match:
        values = [int(each) for each in match[4].split(",")] if match[4] else _spread(int(match[2]), int(match[3]))
    if not match or not values or min(values) < 1 or len(values) > MOST:
        raise QuizError(
            f"--sweep: cannot parse `{sweep}`.",
            f"Write workers=1..8 or workers=1,2,4: at most {MOST} whole numbers, each at least 1.",
            ExitCode.USAGE,
        )
    return match[1], values


def _spread(low: int, high: int) -> list[int]:
    """Return at most eight whole numbers from low to high, evenly spread."""
    count = min(8, high - low + 1)
    return [low] if count <= 1 else sorted({low + round(i * (high - low) / (count - 1)) for i in range(count)})


def sweep_over(context: "Context", store: "Store", request: "Request", sweep: str, how: "RunOptions") -> None:
    """Measure each value, draw the curve, and compare it with three predicted points: the first, middle and last."""
    from quizapp.core.measures import least_compared

    name, values = values_of(sweep)
    located = request.located
    if name not in request.parameters:
        known = ", ".join(request.parameters)
        raise QuizError(f"{located.name} has no parameter `{name}`.", f"It has: {known}.", ExitCode.USAGE)
    asked = list(dict.fromkeys((values[0], values[len(values) // 2], values[-1])))
    points = _points(asked, name, request)
    reports = _reports(context, store, request, {value: {name: value} for value in values}, how)
    measured = {value: report.measured for value, report in reports.items()}
    least = least_compared(located.experiment)
    errors = {value: _error(max(points[value], least), measured[value], least) for value in points}
    if request.as_json:
        curve = [{name: value} | measured[value] | {"verdict": each.verdict} for value, each in reports.items()]
        print_json(
            {"experiment": located.experiment.id, "sweep": name, "curve": curve, "prediction": points, "errors": errors}
        )
        return
    console = console_of(request.globals)
    for line in curve_lines(name, measured, points):
        console.print(line)
    for value, error in errors.items():
        if error is not None:
            say(f"{name} = {value}: your point was off by a factor of {exp(error):.2f}")


def _reports(
    context: "Context", store: "Store", request: "Request", settings: dict[int, dict[str, int]], how: "RunOptions"
) -> "dict[int, Report]":
    """Run the experiment for each value of the parameter, each in half of the time, and record the results."""
    from quizapp.usecases.experiments.record_result import ExperimentResult, record_result
    from quizapp.usecases.experiments.run_experiment import run

    each = replace(how, seconds=max(1.0, how.seconds / 2))
    reports = {}
    for value, setting in settings.items():
        tell(", ".join(f"{name} = {number} ..." for name, number in setting.items()))
        reports[value] = run(context, store, request.located, {**request.parameters, **setting}, each)
        record_result(context, store, ExperimentResult(located=request.located, report=reports[value]))
    return reports


def _points(asked: list[int], name: str, request: "Request") -> dict[int, float]:
    """Return the predicted figure for each value that has a prediction. Raises QuizError (exit code 2)."""
    from quizapp.core.prediction import Prediction

    experiment = request.located.experiment
    predictions = _read(request.prediction, experiment)
    if not predictions and request.is_personal:
        from quizapp.cli.prediction_prompt import ask_prediction

        predictions = [
            ask_prediction(experiment, f"Your prediction for {name} = {value} (Enter for none): ") for value in asked
        ]
    if predictions and len(predictions) != len(asked):
        raise QuizError(
            f"--predict: a sweep needs {len(asked)} predictions.",
            f"For {name} = {', '.join(map(str, asked))}, such as --predict {','.join(['1'] * len(asked))}.",
            ExitCode.USAGE,
        )
    pairs = zip(asked, predictions, strict=False)
    return {value: each.centre for value, each in pairs if isinstance(each, Prediction)}


def _read(predictions: str, experiment: "Experiment") -> "list[Expected | None]":
    from quizapp.core.measures import least_compared
    from quizapp.core.prediction import parse

    texts = [each.strip() for each in predictions.split(",")] if predictions else []
    try:
        return [parse(text, least_compared(experiment) > 0) if text else None for text in texts]
    except ValueError as error:
        raise QuizError(f"--predict: {error}", "Write --predict 1,2,3.", ExitCode.USAGE) from None


def _error(point: float, measured: dict[str, Any], least: float) -> float | None:
    """Return the log distance of a point from the measured interval, 0 within it; None without a measurement."""
    low, high = measured["low"], measured["high"]
    if low is None or high is None:
        return None
    low, high = max(low, least), max(high, least)
    return log(point / high) if point > high else log(low / point) if point < low else 0.0


def curve_lines(name: str, measured: dict[int, dict[str, Any]], points: dict[int, float]) -> list[str]:
    """Return a bar for each value, with `o` at the predicted value."""
    from quizapp.ui.bars import bar

    figures = [m["value"] for m in measured.values() if isinstance(m["value"], int | float)]
    most = max([*figures, *points.values()], default=1.0) or 1.0
    lines = []
    for value, figure in measured.items():
        if not isinstance(figure["value"], int | float):
            lines.append(f"{name} {value:>4}  not measured")
            continue
        marks = list(bar(figure["value"], most, WIDTH, "#").ljust(WIDTH + 1))
        if value in points:
            marks[min(WIDTH, round(points[value] / most * WIDTH))] = "o"
        low, high = figure["low"], figure["high"]
        lines.append(f"{name} {value:>4}  {''.join(marks)} {figure['value']:.3g}  ({low:.3g} to {high:.3g})")
    return [*lines, "# measured   o what you predicted"] if points else lines
