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


def test_a_deck_is_formatted_in_its_files(quizapp: Run, tmp_path: Path) -> None:
    """`--check` writes nothing and exits 1; a file with a fault stays as it is, and exits 1 too."""
    folder = tmp_path / "demo"
    assert quizapp("deck", "new", str(folder)).returncode == 0
    assert quizapp("deck", "fmt", str(folder)).returncode == 0
    file = folder / "first-concept.yaml"
    formatted = file.read_text("utf-8")
    assert quizapp("deck", "fmt", "--check", str(folder)).returncode == 0
    file.write_text(formatted.replace("title: First concept", "title:   'First concept' # mine"), "utf-8")
    done = quizapp("deck", "fmt", "--check", str(folder))
    assert (done.returncode, done.stdout) == (1, f"not formatted: {file}\n2 files, 1 to format\n")
    assert quizapp("deck", "fmt", str(folder)).returncode == 0
    assert file.read_text("utf-8") == formatted.replace("First concept", "First concept  # mine", 1)
    file.write_text("concept: [\n", "utf-8")
    done = quizapp("deck", "fmt", str(folder))
    assert done.returncode == 1
    assert "first-concept.yaml:2:1" in done.stderr
    assert file.read_text("utf-8") == "concept: [\n"
