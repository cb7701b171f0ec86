"""Importing decks of other programs, as learners do."""

import contextlib
import json
import signal
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from asking import asked

from tests.conftest import Run
from tests.formats.anki.packages import CARDS, packed

SAMPLES = Path(__file__).parents[2] / "data/samples"


def events(environ: dict[str, str]) -> int:
    """Return the number of events."""
    return int(asked(environ["QUIZAPP_DB"], "SELECT COUNT(*) FROM events")[0][0])


LATER = {"QUIZAPP_NOW": "2026-03-02T12:00:00+00:00"}


@pytest.mark.fresh
@pytest.mark.parametrize("generation", ["anki2", "anki21b"])
def test_package_is_imported_with_history_and_media(
    quizapp: Run, environ: dict[str, str], tmp_path: Path, generation: str
) -> None:
    """Once: a second import changes nothing; the states are the fold of the log; the quiz asks what is due."""
    path = packed(tmp_path, generation)
    quizapp("status")
    before = events(environ)
    seen = json.loads(quizapp("import", str(path), "--dry-run", "--json").stdout)
    assert (seen["decks"][0]["added"], events(environ)) == (len(CARDS) - 1, before)
    done = json.loads(quizapp("import", str(path), "--json").stdout)
    (deck,) = done["decks"]
    assert (deck["deck"], deck["cards"], deck["added"], done["reviews"], done["media"]) == ("science", 6, 6, 4, 1)
    assert [path.read_bytes() for path in tmp_path.rglob("media/science/a.png")] == [b"png!"]
    count = events(environ)
    again = json.loads(quizapp("import", str(path), "--json").stdout)
    assert (again["decks"][0]["unchanged"], again["reviews"], events(environ)) == (6, 0, count)
    assert quizapp("doctor").returncode == 0
    cards = {row["card"]: row for row in json.loads(quizapp("cards", "list", "science", "--json").stdout)}
    assert sum(row["suspended"] for row in cards.values()) == 1
    assert sorted(row["reviews"] for row in cards.values()) == [0, 0, 1, 1, 1, 3]
    first = json.loads(quizapp("quiz", "science", "--jsonl", stdin="").stdout.splitlines()[0])
    assert first["type"] == "question"
    assert quizapp("undo").returncode == 1


def test_part_of_a_deck_retires_nothing(quizapp: Run, tmp_path: Path) -> None:
    """A package with some of the cards adds and changes; the same file with fewer cards retires."""
    whole = packed(tmp_path, "anki2")
    quizapp("import", str(whole))
    (tmp_path / "part").mkdir()
    part = packed(tmp_path / "part", "anki2", cards=CARDS[:2])
    (deck,) = json.loads(quizapp("import", str(part), "--json").stdout)["decks"]
    assert (deck["unchanged"], deck["retired"]) == (2, 0)
    packed(tmp_path, "anki2", cards=CARDS[:2])
    quizapp("import", str(whole))
    assert json.loads(quizapp("deck", "list", "--json").stdout)[1]["cards"] == 6


def test_plain_cards_never_replace_a_deck_of_concepts(quizapp: Run, tmp_path: Path) -> None:
    """A table with the name of the shipped deck."""
    table = tmp_path / "concurrency.csv"
    table.write_text("front,back\nWhat is a thread?,A part of a process\nWhat is a lock?,What one holds\n")
    (deck,) = json.loads(quizapp("import", str(table), "--json").stdout)["decks"]
    assert deck["deck"] == "concurrency-cards"
    assert [each["deck"] for each in json.loads(quizapp("deck", "list", "--json").stdout)] == [
        "concurrency", "concurrency-cards",
    ]  # fmt: skip


SHIPPED = sorted(path.name for path in SAMPLES.iterdir())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_sample_is_imported(quizapp: Run, name: str) -> None:
    """By its content, whatever its name; the second import changes nothing."""
    done = json.loads(quizapp("import", str(SAMPLES / name), "--json").stdout)
    assert sum(deck["added"] for deck in done["decks"]) > 0, done
    again = json.loads(quizapp("import", str(SAMPLES / name), "--json").stdout)
    assert sum(deck["added"] + deck["changed"] + deck["retired"] for deck in again["decks"]) == 0


