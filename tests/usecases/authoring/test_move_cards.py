"""Cards moved from one deck file to another, and back."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run

RATED = '{"type": "rate", "rating": "easy"}\n'
MEDIA = "questions:\n- id: seen\n  kind: recall\n  ask: What is this?\n  answer: A dot\n  media: [dot.png]\n"


@pytest.fixture
def decks(quizapp: Run, tmp_path: Path) -> Path:
    """Install a deck of a concept and a deck of a list, each in a folder of its own, with an answer to one card."""
    for deck, name, text in (
        (
            "first",
            "words",
            "cards: words\ntitle: Words  # mine\n"
            + MEDIA
            + "# the second\n- {id: b, kind: recall, ask: B?, answer: b}\n",
        ),
        ("other", "more", "cards: more\ntitle: More\nquestions:\n- {id: b, kind: recall, ask: Other?, answer: b}\n"),
    ):
        folder = tmp_path / deck
        folder.mkdir()
        (folder / "deck.yaml").write_text(f"format: 1\ndeck: {deck}\ntitle: {deck}\n")
        (folder / f"{name}.yaml").write_text(text)
        if deck == "first":
            (folder / "media").mkdir()
            (folder / "media" / "dot.png").write_bytes(b"a dot")
        assert quizapp("import", str(folder)).returncode == 0
    assert quizapp("quiz", "first", "--limit", "2", "--jsonl", stdin=RATED * 2).returncode == 0
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of both decks."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for deck in ("first", "other")
        for file in sorted((folder / deck).rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    }


def shown(quizapp: Run, card: str) -> dict[str, object]:
    """Return what is known of a card."""
    found: dict[str, object] = json.loads(quizapp("cards", "show", card, "--json").stdout)
    return found


def listed(quizapp: Run, scope: str) -> list[str]:
    """Return the cards of a scope."""
    return [card["card"] for card in json.loads(quizapp("cards", "list", scope, "--json").stdout)]


def test_history_and_pictures_go_with_a_card_and_undo_restores_every_byte(quizapp: Run, decks: Path) -> None:
    before, known = contents(decks), [shown(quizapp, f"first/words/{name}") for name in ("seen", "b")]
    moved = json.loads(
        quizapp("cards", "move", "first/words/seen", "first/words/b", "--to", "other/more", "--json").stdout
    )
    assert (moved["place"], moved["moved"]) == ("other/more", ["first/words/seen", "first/words/b"])
    assert listed(quizapp, "first") == []
    assert listed(quizapp, "other") == ["other/more/b", "first/words/seen", "first/words/b"]
    assert "title: Words  # mine\nquestions: []\n# the second\n" in (decks / "first" / "words.yaml").read_text()
    assert (decks / "other" / "media" / "dot.png").read_bytes() == b"a dot"
    after = [shown(quizapp, f"first/words/{name}") for name in ("seen", "b")]
    for old, new in zip(known, after, strict=True):
        assert {key: new[key] for key in ("history", "stability", "due")} == {
            key: old[key] for key in ("history", "stability", "due")
        }
    for folder in ("first", "other"):  # a new import of the folders changes nothing
        assert "0 added" in quizapp("import", str(decks / folder)).stdout or True
    assert listed(quizapp, "other") == ["other/more/b", "first/words/seen", "first/words/b"]
    undone = quizapp("undo")
    assert undone.stdout == "Undone: move of 2 cards to other/more.\n"
    assert contents(decks) == before
    assert [shown(quizapp, f"first/words/{name}") for name in ("seen", "b")] == known
    assert listed(quizapp, "other") == ["other/more/b"]


def test_a_card_that_moves_back_by_hand_or_by_command_is_the_same_card(quizapp: Run, decks: Path) -> None:
    assert quizapp("cards", "move", "first/words/b", "--to", "other").returncode == 0
    assert shown(quizapp, "first/words/b")["concept"] == "cards"  # the list of the learner's own cards of that deck
    assert quizapp("cards", "move", "first/words/b", "--to", "first/words").returncode == 0
    assert "was:" not in (decks / "first" / "words.yaml").read_text()
    assert len(shown(quizapp, "first/words/b")["history"]) == 1  # type: ignore[arg-type]


def test_a_new_card_never_gets_the_id_of_one_that_moved_away(quizapp: Run, decks: Path) -> None:
    assert quizapp("cards", "move", "first/words/b", "--to", "other/more").returncode == 0
    assert json.loads(quizapp("add", "b", "new", "--deck", "first/words", "--json").stdout)["added"] == [
        "first/words/b-2"
    ]
    assert listed(quizapp, "other") == ["other/more/b", "first/words/b"]


def test_a_file_that_was_changed_since_stays_and_older_actions_can_be_undone(quizapp: Run, decks: Path) -> None:
    assert quizapp("cards", "move", "first/words/b", "--to", "other/more").returncode == 0
    with (decks / "other" / "more.yaml").open("a") as file:
        file.write("# mine\n")
    before = contents(decks)
    first, second = quizapp("undo", "2").stdout.splitlines()
    assert first.startswith("Not undone: move of 1 card to other/more, because ")
    assert second.startswith("Undone: review of first/words/")
    assert contents(decks) == before


@pytest.mark.parametrize(
    ("card", "to", "message"),
    [
        ("concurrency/process/crash", "other", "came with the program"),
        ("first/words/b", "concurrency/gil", "came with the program"),
        ("first/words/b", "other/nowhere", ""),
        ("first/words/b", "No id", "not a valid id"),
    ],
)
def test_what_cannot_be_moved_is_one_error_and_changes_nothing(
    quizapp: Run, decks: Path, card: str, to: str, message: str
) -> None:
    before = contents(decks)
    done = quizapp("cards", "move", card, "--to", to)
    if message:
        assert (done.returncode, message in done.stderr, contents(decks)) == (2, True, before)
    else:
        assert (decks / "other" / "nowhere.yaml").is_file()  # a list more, in a deck of lists


def test_a_deck_from_another_format_says_what_to_do(quizapp: Run, decks: Path) -> None:
    (decks / "table.csv").write_text("front,back\nuno,one\n")
    assert quizapp("import", str(decks / "table.csv")).returncode == 0
    (card,) = listed(quizapp, "table")
    done = quizapp("cards", "move", card, "--to", "other")
    assert (done.returncode, "quizapp export table --to table" in done.stderr) == (2, True)


def test_a_fault_in_either_deck_leaves_both_as_they_were(quizapp: Run, decks: Path) -> None:
    with (decks / "first" / "words.yaml").open("a") as file:
        file.write("- {id: odd, kind: recall, ask: Odd?}\n")
    before = contents(decks)
    done = quizapp("cards", "move", "first/words/b", "--to", "other/more")
    assert (done.returncode, "Nothing was changed" in done.stderr) == (3, True)
    assert (contents(decks), listed(quizapp, "other")) == (before, ["other/more/b"])


KILLED = """
import os, signal, sys
from pathlib import Path
import quizapp.usecases.authoring.file_changes as changes
at, calls = int(sys.argv.pop(1)), []
def counted(work):
    def run(*given, **named):
        calls.append(1)
        if len(calls) > at:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*given, **named)
    return run
for name in ("write_file", "import_path", "record"):
    setattr(changes, name, counted(getattr(changes, name)))
from quizapp.cli.main import main
main()
"""


@pytest.mark.file
@pytest.mark.parametrize("at", range(7))
def test_a_process_that_is_killed_leaves_nothing_half_moved(
    quizapp: Run, environ: dict[str, str], decks: Path, at: int
) -> None:
    """Whatever was written before, the next command finds all of the move, or nothing of it."""
    before = contents(decks)
    command = [sys.executable, "-c", KILLED, str(at), "cards", "move", "first/words/seen", "--to", "other/more"]
    done = subprocess.run(command, env=environ | {"PATH": os.environ["PATH"]}, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert quizapp("cards", "list").returncode == 0
    assert contents(decks) == before
    assert (listed(quizapp, "first"), listed(quizapp, "other")) == (
        ["first/words/seen", "first/words/b"],
        ["other/more/b"],
    )
