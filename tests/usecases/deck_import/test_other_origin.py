"""A deck with the id of an installed one that came from elsewhere: it replaces nothing that was not allowed."""

import json
import shutil
import sys
import zipfile
from pathlib import Path

import pexpect
import pytest

from tests.conftest import Run

CONCEPT = """\
concept: gil
title: Another
sections: {what: a, why: b, how: c, example: d, when: e, pros_cons: {pros: [p], cons: [c]}, related: [r], conclusion: z}
generate: []
questions:
"""
QUESTION = "  - {{id: {0}, kind: recall, section: what, ask: What is {0}{1}?, answer: It is {0}}}\n"


def deck_folder(folder: Path, names: str, deck: str = "concurrency", mark: str = "") -> Path:
    """Write a deck folder with a question for each letter."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "deck.yaml").write_text(f"format: 1\ndeck: {deck}\ntitle: Another\n")
    (folder / "gil.yaml").write_text(CONCEPT + "".join(QUESTION.format(name, mark) for name in names))
    return folder


def archive(file: Path, folder: Path) -> Path:
    """Pack a deck folder."""
    with zipfile.ZipFile(file, "w") as packed:
        for each in folder.iterdir():
            packed.write(each, each.name)
    return file


def counts(quizapp: Run, deck: str) -> int:
    """Return the number of cards of a deck."""
    decks = json.loads(quizapp("deck", "list", "--json").stdout)
    return next(each["cards"] for each in decks if each["deck"] == deck)


@pytest.mark.parametrize("packed", [True, False])
def test_a_shipped_deck_is_replaced_only_with_the_flag(quizapp: Run, tmp_path: Path, packed: bool) -> None:
    """Without a terminal it is refused: where the deck came from, and what its cards would lose."""
    quizapp("quiz", "--jsonl", "--limit", "1", stdin='{"type": "rate", "rating": "good"}\n')
    before = counts(quizapp, "concurrency")
    path = deck_folder(tmp_path / "evil", "a")
    path = archive(tmp_path / "evil.zip", path) if packed else path
    for words in ((), ("--mine",), ("--json",)):
        done = quizapp("import", str(path), *words)
        assert done.returncode == 5
        assert f"The deck `concurrency` comes with quizapp. {path} has another with the same id" in done.stderr
        assert f"would retire {before} cards, with 1 review, change 0 and add 1" in done.stderr
        assert "--replace" in done.stderr
        assert counts(quizapp, "concurrency") == before
    assert not (tmp_path / "decks" / "concurrency").exists()
    assert quizapp("import", str(path), "--replace").returncode == 0
    assert counts(quizapp, "concurrency") == 1


def test_a_dry_run_warns_and_names_the_cards(quizapp: Run, tmp_path: Path) -> None:
    """Every kind of card that would retire is listed."""
    path = deck_folder(tmp_path / "evil", "a")
    done = quizapp("import", str(path), "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [each["code"] for each in told["problems"]] == ["other-origin"]
    assert len(told["decks"][0]["changes"]) == told["decks"][0]["retired"] == counts(quizapp, "concurrency")


@pytest.mark.parametrize("key", ["y", "n"])
def test_on_a_terminal_the_learner_is_asked(environ: dict[str, str], quizapp: Run, tmp_path: Path, key: str) -> None:
    """Before anything changes."""
    before = counts(quizapp, "concurrency")
    path = deck_folder(tmp_path / "evil", "a")
    child = pexpect.spawn(
        sys.executable, ["-m", "quizapp", "import", str(path)], env=environ, dimensions=(40, 200), encoding="utf-8",
        timeout=60,
    )  # fmt: skip
    child.expect("Replace it")
    assert f"would retire {before} cards" in str(child.before)
    child.sendline(key)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == (0 if key == "y" else 5)
    assert counts(quizapp, "concurrency") == (1 if key == "y" else before)


def test_each_other_folder_is_asked_about(quizapp: Run, tmp_path: Path) -> None:
    """Texts that change and cards that are added count too: the deck would be that of the other folder from then on."""
    mine = deck_folder(tmp_path / "mine", "ab", "own")
    assert quizapp("import", str(mine)).returncode == 0
    for other in (
        deck_folder(tmp_path / "changed", "ab", "own", mark=" now"),
        deck_folder(tmp_path / "more", "abc", "own"),
        deck_folder(tmp_path / "less", "a", "own"),
    ):
        done = quizapp("import", str(other))
        assert (done.returncode, counts(quizapp, "own")) == (5, 2)
        assert f"The deck `own` came from {mine}." in done.stderr
    deck_folder(mine, "bcd", "own")
    assert quizapp("import", str(mine)).returncode == 0
    assert counts(quizapp, "own") == 3


def test_a_copy_does_not_take_a_deck_over(quizapp: Run, tmp_path: Path) -> None:
    """It changes nothing, so that nothing is asked; a later version of the copy is asked about."""
    mine = deck_folder(tmp_path / "mine", "ab", "own")
    quizapp("import", str(mine))
    copy = tmp_path / "copy"
    shutil.copytree(mine, copy)
    assert quizapp("import", str(copy)).returncode == 0
    deck_folder(copy, "x", "own")
    assert quizapp("import", str(copy)).returncode == 5
    assert counts(quizapp, "own") == 2
    deck_folder(copy, "ab", "own")
    assert quizapp("import", str(copy), "--replace").returncode == 0  # with the flag it does
    deck_folder(copy, "x", "own")
    assert quizapp("import", str(copy)).returncode == 0


def test_a_later_version_is_not_asked_about(quizapp: Run, tmp_path: Path) -> None:
    """A folder that was moved, and an archive of another name, with most of the cards; with other cards they are."""
    mine = deck_folder(tmp_path / "mine", "abcd", "own")
    quizapp("import", str(mine))
    mine.rename(tmp_path / "moved")
    assert quizapp("import", str(deck_folder(tmp_path / "moved", "abc", "own"))).returncode == 0
    shutil.rmtree(tmp_path / "moved")
    assert quizapp("import", str(deck_folder(tmp_path / "stranger", "xyz", "own"))).returncode == 5
    shutil.rmtree(tmp_path / "stranger")
    first = archive(tmp_path / "v1.zip", deck_folder(tmp_path / "v1", "abcd", "own"))
    assert quizapp("import", str(first)).returncode == 0
    second = archive(tmp_path / "v2.zip", deck_folder(tmp_path / "v2", "abcde", "own"))
    assert quizapp("import", str(second)).returncode == 0
    third = archive(tmp_path / "v3.zip", deck_folder(tmp_path / "v3", "vwxyz", "own"))
    assert quizapp("import", str(third)).returncode == 5
    assert counts(quizapp, "own") == 5


def test_a_later_version_without_a_card_that_was_reviewed_is_asked_about(quizapp: Run, tmp_path: Path) -> None:
    """A stranger's archive may have most of the cards, too."""
    first = archive(tmp_path / "v1.zip", deck_folder(tmp_path / "v1", "abcd", "own"))
    assert quizapp("import", str(first)).returncode == 0
    quizapp("quiz", "own", "--jsonl", "--limit", "1", stdin='{"type": "rate", "rating": "good"}\n')
    (card,) = (each["card"] for each in json.loads(quizapp("cards", "list", "own", "--json").stdout) if each["reviews"])
    others = "".join(name for name in "abcd" if name != card[-1])
    for kept, code in ((others, 5), (others[:2] + card[-1], 0)):
        path = archive(tmp_path / f"{kept}.zip", deck_folder(tmp_path / kept, kept, "own"))
        done = quizapp("import", str(path))
        assert done.returncode == code, done.stderr
        assert ("It would retire 1 card, with 1 review" in done.stderr) == bool(code)


