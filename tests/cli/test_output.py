"""Every name that is printed, with everything in it that could act on a terminal or fake a line."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Run

CONTROL = "\x1b]52;c;ZXZpbA==\x07\x9b2J\x00\x08\x7f"
HIDDEN = "\u202e\u2066\u200f\u061c\u00ad\u3164\ufeff"
FORBIDDEN = frozenset(chr(code) for code in (*range(9), *range(11, 32), *range(127, 160))) | set(HIDDEN)
EVIL = f"evil{CONTROL.replace(chr(0), '')}{HIDDEN}\nerror: FAKED"
NOT_UNICODE = "caf\udce9"  # how Python holds the name of a file that is not UTF-8
LONG = "x" * 200
QUOTED = json.dumps(EVIL)  # a scalar of YAML and TOML
CONCEPT = (
    "concept: evil\ntitle: {0}\ntags: [{0}]\nsections: {{what: {0}, why: {0}, how: {0}, example: {0}, when: {0},"
    " pros_cons: {{pros: [{0}], cons: [{0}]}}, related: [{0}], conclusion: {0}}}\n"
    "examples: {{e: {{title: {0}, source: 'print(1)'}}}}\n"
    "questions:\n  - {{id: {1}, kind: recall, section: what, ask: {0}, answer: {0}, media: [{0}]}}\n"
    "experiments:\n  - {{id: {1}, section: {0}, claim: {0}, ask: {0}, measure: {0}, variants: {{{0}: {{example: e}}}},"
    " baseline: {0}, contender: {0}, expect: {{equals: {0}}}}}\n{0}: 1\n"
)


def deck(folder: Path) -> Path:
    """Write a deck with hostile text in every place, and hostile file names."""
    home = folder / f"deck-{EVIL[:30]}"
    home.mkdir()
    (home / "deck.yaml").write_text(f"format: 1\ndeck: {QUOTED}\ntitle: {QUOTED}\nauthors: [{QUOTED}]\n{QUOTED}: 2\n")
    (home / f"{EVIL[:30]}.yaml").write_text(CONCEPT.format(QUOTED, QUOTED))
    (home / f"{NOT_UNICODE}.yaml").write_text(CONCEPT.format(QUOTED, "plain"))
    return home


def table(folder: Path) -> Path:
    """Write a table whose name, columns and rows are hostile."""
    path = folder / f"{EVIL[:30]}.csv"
    text = EVIL.partition("\n")[0]  # a card may have several lines, a name may not
    path.write_text(f'front,back,deck,tags,"{EVIL}"\n"{text}","{text}","{EVIL}","{EVIL}",x\n', "utf-8")
    return path


def notes(folder: Path) -> Path:
    """Write Markdown notes in hostile folders."""
    home = folder / f"notes-{EVIL[:20]}" / LONG
    home.mkdir(parents=True)
    (home / f"{EVIL[:30]}.md").write_text(f"# {EVIL}\n\nQ: {EVIL}\nA: {EVIL}\n![](media/{EVIL[:20]}.png)\n", "utf-8")
    (home / f"{NOT_UNICODE}.csv").write_text("front,back\nq,a\n")
    return home.parent


def settings(folder: Path) -> Path:
    """Write settings with hostile keys and values."""
    path = folder / "evil.toml"
    path.write_text(f'retention = {QUOTED}\n{QUOTED} = 1\n["{LONG}"]\n{QUOTED} = {QUOTED}\n')
    return path


def harmless(told: str) -> bool:
    """Return whether a printed text has nothing that acts on a terminal, and no faked line."""
    return not FORBIDDEN & set(told) and "Traceback" not in told and "\nerror: FAKED" not in told


@pytest.mark.file
@pytest.mark.parametrize("write", [deck, table, notes])
@pytest.mark.parametrize(
    "words",
    [("deck", "check"), ("deck", "check", "--format", "github"), ("deck", "check", "--json"), ("deck", "fmt"),
     ("deck", "test", "--yes"), ("deck", "test", "--yes", "--format", "github"), ("deck", "preview"), ("import",),
     ("import", "--json"), ("import", "--dry-run"), ("restore",), ("merge",)],
    ids="-".join,
)  # fmt: skip
def test_files_of_others_are_shown_as_text(
    write: Callable[[Path], Path], words: tuple[str, ...], quizapp: Run, tmp_path: Path
) -> None:
    """Their names too, whichever command is given them."""
    path = write(tmp_path)
    done = quizapp(*words, str(path))
    assert harmless(done.stdout + done.stderr), (done.stdout, done.stderr)
    assert done.returncode in (0, 1, 2, 3, 4, 5)


@pytest.mark.file
def test_imported_names_are_shown_as_text_by_every_list(quizapp: Run, tmp_path: Path) -> None:
    """Decks, concepts, cards, tags, files: as text, as JSON and in an export."""
    assert quizapp("import", str(table(tmp_path))).returncode == 0
    name = json.loads(quizapp("deck", "list", "--json").stdout)[-1]["deck"]
    for words in (
        ("deck", "list"), ("deck", "show", name), ("cards", "list", name), ("cards", "list", name, "--json"),
        ("cards", "list", "--find", "evil"), ("learn", name), ("quiz", name, "--plain"), ("quiz", name, "--jsonl"),
        ("progress", name, "--plain"), ("export", name, "--to", str(tmp_path / f"{EVIL[:30]}.md")),
        ("export", name, "--to", os.fspath(tmp_path / f"{NOT_UNICODE}.zip")), ("deck", "remove", name, "--yes"),
    ):  # fmt: skip
        done = quizapp(*words, stdin="q\n")
        assert harmless(done.stdout + done.stderr), (words, done.stdout, done.stderr)


@pytest.mark.once
@pytest.mark.parametrize(
    "name", ["QUIZAPP_DB", "QUIZAPP_CONFIG", "QUIZAPP_NOW", "QUIZAPP_RETENTION", "QUIZAPP_LEARNER", "EDITOR", "TZ",
             "QUIZAPP_SYNC_FOLDER", "QUIZAPP_PATH", "QUIZAPP_PATIENCE"],
)  # fmt: skip
def test_variables_are_shown_as_text(name: str, quizapp: Run, tmp_path: Path) -> None:
    """One that is not Unicode is one error where it cannot be used."""
    for value in (EVIL.replace("\n", "") + LONG * 30, f"{tmp_path}/{NOT_UNICODE}"):
        for words in (("status",), ("config", "--json"), ("add", "q", "a")):
            done = quizapp(*words, **{name: value})
            assert harmless(done.stdout + done.stderr), (words, value, done.stdout, done.stderr)


@pytest.mark.once
def test_settings_are_shown_as_text(quizapp: Run, tmp_path: Path) -> None:
    """Their keys and values."""
    done = quizapp("config", QUIZAPP_CONFIG=str(settings(tmp_path)))
    assert harmless(done.stdout + done.stderr), done


@pytest.mark.file
def test_a_database_may_have_a_name_that_is_not_unicode(quizapp: Run, tmp_path: Path) -> None:
    """It is opened, backed up, restored and merged like any other."""
    own = {"QUIZAPP_DB": f"{tmp_path}/{NOT_UNICODE}.db"}
    copy = f"{tmp_path}/copy-{NOT_UNICODE}.db"
    for words in (("status",), ("backup", "--to", copy), ("doctor",), ("restore", copy), ("merge", copy), ("status",)):
        done = quizapp(*words, **own)
        assert (done.returncode, done.stderr) == (0, ""), words


@pytest.mark.file
def test_a_file_whose_name_is_not_unicode_is_one_error(quizapp: Run, tmp_path: Path) -> None:
    """It cannot be stored as the source of a deck; the hint says what to do."""
    path = tmp_path / f"{NOT_UNICODE}.csv"
    path.write_text("front,back\nq,a\n")
    done = quizapp("import", str(path))
    assert done.returncode == 3
    assert r"caf\udce9.csv' is not valid Unicode" in done.stderr and "rename the file" in done.stderr