def test_bad_file_in_a_folder_does_not_stop_the_others(quizapp: Run, tmp_path: Path) -> None:
    """Each file is a deck; unknown files are skipped."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.csv").write_text("question,answer\none?,1\ntwo?,2\n")
    (folder / "b.md").write_text("Q: three?\nA: 3\n")
    (folder / "broken.apkg").write_bytes(b"PK\x03\x04 nothing")
    (folder / "readme.bin").write_bytes(bytes(range(256)))
    done = json.loads(quizapp("import", str(folder), "--json").stdout)
    assert [deck["deck"] for deck in done["decks"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.apkg", b" \n\n", "the file is empty"),
        ("a.csv", b"word\none\ntwo\n", "two columns or more"),
        ("a.bin", bytes(range(256)) * 40, "Of binary files it reads Anki's .apkg"),
        ("a.txt", b"A letter without a card in it.\n", "If it holds cards, name its format, such as `--as table`"),
    ],
)
def test_unknown_file_is_refused_with_what_it_seems_to_be(
    quizapp: Run, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    """Empty, half a table, or anything else."""
    (tmp_path / name).write_bytes(content)
    done = quizapp("import", str(tmp_path / name))
    assert (done.returncode, told in done.stderr, "two columns" in done.stderr) == (
        3, True, name.endswith((".csv", ".txt")) and bool(content),
    )  # fmt: skip
    assert max(map(len, done.stderr.splitlines())) < 250


def test_columns_can_be_named_by_option(quizapp: Run, tmp_path: Path) -> None:
    """Where their headers do not tell."""
    table = tmp_path / "words.csv"
    table.write_text("x1,x2,x3\nalpha,1,eins\nbeta,2,zwei\n")
    done = quizapp("import", str(table), "--map", "x1=front,x3=back", "--json")
    assert json.loads(done.stdout)["decks"][0]["cards"] == 2, done.stderr
    cards = json.loads(quizapp("cards", "list", "words", "--json").stdout)
    shown = json.loads(quizapp("cards", "show", cards[0]["card"], "--json").stdout)
    assert (shown["question"]["ask"], shown["question"]["answer"]) == ("alpha", "eins")
    assert quizapp("import", str(table), "--map", "front").returncode == 2
    assert quizapp("import", str(table), "--deck", "Not An Id").returncode == 2


def test_list_of_cards_next_to_concepts(quizapp: Run, foreign_deck: Path) -> None:
    """Checked, imported and asked like the rest; siblings by note wait until tomorrow."""
    (foreign_deck / "extra.yaml").write_text(
        "cards: extra\ntitle: Extra\nquestions:\n"
        "  - {id: one, kind: typed, ask: One?, answer: '1', note: n}\n"
        "  - {id: two, kind: typed, ask: Two?, answer: '2', note: n}\n"
        "  - {id: three, kind: typed, ask: Three?, answer: '3'}\n"
    )
    assert quizapp("deck", "check", str(foreign_deck)).returncode == 0
    quizapp("import", str(foreign_deck))
    rate = '{"type": "rate", "rating": "easy"}\n'
    asked = [json.loads(line) for line in quizapp("quiz", "mine/extra", "--jsonl", stdin=rate * 5).stdout.splitlines()]
    assert [line["card"] for line in asked if line["type"] == "question"] == ["mine/extra/one", "mine/extra/three"]
    (foreign_deck / "extra.yaml").write_text(
        "cards: extra\ntitle: Extra\nquestions:\n  - {id: x, kind: typed, asks: One?}\n"
    )
    assert "unknown-key" in quizapp("deck", "check", str(foreign_deck)).stdout


BEGUN = "import sys; from quizapp.cli.main import main; print('begun', flush=True); sys.exit(main(sys.argv[1:]))"


@pytest.mark.fresh
@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.5, 0.8, 1.2, 1.6])
def test_interrupted_import_is_complete_or_absent(
    quizapp: Run, environ: dict[str, str], tmp_path: Path, seconds: float
) -> None:
    """Ctrl-C at any moment; a second import completes it.

    The table is large enough to be read by a second process.
    """
    table = tmp_path / "many.csv"
    table.write_text(
        "front,back\n" + "".join(f"What is the number {number}?,It is {number}\n" for number in range(40_000))
    )
    child = subprocess.Popen(
        [sys.executable, "-c", BEGUN, "import", str(table)],
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"  # before that, Python itself handles the interrupt
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(seconds)
    child.send_signal(signal.SIGINT)
    told = child.communicate(timeout=60)[1]
    assert child.returncode in (0, 130, -signal.SIGINT), told  # the last one while Python itself was shutting down
    assert "Traceback" not in told
    decks = {each["deck"]: each["cards"] for each in json.loads(quizapp("deck", "list", "--json").stdout)}
    assert decks.get("many", 0) in (0, 40_000)
    assert quizapp("import", str(table)).returncode == 0
    assert quizapp("doctor").returncode == 0


def test_standard_input_is_imported_like_a_file(quizapp: Run) -> None:
    """With the same result; a second import changes nothing."""
    content = (SAMPLES / "table.csv").read_text("utf-8")
    first = json.loads(quizapp("import", "-", "--deck", "piped", "--json", stdin=content).stdout)
    assert (first["decks"][0]["deck"], first["decks"][0]["added"]) == ("piped", 3)
    again = json.loads(quizapp("import", "-", "--deck", "piped", "--json", stdin=content).stdout)
    assert (again["decks"][0]["unchanged"], again["decks"][0]["added"]) == (3, 0)


def test_archive_of_a_folder_is_imported_like_the_folder(quizapp: Run, tmp_path: Path) -> None:
    """A CrowdAnki deck with media in a tar; a dry run leaves nothing, a second import changes nothing."""
    with tarfile.open(tmp_path / "deck.tar.gz", "w:gz") as archive:
        archive.add(SAMPLES / "crowdanki", "geography")
    dry = json.loads(quizapp("import", str(tmp_path / "deck.tar.gz"), "--dry-run", "--json").stdout)
    assert dry["decks"][0]["added"] == 6 and not list(tmp_path.rglob("archives/*"))
    done = json.loads(quizapp("import", str(tmp_path / "deck.tar.gz"), "--json").stdout)
    assert (done["decks"][0]["deck"], done["decks"][0]["added"], done["media"]) == ("geography", 6, 1)
    again = json.loads(quizapp("import", str(tmp_path / "deck.tar.gz"), "--json").stdout)
    assert again["decks"][0]["unchanged"] == 6


def test_url_is_refused_with_a_command_that_downloads_it(quizapp: Run) -> None:
    done = quizapp("import", "https://github.com/me/deck")
    assert done.returncode == 2
    assert "git clone https://github.com/me/deck && quizapp import deck" in done.stderr


def test_missing_media_of_a_deck_folder_are_listed_with_their_cards(quizapp: Run, tmp_path: Path) -> None:
    """Those that a card lists, and those that only its text names."""
    deck = tmp_path / "pictures"
    (deck / "media").mkdir(parents=True)
    (deck / "media" / "a.png").write_bytes(b"png!")
    (deck / "deck.yaml").write_text("format: 1\ndeck: pictures\ntitle: Pictures\n")
    (deck / "list.yaml").write_text(
        "cards: list\ntitle: List\nquestions:\n"
        "- {id: one, kind: recall, ask: 'What? ![](a.png)', answer: a, media: [a.png, gone.mp3]}\n"
        "- {id: two, kind: recall, ask: 'Who? ![](b%20c.png)', answer: a}\n"
    )
    problems = json.loads(quizapp("import", str(deck), "--json").stdout)["problems"]
    assert [(each["code"], each["line"], each["message"]) for each in problems] == [
        ("media-missing", 4, "the file `gone.mp3` is missing, shown by the card `What? ![](a.png)`"),
        ("media-missing", 5, "the file `b c.png` is missing, shown by the card `Who? ![](b%20c.png)`"),
    ]


def test_messages_call_standard_input_by_its_name(quizapp: Run) -> None:
    """Those that refuse it, and those about a place in it; never the file that keeps it."""
    refused = quizapp("import", "-", stdin="A letter without a card in it.\n")
    assert (refused.returncode, refused.stderr.startswith("error: -: ")) == (3, True)
    broken = quizapp("import", "-", "--json", stdin='[{"front": "a", "back":')
    assert {each["file"] for each in json.loads(broken.stdout)["problems"]} == {"-"}
    assert "error in -." in broken.stderr and "stdin" not in refused.stderr + broken.stdout + broken.stderr


def test_changes_are_shown_as_a_person_reads_them(quizapp: Run, tmp_path: Path) -> None:
    """Without the backslashes by which the screen shows plain text as it is: in text and in JSON."""
    table = tmp_path / "words.csv"
    table.write_text("question,answer\nwhat are *args and `x` `y`?,a_b *x*\n# of b,1. one\n")
    assert quizapp("import", str(table)).returncode == 0
    table.write_text("question,answer\nwhat are *args and `x` `y`?,a_b *y*\n# of b,1. one\n")
    shown = quizapp("import", str(table), "--dry-run").stdout
    assert "answer old: a_b *x*\n" in shown and "answer new: a_b *y*\n" in shown
    change = json.loads(quizapp("import", str(table), "--dry-run", "--json").stdout)["decks"][0]["changes"][0]
    assert change["old"] == {"question": "what are *args and `x` `y`?", "answer": "a_b *x*"}
    listed = json.loads(quizapp("cards", "list", "words", "--find", "one", "--json").stdout)
    details = quizapp("cards", "show", listed[0]["card"]).stdout
    assert "# of b" in details and "1. one" in details and "\\" not in details


def test_table_whose_cells_become_markdown_keeps_its_cards(quizapp: Run, tmp_path: Path) -> None:
    """Bold words in one cell: the other cells are Markdown too, and their questions are written differently."""
    table = tmp_path / "words.csv"
    table.write_text("question,answer\nwhat are *args and `x` `y`?,these\n# of b,1. one\n")
    assert quizapp("import", str(table)).returncode == 0
    before = {card["card"] for card in json.loads(quizapp("cards", "list", "words", "--json").stdout)}
    table.write_text("question,answer\nwhat are *args and `x` `y`?,**those**\n# of b,2. one\n")
    deck = json.loads(quizapp("import", str(table), "--json").stdout)["decks"][0]
    assert (deck["changed"], deck["added"], deck["retired"]) == (2, 0, 0)
    assert {card["card"] for card in json.loads(quizapp("cards", "list", "words", "--json").stdout)} == before
