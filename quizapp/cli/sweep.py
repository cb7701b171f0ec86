"""`prove --sweep`: one experiment over the values of a parameter; the learner predicts the curve by three points."""

import re
from dataclasses import replace
from math import log
from typing import TYPE_CHECKING, Any

from quizapp.cli.common import console_of, interactive
from quizapp.cli.output import print_json, say, tell
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from quizapp.core.prediction import Expected
    from quizapp.usecases.experiments.run_experiment import LocatedExperiment, RunOptions


MOST = 16  # values of a sweep
WIDTH = 40


def values_of(sweep: str) -> tuple[str, list[int]]:
    """Return the parameter and its values from `workers=1..8` or `workers=1,2,4`. Raises QuizError (exit code 2)."""
    match = re.fullmatch(r"(\w+)=(?:(\d{1,9})\.\.(\d{1,9})|(\d{1,9}(?:,\d{1,9})*))", sweep.strip())
    values: list[int] = []
    if match:
        values = [int(each) for each in match[4].split(",")] if match[4] else _spread(int(match[2]), int(match[3]))
    if not match or not values or min(values) < 1 or len(values) > MOST:
        raise QuizError(
            f"--sweep: `{sweep}` is no sweep.",
            f"Write workers=1..8 or workers=1,2,4: at most {MOST} values from 1 on.",
            ExitCode.USAGE,
        )
    return match[1], values


def _spread(low: int, high: int) -> list[int]:
    """Return at most eight whole numbers from low to high, evenly."""
    count = min(8, high - low + 1)
    return [low] if count <= 1 else sorted({low + round(i * (high - low) / (count - 1)) for i in range(count)})


def sweep_over(
    ctx: Any, context: Any, store: Any, found: "LocatedExperiment", parameters: dict[str, Any], sweep: str,
    prediction: str, how: "RunOptions", as_json: bool,
) -> None:  # fmt: skip
    """Measure each value, draw the curve, and compare it with three predicted points: the first, middle and last."""
    from quizapp.usecases.experiments.run_experiment import record_result, run

    name, values = values_of(sweep)
    if name not in parameters:
        raise QuizError(f"{found.name} has no parameter `{name}`.", f"It has: {', '.join(parameters)}.", ExitCode.USAGE)
    asked = list(dict.fromkeys((values[0], values[len(values) // 2], values[-1])))
    points = _points(asked, name, prediction, person=interactive() and not as_json)
    each = replace(how, seconds=max(1.0, how.seconds / 2))
    reports = []
    for value in values:
        tell(f"{name} = {value} ...")
        reports.append(run(context, store, found, parameters | {name: value}, each))
        record_result(context, store, found, reports[-1])
    measured = {value: report.measured for value, report in zip(values, reports, strict=True)}
    errors = {value: _error(points[value], measured[value]) for value in points}
    if as_json:
        curve = [
            {name: value} | measured[value] | {"verdict": r.verdict} for value, r in zip(values, reports, strict=True)
        ]
        print_json(
            {"experiment": found.experiment.id, "sweep": name, "curve": curve, "prediction": points, "errors": errors}
        )
        return
    console = console_of(ctx.obj)
    for line in curve_lines(name, measured, points):
        console.print(line)
    for value, error in errors.items():
        if error is not None:
            say(f"{name} = {value}: your point was off by a factor of {2.718281828**error:.2f}")


def _points(asked: list[int], name: str, prediction: str, *, person: bool) -> dict[int, float]:
    """Return the predicted figure for each value that has a prediction. Raises QuizError (exit code 2)."""
    from quizapp.core.prediction import Prediction

    predictions = _read(prediction)
    if not predictions and person:
        from quizapp.cli.prediction_prompt import ask_prediction

        predictions = [ask_prediction(f"Your prediction for {name} = {value} (Enter for none): ") for value in asked]
    if predictions and len(predictions) != len(asked):
        raise QuizError(
            f"--predict: a sweep is predicted by {len(asked)} points.",
            f"For {name} = {', '.join(map(str, asked))}, such as --predict {','.join(['1'] * len(asked))}.",
            ExitCode.USAGE,
        )
    pairs = zip(asked, predictions, strict=False)
    return {value: each.centre for value, each in pairs if isinstance(each, Prediction)}


def _read(predictions: str) -> "list[Expected | None]":
    from quizapp.core.prediction import parse

    texts = [each.strip() for each in predictions.split(",")] if predictions else []
    try:
        return [parse(text) if text else None for text in texts]
    except ValueError as error:
        raise QuizError(f"--predict: {error}", "Write --predict 1,2,3.", ExitCode.USAGE) from None


def _error(point: float, measured: dict[str, Any]) -> float | None:
    """Return how far a point is from the measured interval in logs, 0 within it; None where nothing was measured."""
    low, high = measured["low"], measured["high"]
    if low is None or high is None:
        return None
    return log(point / high) if point > high else log(low / point) if point < low else 0.0


def curve_lines(name: str, measured: dict[int, dict[str, Any]], points: dict[int, float]) -> list[str]:
    """Return a bar for each value, with `o` where the learner expected it."""
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
