"""`quizapp deck check` in scripts and workflows."""

from pathlib import Path

from tests.conftest import Run

CONCURRENCY = Path(__file__).parents[2] / "cards/concurrency"
WARNED = str(Path(__file__).parents[1] / "decks/golden/media-missing")


def test_warnings_fail_a_strict_check_alone(quizapp: Run) -> None:
    """And are annotations where a workflow asks for them."""
    assert quizapp("deck", "check", WARNED).returncode == 0
    done = quizapp("deck", "check", "--strict", "--format", "github", WARNED)
    assert done.returncode == 1
    assert done.stdout.startswith(f"::warning file={WARNED}/process.yaml,line=8,col=22,title=media-missing::")


def test_the_preview_of_a_file_shows_its_concept_within_its_deck(quizapp: Run) -> None:
    """With the ids that its cards will have, and the program that an output question is about."""
    shown = quizapp("deck", "preview", str(CONCURRENCY / "process.yaml")).stdout
    assert "concurrency/process/what-show-prints" in shown
    assert "concurrency/threads/" not in shown
    asked = shown.partition("concurrency/process/what-show-prints")[2]
    question, _, answered = asked.partition("Answer\n")
    assert "What does this program print?" in question
    assert "p.start()" in question
    assert "Process running" in answered
