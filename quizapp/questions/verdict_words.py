"""Whether an answer was right and what was wrong with it, in a line; every front end shows these words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.core.answer_difference import (
    Difference,
    OptionsDifference,
    PartsDifference,
    PredictionDifference,
    ProgramDifference,
    ScheduleDifference,
)
from quizapp.core.counting import counted
from quizapp.core.figures import figure
from quizapp.core.session_values import Outcome
from quizapp.questions.base import letters

if TYPE_CHECKING:
    from quizapp.core.program_run import ProgramRun

_NOUNS = {"gaps": "gaps right", "pairs": "pairs right", "order": "lines in their place", "lines": "lines right"}


def verdict_line(outcome: Outcome) -> str:
    """Return in one line whether an answer was right, and how far it was off; '' where the learner judges."""
    if outcome.correct is None:
        return ""
    said = verdict_words(outcome)
    name = "Right" if outcome.correct else "Not right"
    return f"{name}: {said}." if said else f"{name}."


def verdict_words(outcome: Outcome) -> str:
    """Return what was wrong with an answer, or how a right one was right; '' where nothing more is to say."""
    found = outcome.difference
    words = VERDICTS[type(found)] if found is not None else None
    if words is None or outcome.correct is None or (outcome.correct and not words.praises):
        return ""
    return words.of(found)


def option_verdict(difference: OptionsDifference) -> str:
    """Return what was wrong with a pick, such as 'you picked a, the answer is c'."""
    picked, right = _letters(difference.picked), _letters(difference.right)
    if len(picked) == 1 and len(right) == 1:
        return f"you picked {picked}, the answer is {right}"
    wrong = [letter for letter in picked if letter not in right]
    missed = [letter for letter in right if letter not in picked]
    said = [f"{_listed(wrong)} {'is' if len(wrong) == 1 else 'are'} wrong"] if wrong else []
    return "; ".join([*said, f"you missed {_listed(missed)}"] if missed else said)


def _letters(chosen: tuple[bool, ...]) -> str:
    return "".join(letter for letter, is_in in zip(letters(len(chosen)), chosen, strict=True) if is_in)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def option_words(difference: OptionsDifference, *, several: bool) -> list[str]:
    """Return what is said of each option: your answer, or the right one; '' of the others.

    `several` is whether more than one option could be picked.
    """
    missed = "right, not picked" if several and any(difference.picked) else "right answer"
    both = zip(difference.picked, difference.right, strict=True)
    return ["your answer" if picked else missed if right else "" for picked, right in both]


def part_verdict(difference: PartsDifference) -> str:
    """Return how many parts are right, such as '2 of 3 pairs right'; '' for a single text."""
    if difference.of == "text" or len(difference.parts) < 2:
        return ""
    right = sum(part.right for part in difference.parts)
    return f"{right} of {len(difference.parts)} {_NOUNS[difference.of]}"


def figure_verdict(difference: PredictionDifference) -> str:
    """Return how near a predicted figure was, such as 'off by a factor of 2.3'."""
    predicted, factor = difference.predicted, difference.factor
    if factor <= 1:
        return "what was measured lies in your range" if predicted.low < predicted.high else "within what was measured"
    said = f"off by a factor of {figure(factor)}"
    is_ratio = difference.unit == "times" and predicted.low == predicted.high
    is_opposite = is_ratio and (predicted.low - 1) * (difference.value - 1) < 0
    return f"{said}, and the other way round" if is_opposite else said


def schedule_verdict(difference: ScheduleDifference) -> str:
    """Return what was wrong with a schedule."""
    if difference.given is None:
        return "" if difference.shortest is None else "a schedule reaches the goal"
    return "that schedule does not reach the goal"


def program_verdict(difference: ProgramDifference) -> str:
    """Return how many checks fail, or that all pass and after how many tries."""
    run, tries = difference.run, difference.tries
    if run is None:
        return "the checks were not run on it" if difference.given is not None else ""
    if run.failed:
        return failures(run)
    return f"{_all(len(run.checks))}, at the first try" if tries == 1 else f"{_all(len(run.checks))}, at try {tries}"


def _all(count: int) -> str:
    return {1: "the check passes", 2: "both checks pass"}.get(count, f"all {count} checks pass")


def failures(run: "ProgramRun") -> str:
    """Return how many checks of a run fail, such as '1 of 2 checks fails'."""
    failed = len(run.failed)
    if len(run.checks) == 1:
        return "the check fails"
    return f"{failed} of {counted(len(run.checks), 'check')} {'fails' if failed == 1 else 'fail'}"


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """The words for one form of difference, and whether they are shown with right answers as well."""

    of: Callable[[Any], str]
    praises: bool = False


VERDICTS: Mapping[type[Difference], VerdictWords] = {
    OptionsDifference: VerdictWords(option_verdict),
    PartsDifference: VerdictWords(part_verdict),
    PredictionDifference: VerdictWords(figure_verdict, praises=True),
    ScheduleDifference: VerdictWords(schedule_verdict),
    ProgramDifference: VerdictWords(program_verdict, praises=True),
}
