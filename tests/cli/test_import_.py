"""Bringing decks of other programs in, as a learner does."""

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
    """How many events there are."""
    return int(asked(environ["QUIZAPP_DB"], "SELECT COUNT(*) FROM events")[0][0])


LATER = {"QUIZAPP_NOW": "2026-03-02T12:00:00+00:00"}


@pytest.mark.fresh
@pytest.mark.parametrize("generation", ["anki2", "anki21b"])
def test_a_package_comes_with_its_past_and_its_media(
    quizapp: Run, environ: dict[str, str], tmp_path: Path, generation: str
) -> None:
    """Once: a second time nothing changes; the log folds to the same states; the quiz asks what is due."""
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


def test_a_part_of_a_deck_retires_nothing(quizapp: Run, tmp_path: Path) -> None:
    """Another package with some of the cards adds and changes; the same file without them retires."""
    whole = packed(tmp_path, "anki2")
    quizapp("import", str(whole))
    (tmp_path / "part").mkdir()
    part = packed(tmp_path / "part", "anki2", cards=CARDS[:2])
    (deck,) = json.loads(quizapp("import", str(part), "--json").stdout)["decks"]
    assert (deck["unchanged"], deck["retired"]) == (2, 0)
    packed(tmp_path, "anki2", cards=CARDS[:2])
    quizapp("import", str(whole))
    assert json.loads(quizapp("deck", "list", "--json").stdout)[1]["cards"] == 6


def test_loose_cards_never_take_the_place_of_a_deck_that_teaches(quizapp: Run, tmp_path: Path) -> None:
    """A table called like the shipped deck."""
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
    """By its content, under whatever name, and the second time nothing changes."""
    done = json.loads(quizapp("import", str(SAMPLES / name), "--json").stdout)
    assert sum(deck["added"] for deck in done["decks"]) > 0, done
    again = json.loads(quizapp("import", str(SAMPLES / name), "--json").stdout)
    assert sum(deck["added"] + deck["changed"] + deck["retired"] for deck in again["decks"]) == 0


def test_a_folder_of_files_is_brought_in_and_one_bad_file_stops_no_other(quizapp: Run, tmp_path: Path) -> None:
    """Each file a deck; what no format knows is passed over."""
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
        ("a.bin", bytes(range(256)) * 40, "Known formats: Anki"),
    ],
)
def test_what_no_format_knows_is_told_by_what_it_is(
    quizapp: Run, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    """Nothing, half of a table, or anything."""
    (tmp_path / name).write_bytes(content)
    done = quizapp("import", str(tmp_path / name))
    assert (done.returncode, told in done.stderr, "two columns" in done.stderr) == (3, True, "two columns" in told)


def test_columns_can_be_named(quizapp: Run, tmp_path: Path) -> None:
    """Where their names say nothing."""
    table = tmp_path / "words.csv"
    table.write_text("x1,x2,x3\nalpha,1,eins\nbeta,2,zwei\n")
    done = quizapp("import", str(table), "--map", "x1=front,x3=back", "--json")
    assert json.loads(done.stdout)["decks"][0]["cards"] == 2, done.stderr
    cards = json.loads(quizapp("cards", "list", "words", "--json").stdout)
    shown = json.loads(quizapp("cards", "show", cards[0]["card"], "--json").stdout)
    assert (shown["question"]["ask"], shown["question"]["answer"]) == ("alpha", "eins")
    assert quizapp("import", str(table), "--map", "front").returncode == 2
    assert quizapp("import", str(table), "--deck", "Not An Id").returncode == 2


def test_a_list_of_cards_beside_concepts(quizapp: Run, foreign_deck: Path) -> None:
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
def test_an_interrupted_import_leaves_nothing_half_done(
    quizapp: Run, environ: dict[str, str], tmp_path: Path, seconds: float
) -> None:
    """Ctrl-C at some moment: all of it is there or nothing, and importing again brings the rest.

    The table is large enough for a process of its own to read it.
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
    assert child.stdout.readline() == "begun\n"  # before that, the interrupt is Python's own affair
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(seconds)
    child.send_signal(signal.SIGINT)
    told = child.communicate(timeout=60)[1]
    assert child.returncode in (0, 130, -signal.SIGINT), told  # the last: while Python itself was ending
    assert "Traceback" not in told
    decks = {each["deck"]: each["cards"] for each in json.loads(quizapp("deck", "list", "--json").stdout)}
    assert decks.get("many", 0) in (0, 40_000)
    assert quizapp("import", str(table)).returncode == 0
    assert quizapp("doctor").returncode == 0


def test_the_standard_input_is_a_file(quizapp: Run) -> None:
    """A pipe brings what a file of the same content brings; a second time nothing changes."""
    content = (SAMPLES / "table.csv").read_text("utf-8")
    first = json.loads(quizapp("import", "-", "--deck", "piped", "--json", stdin=content).stdout)
    assert (first["decks"][0]["deck"], first["decks"][0]["added"]) == ("piped", 3)
    again = json.loads(quizapp("import", "-", "--deck", "piped", "--json", stdin=content).stdout)
    assert (again["decks"][0]["unchanged"], again["decks"][0]["added"]) == (3, 0)


def test_an_archive_of_a_folder_is_imported_like_the_folder(quizapp: Run, tmp_path: Path) -> None:
    """A CrowdAnki deck with its media in a tar; a dry run leaves nothing, a second import changes nothing."""
    with tarfile.open(tmp_path / "deck.tar.gz", "w:gz") as archive:
        archive.add(SAMPLES / "crowdanki", "geography")
    dry = json.loads(quizapp("import", str(tmp_path / "deck.tar.gz"), "--dry-run", "--json").stdout)
    assert dry["decks"][0]["added"] == 6 and not list(tmp_path.rglob("archives/*"))
    done = json.loads(quizapp("import", str(tmp_path / "deck.tar.gz"), "--json").stdout)
    assert (done["decks"][0]["deck"], done["decks"][0]["added"], done["media"]) == ("geography", 6, 1)
    again = json.loads(quizapp("import", str(tmp_path / "deck.tar.gz"), "--json").stdout)
    assert again["decks"][0]["unchanged"] == 6


def test_an_address_is_refused_with_the_command_that_fetches_it(quizapp: Run) -> None:
    done = quizapp("import", "https://github.com/me/deck")
    assert done.returncode == 2
    assert "git clone https://github.com/me/deck && quizapp import deck" in done.stderr
