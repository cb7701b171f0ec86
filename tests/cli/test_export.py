"""Exporting decks, and importing what was exported."""

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from quizapp.formats.anki.cards import note_digest
from tests.conftest import Run
from tests.formats.anki.packages import packed
from tests.formats.reading import read_all

RATE = '{"type": "rate", "rating": "good"}\n'
LEARNER = {"QUIZAPP_LEARNER": "other"}


def cards(quizapp: Run, deck: str, **more: str) -> list[dict]:  # type: ignore[type-arg]
    """Return the cards of a deck."""
    return json.loads(quizapp("cards", "list", deck, "--json", **more).stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("shape", ["folder", "archive", "document"])
def test_quizapp_format_keeps_everything(quizapp: Run, tmp_path: Path, shape: str) -> None:
    """Deck, media and history, into another database: the same cards with the same bits of state."""
    quizapp("import", str(packed(tmp_path, "anki2")))
    quizapp("quiz", "science", "--jsonl", "--limit", "3", stdin=RATE * 3)
    before = cards(quizapp, "science")
    target = tmp_path / {"folder": "out", "archive": "out.zip", "document": "out.json"}[shape]
    done = quizapp("export", "science", "--to", str(target), "--history")
    assert done.returncode == 0, done.stderr
    if shape == "folder":
        assert quizapp("deck", "check", str(target)).returncode == 0
        assert (target / "media" / "a.png").read_bytes() == b"png!"
    elsewhere = {"QUIZAPP_DB": str(tmp_path / "elsewhere" / "quiz.db")}
    done = quizapp("import", str(target), "--json", **elsewhere)
    assert json.loads(done.stdout)["decks"][0]["added"] == 6, done.stdout
    assert cards(quizapp, "science", **elsewhere) == before
    assert (tmp_path / "elsewhere" / "media" / "science" / "a.png").read_bytes() == b"png!"
    again = json.loads(quizapp("import", str(target), "--json", **elsewhere).stdout)
    assert (again["decks"][0]["unchanged"], again["reviews"]) == (6, 0)
    assert quizapp("doctor", **elsewhere).returncode == 0


@pytest.mark.parametrize("name", ["out", "out.json"])
def test_deck_of_concepts_survives_a_round_trip(quizapp: Run, tmp_path: Path, name: str) -> None:
    """Every section, question, experiment and claim is in the files, so the import changes nothing."""
    assert quizapp("export", "concurrency", "--to", str(tmp_path / name)).returncode == 0
    (deck,) = json.loads(quizapp("import", str(tmp_path / name), "--json").stdout)["decks"]
    assert (deck["added"], deck["changed"], deck["retired"]) == (0, 0, 0)
    if name == "out":
        assert quizapp("export", "concurrency", "--to", str(tmp_path / "out")).returncode == 3


def test_single_concept_is_exported_with_all_its_cards(quizapp: Run, tmp_path: Path) -> None:
    """Including generated ones, with their reviews under the new deck's name."""
    quizapp("quiz", "concurrency/process", "--jsonl", "--limit", "3", "--kind", "recall", stdin=RATE * 3)
    path = tmp_path / "process.json"
    assert quizapp("export", "concurrency/process", "--to", str(path), "--history").returncode == 0
    done = quizapp("import", str(path), "--deck", "back", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    before, after = cards(quizapp, "concurrency/process"), cards(quizapp, "back")
    told = [sorted((card["kind"], card["reviews"], str(card["due"])) for card in found) for found in (before, after)]
    assert told[0] == told[1] and sum(card["reviews"] for card in after) > 0


def test_anki_package_keeps_cards_media_and_history(quizapp: Run, tmp_path: Path) -> None:
    """Read back by our reader: the same texts, grades and ids."""
    quizapp("import", str(packed(tmp_path, "anki2")))
    first, second = tmp_path / "a.apkg", tmp_path / "b.apkg"
    for target in (first, second):
        assert quizapp("export", "science", "--to", str(target), "--history").returncode == 0
    (deck,), problems = read_all(first)
    found = {card.body.get("ask"): card for topic in deck.topics for card in topic.cards}
    assert not problems
    assert found["**What** is &?"].body["answer"] == "An *ampersand*\nH₂O\n[image: a.png]" or (
        "ampersand" in found["**What** is &?"].body["answer"]
    )
    past = found["**What** is &?"].history
    assert past is not None
    assert [str(review.rating) for review in past.reviews] == ["hard", "good", "again"]
    assert {name: read() for name, read in deck.media.items()} == {"a.png": b"png!"}
    rows = []
    for target in (first, second):
        with zipfile.ZipFile(target) as archive:
            (tmp_path / "c").write_bytes(archive.read("collection.anki2"))
        connection = sqlite3.connect(tmp_path / "c")
        rows.append(connection.execute("SELECT guid, flds FROM notes ORDER BY guid").fetchall())
        connection.close()
    assert rows[0] == rows[1]


@pytest.mark.parametrize("suffix", ["csv", "tsv", "md", "json"])
def test_other_formats_keep_the_cards(quizapp: Run, tmp_path: Path, suffix: str) -> None:
    """Each card once; a second export overwrites the first."""
    target = tmp_path / f"out.{suffix}"
    for _ in range(2):
        assert quizapp("export", "concurrency/process", "--to", str(target)).returncode == 0
    assert target.read_text().count("What does every process have for itself") == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["export", "nowhere", "--to", "x"], 2),
        (["export", "#os", "--to", "x"], 2),
        (["export", "concurrency", "--to", "x.apkg", "--as", "paper"], 2),
        (["export", "concurrency", "--to", "/proc/nowhere/x.csv"], 3),
        (["export", "concurrency"], 2),
    ],
)
def test_impossible_export_is_one_clear_error(quizapp: Run, words: list[str], code: int) -> None:
    """With what to do."""
    done = quizapp(*words)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr


