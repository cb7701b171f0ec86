"""What the learner edited is not overwritten by an update of its deck."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pexpect
import pytest

from quizapp.usecases.deck_import.own_edits import content_of
from tests.cli.test_terminal import start
from tests.conftest import Run
from tests.usecases.deck_import.test_card_identity import answer, counts, histories, imported

TEXT = "front,back\nWhat is a fork?,{a}\nWhat is a thread?,A line.\n"
MINE, THEIRS = "A copy of the caller", "A copy of a process"


@pytest.fixture
def edited(quizapp: Run, tmp_path: Path) -> Path:
    """A table whose first card the learner edited in an export of the deck; one review each."""
    file = tmp_path / "t.csv"
    file.write_text(TEXT.format(a="A copy"))
    imported(quizapp, file)
    answer(quizapp, "t", 2)
    folder = tmp_path / "own"
    assert quizapp("export", "t", "--to", str(folder)).returncode == 0
    for path in folder.glob("*.yaml"):
        path.write_text(path.read_text().replace("A copy", MINE))
    imported(quizapp, folder, "--replace")
    file.write_text(TEXT.format(a=THEIRS))
    return file


def answers(quizapp: Run) -> list[str]:
    """Return the answers of the deck."""
    (concept,) = [json.loads(quizapp("deck", "show", "t", "--json").stdout)]
    concepts = concept if isinstance(concept, list) else [concept]
    return sorted(question["answer"] for each in concepts for question in each["questions"])


def test_an_update_keeps_the_learners_text(quizapp: Run, edited: Path) -> None:
    """Both texts are shown, on every way; the history stays, too."""
    before = histories(quizapp, "t")
    dry = imported(quizapp, edited, "--dry-run")
    assert [(each["mine"]["answer"], each["theirs"]["answer"]) for each in dry["conflicts"]] == [(MINE, THEIRS)]  # type: ignore[attr-defined]
    done = quizapp("import", str(edited))
    assert f"answer mine:   {MINE}" in done.stdout and f"answer theirs: {THEIRS}" in done.stdout
    assert "--theirs" in done.stderr
    assert answers(quizapp) == [MINE, "A line."]
    assert histories(quizapp, "t") == before


def test_an_update_that_did_not_change_the_card_is_no_conflict(quizapp: Run, edited: Path) -> None:
    """The text that was edited comes again, with another new card."""
    edited.write_text(TEXT.format(a="A copy") + "And a lock?,A mutex.\n")
    done = imported(quizapp, edited)
    assert ("conflicts" not in done, done["added"]) == (True, 1)
    assert MINE in answers(quizapp)


def test_theirs_takes_the_update(quizapp: Run, edited: Path) -> None:
    """Also after an import that kept the learner's; then nothing is edited any more."""
    imported(quizapp, edited)
    imported(quizapp, edited, "--theirs")
    assert answers(quizapp) == [THEIRS, "A line."]
    edited.write_text(TEXT.format(a="Yet another"))
    assert "conflicts" not in imported(quizapp, edited)
    assert answers(quizapp) == ["A line.", "Yet another"]


def test_both_are_two_cards_from_then_on(quizapp: Run, edited: Path) -> None:
    """The learner's has the history and stays; the source's is updated as usual."""
    before = histories(quizapp, "t")
    imported(quizapp, edited, "--both")
    assert answers(quizapp) == sorted([MINE, THEIRS, "A line."])
    edited.write_text(TEXT.format(a="Yet another"))
    assert counts(imported(quizapp, edited))[3] == 0
    assert answers(quizapp) == [MINE, "A line.", "Yet another"]
    assert histories(quizapp, "t") == before


def test_the_choices_exclude_each_other(quizapp: Run, edited: Path) -> None:
    """A usage error."""
    assert quizapp("import", str(edited), "--mine", "--theirs").returncode == 2


@pytest.mark.parametrize(("key", "left"), [("t", [THEIRS]), ("m", [MINE]), ("b", [THEIRS, MINE])])
def test_a_terminal_asks_whose_text_stays(
    quizapp: Run, edited: Path, environ: dict[str, str], key: str, left: list[str]
) -> None:
    """After it showed both."""
    child = start(environ, "import", str(edited))
    child.expect(f"mine:   {MINE}")
    child.expect(f"theirs: {THEIRS}")
    child.expect("oth.?")
    child.sendline(key)
    child.expect(pexpect.EOF)
    assert answers(quizapp) == sorted([*left, "A line."])


@pytest.mark.parametrize(("key", "expected"), [("y", (2, 2)), ("n", (2, 1))])
def test_a_terminal_asks_about_doubtful_cards(
    quizapp: Run, tmp_path: Path, environ: dict[str, str], key: str, expected: tuple[int, int]
) -> None:
    """Whether a card whose question and answer changed is the one that is gone."""
    file, text = tmp_path / "t.csv", "front,back\nWhat does a mutex guard?,{a}\nWhat is a thread?,A line.\n"
    file.write_text(text.format(a="A critical section."))
    imported(quizapp, file)
    answer(quizapp, "t", 2)
    file.write_text(text.replace("guard?", "guard then?").format(a="Only one at a time."))
    child = start(environ, "import", str(file))
    child.expect("guard then")
    child.expect("same card")
    child.sendline(key)
    child.expect(pexpect.EOF)
    assert (len(answers(quizapp)), len(histories(quizapp, "t"))) == expected


