"""Due dates are written into the notes of a vault once, and importing them again changes nothing."""

import json
from pathlib import Path

from tests.conftest import Run

NOTE = "---\ntags: [flashcards]\n---\n\nOne?::1\nTwo:::2\n\nThree\n?\nthree"
RATE = '{"type": "rate", "rating": "easy"}\n'


def states(quizapp: Run) -> object:
    return json.loads(quizapp("cards", "list", "n", "--json").stdout)


def vault_of(quizapp: Run, tmp_path: Path) -> Path:
    """Create a vault with a note whose cards were reviewed here, and unrelated files."""
    vault = tmp_path / "vault"
    (vault / "sub").mkdir(parents=True)
    (vault / "sub/n.md").write_text(NOTE)
    (vault / "prose.md").write_text("# Prose\n\nNo cards.\n")
    assert quizapp("import", str(vault / "sub/n.md")).returncode == 0
    quizapp("quiz", "n", "--jsonl", stdin=RATE * 4)
    return vault


def test_dates_are_written_once_and_read_back(quizapp: Run, tmp_path: Path) -> None:
    """The text stays; a second export writes nothing; importing the note changes no state and adds no review."""
    vault = vault_of(quizapp, tmp_path)
    done = quizapp("export", "--obsidian", str(vault))
    assert done.returncode == 0 and "3 due dates written to 1 note" in done.stdout, done.stderr
    written = (vault / "sub/n.md").read_text()
    assert written.count("<!--SR:!") == 3
    assert "".join(line for line in written.splitlines(True) if "<!--" not in line).strip() == NOTE
    quizapp("export", "--obsidian", str(vault))
    assert (vault / "sub/n.md").read_text() == written
    before = states(quizapp)
    again = json.loads(quizapp("import", str(vault / "sub/n.md"), "--json").stdout)
    assert (again["decks"][0]["unchanged"], again["reviews"]) == (4, 0)
    assert states(quizapp) == before
    assert (vault / "prose.md").read_text() == "# Prose\n\nNo cards.\n"


def test_later_review_in_obsidian_is_kept_and_imported(quizapp: Run, tmp_path: Path) -> None:
    """The export names its line; the next import reads it."""
    vault = vault_of(quizapp, tmp_path)
    quizapp("export", "--obsidian", str(vault))
    note = vault / "sub/n.md"
    note.write_text(
        note.read_text().replace(
            "One?::1\n<!--SR:!",
            "One?::1\n<!--SR:!fsrs,2999-01-02T00:00:00Z,9,9,5,2,3,0,0,2998-12-24T00:00:00Z-->\n<!--SR:!",
        )
    )
    text = note.read_text()
    done = quizapp("export", "--obsidian", str(vault))
    assert "sub/n.md:5" in done.stdout + done.stderr and note.read_text() == text
    quizapp("import", str(note))
    assert "2999-01-02" in json.dumps(states(quizapp))


def test_vault_without_imported_notes_is_refused(quizapp: Run, tmp_path: Path) -> None:
    """With what to do."""
    done = quizapp("export", "--obsidian", str(tmp_path))
    assert done.returncode != 0 and "import" in done.stderr
    assert quizapp("export", "--obsidian", str(tmp_path / "none")).returncode == 2
    assert quizapp("export", "--obsidian", str(tmp_path), "--as", "csv").returncode == 2