def hostile(path: Path, kind: str) -> Path:
    """Create a malicious archive of a deck."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("d/deck.yaml", "format: 1\ndeck: d\ntitle: D\n")
        archive.writestr("d/x.yaml", "cards: x\ntitle: X\nquestions:\n  - {id: a, kind: recall, ask: A?, answer: b}\n")
        if kind == "slip":
            archive.writestr("d/../../evil.yaml", "gotcha")
            archive.writestr("/tmp/evil.yaml", "gotcha")
            archive.writestr("d/media/../../../evil.png", "gotcha")
        elif kind == "link":
            info = zipfile.ZipInfo("d/y.yaml")
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
        elif kind == "bomb":
            archive.writestr("d/y.yaml", b"\0" * (80 << 20))
        elif kind == "history":
            archive.writestr("d/history.jsonl", '{"id": "1", "kind": "review", "card": "d/x/a"}\n')
    return path


@pytest.mark.parametrize(("kind", "code"), [("slip", 0), ("link", 3), ("bomb", 3), ("history", 3)])
def test_hostile_archive_writes_nothing_outside(
    quizapp: Run, beside: Path, tmp_path: Path, kind: str, code: int
) -> None:
    """Names that lead out are skipped; links and bombs are refused and leave nothing."""
    (tmp_path / "room").mkdir()
    done = quizapp("import", str(hostile(tmp_path / "room" / "evil.zip", kind)))
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert not [path for path in tmp_path.rglob("*evil*") if path.name != "evil.zip"]
    assert not Path("/tmp/evil.yaml").exists()
    assert [path.name for path in (beside / "decks").glob(".*")] == []


def test_dry_run_of_an_archive_leaves_nothing_and_limits_can_be_set(quizapp: Run, beside: Path, tmp_path: Path) -> None:
    """The error about a lower limit names the setting."""
    quizapp("export", "concurrency", "--to", str(tmp_path / "out.zip"))
    assert quizapp("import", str(tmp_path / "out.zip"), "--dry-run").returncode == 0
    assert list((beside / "decks").iterdir()) == []
    refused = quizapp("import", str(tmp_path / "out.zip"), QUIZAPP_IMPORT_ENTRIES="200")
    assert refused.returncode == 0  # the archive has fewer files
    for name, value in (("import_entries", "10"), ("import_megabytes", "1")):
        with zipfile.ZipFile(tmp_path / "large.zip", "w") as archive:
            archive.writestr("d/deck.yaml", "format: 1\ndeck: d\ntitle: D\n")
            for number in range(12):
                archive.writestr(f"d/media/{number}.png", bytes(200_000))
        refused = quizapp("import", str(tmp_path / "large.zip"), **{f"QUIZAPP_{name.upper()}": value})
        assert (refused.returncode, f"quizapp config {name}" in refused.stderr) == (3, True), refused.stderr


def test_failed_import_keeps_the_installed_deck(quizapp: Run, beside: Path, tmp_path: Path) -> None:
    """With an invalid history, the folder of the installed deck does not change."""
    quizapp("export", "concurrency", "--to", str(tmp_path / "out.zip"))
    assert quizapp("import", str(tmp_path / "out.zip")).returncode == 0
    home = beside / "decks" / "concurrency"
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    with zipfile.ZipFile(tmp_path / "out.zip", "a") as archive:
        archive.writestr("concurrency/history.jsonl", "{}\n")
        archive.writestr("concurrency/more.yaml", "cards: m\ntitle: M\nquestions: []\n")
    assert quizapp("import", str(tmp_path / "out.zip")).returncode == 3
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


def test_long_list_is_split_into_several_files(quizapp: Run, tmp_path: Path) -> None:
    """It has more cards than a file may have; the import gives the same cards in the same order."""
    rows = "".join(f"What is number {number}?,{'x' * 300} {number}\n" for number in range(12_000))
    (tmp_path / "long.csv").write_text(f"front,back\n{rows}")
    quizapp("import", str(tmp_path / "long.csv"))
    before = cards(quizapp, "long")
    assert quizapp("export", "long", "--to", str(tmp_path / "out")).returncode == 0
    assert len(list((tmp_path / "out").glob("long*.yaml"))) >= 3
    elsewhere = {"QUIZAPP_DB": str(tmp_path / "elsewhere.db")}
    assert quizapp("import", str(tmp_path / "out"), **elsewhere).returncode == 0
    assert cards(quizapp, "long", **elsewhere) == before


def test_gift_file_survives_a_round_trip(quizapp: Run, tmp_path: Path) -> None:
    """Recognised by its name; the cards keep their ids."""
    sample = Path(__file__).parents[2] / "data/samples/bank.gift"
    quizapp("import", str(sample))
    before = cards(quizapp, "bank")
    assert quizapp("export", "bank", "--to", str(tmp_path / "bank.gift")).returncode == 0
    (deck,) = json.loads(quizapp("import", str(tmp_path / "bank.gift"), "--deck", "bank", "--json").stdout)["decks"]
    assert (deck["unchanged"], deck["added"], deck["retired"]) == (len(before), 0, 0)


def test_concept_is_drafted_from_cards(quizapp: Run, tmp_path: Path) -> None:
    """Eight empty sections, the cards with a tag as questions; the check lists what is missing."""
    quizapp("import", str(packed(tmp_path, "anki2")))
    target = tmp_path / "new-one"
    done = quizapp("deck", "new", str(target), "--from", "science/bio")
    assert done.returncode == 0, done.stderr
    checked = json.loads(quizapp("deck", "check", str(target), "--json").stdout)
    assert checked["ok"] and {each["code"] for each in checked["problems"]} == {"empty-section"}
    assert len(checked["problems"]) == 8
    assert quizapp("import", str(target)).returncode == 0
    kept = f"science/science/{note_digest('guid-1')}-1"  # the card in the log, with its history
    assert [card["card"] for card in cards(quizapp, "new-one")] == [kept]
    assert (target / "media" / "a.png").read_bytes() == b"png!"
    assert quizapp("deck", "new", str(tmp_path / "x"), "--from", "science/nothing").returncode == 2


def test_format_can_be_given_by_its_extension(quizapp: Run, tmp_path: Path) -> None:
    """As learners call it: apkg for Anki's, md for hashcards."""
    for word, name in (("apkg", "anki"), (".MD", "hashcards"), ("csv", "csv")):
        done = quizapp("export", "concurrency", "--as", word, "--to", str(tmp_path / "out"))
        assert done.stdout.endswith(f"cards of concurrency as {name}\n")
    assert quizapp("export", "concurrency", "--as", "pkg", "--to", str(tmp_path / "out")).returncode == 2


