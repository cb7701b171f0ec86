"""`quizapp deck check` in scripts and workflows."""

from pathlib import Path

from tests.conftest import Run

WARNED = str(Path(__file__).parents[1] / "decks/golden/media-missing")


def test_warnings_fail_a_strict_check_alone(quizapp: Run) -> None:
    """And are annotations where a workflow asks for them."""
    assert quizapp("deck", "check", WARNED).returncode == 0
    done = quizapp("deck", "check", "--strict", "--format", "github", WARNED)
    assert done.returncode == 1
    assert done.stdout.startswith(f"::warning file={WARNED}/process.yaml,line=8,col=22,title=media-missing::")