def edit_in_quiz(environ: dict[str, str], tmp_path: Path) -> None:
    """Press `e` in a quiz of the deck `t`, with an editor that writes the learner's answer."""
    editor = tmp_path / "editor.sh"
    editor.write_text(f'#!/bin/sh\nfor each; do file="$each"; done\nsed -i "s/A copy$/{MINE}/" "$file"\n')
    editor.chmod(0o700)
    child = start(environ | {"EDITOR": str(editor)}, "quiz", "t")
    child.expect("show the answer")
    child.send("e")
    child.expect("changed")
    child.send("q")
    child.expect(pexpect.EOF)


def test_an_edit_in_the_quiz_is_kept(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """With the key `e`: the file is the source's own, and its next version is a conflict."""
    file = tmp_path / "t.csv"
    file.write_text(TEXT.format(a="A copy"))
    imported(quizapp, file)
    edit_in_quiz(environ, tmp_path)
    assert MINE in file.read_text()
    file.write_text(TEXT.format(a=THEIRS))
    (conflict,) = imported(quizapp, file)["conflicts"]  # type: ignore[misc]
    assert (conflict["mine"]["answer"], conflict["theirs"]["answer"]) == (MINE, THEIRS)
    assert answers(quizapp) == [MINE, "A line."]


@pytest.mark.file
def test_an_edit_is_kept_after_a_merge(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """Another device knows the edited card by its first wording, and has reviews of it."""
    file, device = tmp_path / "t.csv", environ["QUIZAPP_DB"]
    other = str(tmp_path / "other.db")
    file.write_text(TEXT.format(a="A copy").replace("a fork", "one fork"))
    environ["QUIZAPP_DB"] = other
    imported(quizapp, file)
    answer(quizapp, "t", 2)
    file.write_text(TEXT.format(a="A copy"))
    imported(quizapp, file)
    expected = histories(quizapp, "t")
    environ["QUIZAPP_DB"] = device
    imported(quizapp, file)
    edit_in_quiz(environ, tmp_path)
    assert quizapp("merge", other).returncode == 0
    assert histories(quizapp, "t") == expected
    file.write_text(TEXT.format(a=THEIRS))
    assert len(imported(quizapp, file)["conflicts"]) == 1  # type: ignore[arg-type]
    assert answers(quizapp) == [MINE, "A line."]
    imported(quizapp, file, "--both")
    assert answers(quizapp) == sorted([MINE, THEIRS, "A line."])
    assert histories(quizapp, "t") == expected


def test_a_field_with_its_default_is_no_edit() -> None:
    """The file of a deck says less than the row of a card: `case: false`, or what a cloze asks by default."""
    body = {"id": "a", "kind": "cloze", "text": "A {{fork}} copies."}
    assert content_of(body) == content_of(body | {"ask": "Fill in the gaps.", "case": False, "tags": ["os"]})
    assert content_of(body) != content_of(body | {"case": True})
    assert content_of(body) != content_of(body | {"ask": "What copies?"})


def test_an_update_of_another_part_is_merged(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """The learner changed the answer, the update the question; a dry run and JSON name the card, the history stays."""
    file = tmp_path / "t.csv"
    file.write_text(TEXT.format(a="A copy"))
    imported(quizapp, file)
    edit_in_quiz(environ, tmp_path)
    answer(quizapp, "t", 2)
    before = histories(quizapp, "t")
    file.write_text(TEXT.format(a="A copy").replace("a fork", "a fork in C"))
    (card,) = imported(quizapp, file, "--dry-run")["merged"]  # type: ignore[misc]
    assert answers(quizapp) == [MINE, "A line."]
    done = quizapp("import", str(file))
    assert f"merged: {card}" in done.stdout and "conflict" not in done.stdout
    assert "What is a fork in C?" in quizapp("cards", "list", "t").stdout
    assert answers(quizapp) == [MINE, "A line."]
    assert histories(quizapp, "t") == before
    again = imported(quizapp, file)
    assert counts(again)[:2] == (0, 0) and "merged" not in again
    file.write_text(TEXT.format(a=THEIRS).replace("a fork", "a fork in C"))
    assert len(imported(quizapp, file)["conflicts"]) == 1, "what was merged is what the next update is compared with"


@pytest.mark.file
def test_an_edit_of_an_older_version_has_no_text_to_merge_with(
    quizapp: Run, tmp_path: Path, environ: dict[str, str]
) -> None:
    """It kept a digest alone."""
    file = tmp_path / "t.csv"
    file.write_text(TEXT.format(a="A copy"))
    imported(quizapp, file)
    edit_in_quiz(environ, tmp_path)
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as database, database:
        changed = database.execute("UPDATE cards SET body = json_remove(body, '$.edited_from')")
        assert changed.rowcount > 1
    file.write_text(TEXT.format(a="A copy").replace("a fork", "a fork in C"))
    assert "merged" not in imported(quizapp, file)


def test_an_edited_card_comes_back_from_json(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """The marks of an edit are not exported; here, the card stays an edited one."""
    file, document = tmp_path / "t.csv", tmp_path / "t.json"
    file.write_text(TEXT.format(a="A copy"))
    imported(quizapp, file)
    edit_in_quiz(environ, tmp_path)
    assert quizapp("export", "t", "--to", str(document)).returncode == 0
    elsewhere = {"QUIZAPP_DB": str(tmp_path / "elsewhere" / "quiz.db")}
    done = quizapp("import", str(document), "--json", **elsewhere)
    assert json.loads(done.stdout)["decks"][0]["added"] == 2, done.stdout
    assert "edited" not in document.read_text()