def test_everything_needs_the_name_of_a_folder(quizapp: Run, tmp_path: Path) -> None:
    """An option in its place is refused, and so is a deck next to it."""
    for words in (("--everything", "--to", "all"), ("concurrency", "--everything", str(tmp_path / "all"))):
        done = quizapp("export", *words)
        assert (done.returncode, "export --everything FOLDER" in done.stderr) == (2, True)
    assert not (tmp_path / "all").exists() and not Path("--to").exists()
    done = quizapp("export", "--everything", str(tmp_path / "all"))
    assert "all: 1 deck, " in done.stdout and done.stdout.endswith(", 0 media files, and the settings\n")


@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.md", "x.gift"])
def test_losses_of_a_format_are_reported_per_card(quizapp: Run, tmp_path: Path, name: str) -> None:
    """Every shipped card comes back with a front and a back; what each loses is in the text and in the JSON."""
    path = tmp_path / name
    done = quizapp("export", "concurrency", "--to", str(path), "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    before = cards(quizapp, "concurrency")
    lost = {each["card"]: {part["part"] for part in each["lost"]} for each in document["lost"]["cards"]}
    running = {card["card"] for card in before if card["kind"] in ("predict", "output")}
    assert running <= {card for card, parts in lost.items() if "kind" in parts}
    assert set(lost) == {card["card"] for card in before}
    assert {each["concept"] for each in document["lost"]["concepts"]} >= {"concurrency/process"}
    assert (document["cards"], document["files"]) == (len(before), None)
    (deck,) = json.loads(quizapp("import", str(path), "--deck", "back", "--json").stdout)["decks"]
    assert deck["added"] == len(before)
    again = json.loads(quizapp("import", str(path), "--deck", "back", "--json").stdout)["decks"][0]
    assert (again["unchanged"], again["changed"], again["added"]) == (len(before), 0, 0)
    asked = [question["ask"] for concept in shown(quizapp, "back") for question in concept["questions"]]
    assert len(asked) == len(before) and all(text.strip() for text in asked)
    brief, full = (quizapp("export", "concurrency", "--to", str(path), *more).stderr for more in ((), ("--verbose",)))
    assert "kind: " in brief and f"section: {len(before)} cards (" in brief and "--verbose" in brief
    assert len([line for line in full.splitlines() if line.startswith("  concurrency/")]) == len(before) + len(
        document["lost"]["concepts"]
    )


def test_a_table_keeps_ids_lists_siblings_and_every_kind(quizapp: Run, tmp_path: Path) -> None:
    """Of the shipped cards, only those that run a program change; a list comes back under its id."""
    quizapp("export", "concurrency/process", "--to", str(tmp_path / "x.csv"))
    quizapp("import", str(tmp_path / "x.csv"), "--deck", "back")
    before, after = (
        {(card["concept"], card["card"].split("/", 2)[2], card["kind"]) for card in cards(quizapp, deck)}
        for deck in ("concurrency/process", "back")
    )
    written = {each for each in before if "/" not in each[1] and each[2] not in ("predict", "output", "program")}
    assert len(written) > 8 and written <= after


def test_files_that_are_not_exported_are_reported(quizapp: Run, tmp_path: Path) -> None:
    quizapp("import", str(packed(tmp_path, "anki2")))
    done = quizapp("export", "science", "--to", str(tmp_path / "a.csv"), "--history", "--verbose")
    assert "its history, the file `a.png`" in done.stderr
    done = quizapp("export", "science", "--to", str(tmp_path / "a.zip"), "--history", "--json")
    assert (done.stderr, json.loads(done.stdout)["lost"]) == ("", {"deck": [], "concepts": [], "cards": []})


def shown(quizapp: Run, deck: str) -> list[dict]:  # type: ignore[type-arg]
    """Return the concepts of a deck."""
    found = json.loads(quizapp("deck", "show", deck, "--json").stdout)
    return found if isinstance(found, list) else [found]


@pytest.mark.once
def test_file_that_is_too_large_to_come_back_is_reported(quizapp: Run, tmp_path: Path) -> None:
    """A table of more than 20 MB; a package of the same cards comes back."""
    rows = "".join(f"front {number},{'x' * 100_000}\n" for number in range(199))
    (tmp_path / "big.csv").write_text(f"front,back\n{rows}")
    (tmp_path / "more.csv").write_text(f"front,back\n{rows.replace('front ', 'another ')}")
    assert quizapp("import", str(tmp_path / "big.csv")).returncode == 0
    assert quizapp("import", str(tmp_path / "more.csv"), "--deck", "big").returncode == 0
    done = json.loads(quizapp("export", "big", "--to", str(tmp_path / "out.csv"), "--json").stdout)
    (lost,) = done["lost"]["deck"]
    assert lost["part"] == "size" and "DECK/LIST" in lost["text"]
    assert quizapp("import", str(tmp_path / "out.csv")).returncode == 3
    package = str(tmp_path / "out.apkg")
    assert json.loads(quizapp("export", "big", "--to", package, "--json").stdout)["lost"]["deck"] == []
    back = json.loads(quizapp("import", package, "--json").stdout)["decks"][0]
    assert (back["added"], back["unchanged"]) == (0, 398)


@pytest.mark.parametrize("suffix", [".json", ".zip"])
def test_own_file_over_the_limit_of_imports_is_reported(quizapp: Run, tmp_path: Path, suffix: str) -> None:
    """It names the setting, and comes back where that is higher."""
    rows = "".join(f"front {number},{number} {'words ' * 4000}\n" for number in range(60))
    (tmp_path / "big.csv").write_text(f"front,back\n{rows}")
    assert quizapp("import", str(tmp_path / "big.csv")).returncode == 0
    assert quizapp("config", "import_megabytes", "1").returncode == 0
    target = str(tmp_path / f"out{suffix}")
    (lost,) = json.loads(quizapp("export", "big", "--to", target, "--json").stdout)["lost"]["deck"]
    assert lost["part"] == "size" and "quizapp config import_megabytes" in lost["text"]
    told = quizapp("export", "big", "--to", target).stderr
    assert "cannot be imported again" in told and "keep everything" not in told
    elsewhere = {"QUIZAPP_DB": str(tmp_path / "elsewhere" / "quiz.db")}
    assert quizapp("config", "import_megabytes", "1", **elsewhere).returncode == 0
    assert quizapp("import", target, **elsewhere).returncode != 0
    assert quizapp("config", "import_megabytes", "2", **elsewhere).returncode == 0
    assert json.loads(quizapp("import", target, "--json", **elsewhere).stdout)["decks"][0]["added"] == 60
    assert quizapp("config", "import_megabytes", "2").returncode == 0
    assert json.loads(quizapp("export", "big", "--to", target, "--json").stdout)["lost"]["deck"] == []
