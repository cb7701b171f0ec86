"""The results of a deck's tests as a table that a pull request can show."""

from collections.abc import Sequence

from quizapp.usecases.experiments.deck_tests import DeckTestResult

MOST_ROWS = 200  # failures come first; a summary of a workflow has a limit
MOST_TEXT = 300  # characters of a cell


def counts(results: Sequence[DeckTestResult]) -> list[tuple[str, int, int]]:
    """Return (what, tried, failed) for each kind of test, in the order of the first of each."""
    kinds = dict.fromkeys(each.what for each in results)
    return [(kind, *_tried_and_failed([each for each in results if each.what == kind])) for kind in kinds]


def _tried_and_failed(results: Sequence[DeckTestResult]) -> tuple[int, int]:
    return len(results), sum(not each.ok for each in results)


def markdown_table(deck: str, results: Sequence[DeckTestResult]) -> str:
    """Return a heading and a table in Markdown, the failures first."""
    tried, failed = _tried_and_failed(results)
    lines = [
        f"### {deck}: {tried} tried, {failed} failed",
        "",
        "| | what | name | result |",
        "| --- | --- | --- | --- |",
    ]
    rows = sorted(results, key=lambda each: each.ok)
    lines += [_row(each) for each in rows[:MOST_ROWS]]
    if len(rows) > MOST_ROWS:
        lines += ["", f"and {len(rows) - MOST_ROWS} more"]
    return "\n".join(lines) + "\n"


def _row(result: DeckTestResult) -> str:
    cells = ("ok" if result.ok else "**FAIL**", result.what, f"`{result.name}`", _cell(result.text))
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """Return a text that stays within its cell and is shown as it is."""
    line = " ".join(text.split())[:MOST_TEXT]
    return "".join(f"\\{each}" if each in r"\|`*_<>[]" else each for each in line)