def test_documents_of_json_are_asked_about_too(quizapp: Run, tmp_path: Path) -> None:
    """A deck that was exported as JSON has an id as well."""
    mine = deck_folder(tmp_path / "mine", "ab", "own")
    quizapp("import", str(mine))
    assert quizapp("export", "own", "--to", str(tmp_path / "own.json")).returncode == 0
    text = (tmp_path / "own.json").read_text()
    assert quizapp("import", str(tmp_path / "own.json")).returncode == 0
    (tmp_path / "evil.json").write_text(text.replace("It is a", "It is not a"))
    done = quizapp("import", str(tmp_path / "evil.json"))
    assert done.returncode == 5, done.stdout + done.stderr


def test_a_list_that_is_gone_is_replaced_by_no_other(quizapp: Run, tmp_path: Path) -> None:
    """A file of the same name that shares no card with it."""
    cards = {"name": "own", "cards": [{"id": "a", "front": "A?", "back": "a"}, {"id": "b", "front": "B?", "back": "b"}]}
    (tmp_path / "own.json").write_text(json.dumps(cards))
    assert quizapp("import", str(tmp_path / "own.json"), "--deck", "own").returncode == 0
    (tmp_path / "own.json").unlink()
    (tmp_path / "other").mkdir()
    cards["cards"] = [{"id": "z", "front": "Z?", "back": "z"}]
    (tmp_path / "other" / "x.json").write_text(json.dumps(cards))
    done = quizapp("import", str(tmp_path / "other" / "x.json"), "--deck", "own")
    assert (done.returncode, counts(quizapp, "own")) == (5, 2), done.stderr


def test_the_learner_s_own_history_may_return(quizapp: Run, tmp_path: Path) -> None:
    """An export of a shipped deck with its reviews changes no card."""
    quizapp("quiz", "--jsonl", "--limit", "1", stdin='{"type": "rate", "rating": "good"}\n')
    assert quizapp("export", "concurrency", "--history", "--to", str(tmp_path / "own.zip")).returncode == 0
    quizapp("forget", "concurrency", "--erase", "--yes")
    done = quizapp("import", str(tmp_path / "own.zip"))
    assert done.returncode == 0, done.stderr


@pytest.mark.file
def test_an_exported_folder_is_the_learner_s_own_version(quizapp: Run, tmp_path: Path) -> None:
    """It needs no consent, as the hint of the key `e` says; a copy of it does."""
    mine = deck_folder(tmp_path / "mine", "ab", "own")
    quizapp("import", str(mine))
    out, copy = tmp_path / "out", tmp_path / "copy"
    assert quizapp("export", "own", "--to", str(out)).returncode == 0
    for file in out.glob("*.yaml"):
        file.write_text(file.read_text().replace("It is a", "It is no"))
    shutil.copytree(out, copy)
    assert quizapp("import", str(copy)).returncode == 5
    done = quizapp("import", str(out))
    assert done.returncode == 0 and "changed" in done.stdout, done.stderr
