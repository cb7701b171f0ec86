"""Cards keep their history when their source renames, moves or rewords them."""

import json
import shutil
from pathlib import Path

import pytest
from asking import asked

from tests.conftest import Run
from tests.formats.anki import packages

pytestmark = pytest.mark.file

RATE = json.dumps({"type": "rate", "rating": "easy"}) + "\n"
# The same two cards in every format, with `Q` where the first one's question is.
FORMATS = {
    "cards.md": "Q: {q}\nA: A mutual exclusion.\n\nQ: Which count has a semaphore?\nA: Permits.\n",
    "headings.md": "# Locks\n\n## {q}\n\nA mutual exclusion.\n\n## Which count has a semaphore?\n\nPermits.\n",
    "obsidian.md": "#flashcards\n\n{q}::A mutual exclusion.\nWhich count has a semaphore?::Permits.\n",
    "quiz.md": "### Q1. {q}\n\n- [x] A mutual exclusion\n- [ ] A file\n\n"
    "### Q2. Which count has a semaphore?\n\n- [x] Permits\n- [ ] Flags\n",
    "table.csv": "front,back\n{q},A mutual exclusion.\nWhich count has a semaphore?,Permits.\n",
    "table.tsv": "front\tback\n{q}\tA mutual exclusion.\nWhich count has a semaphore?\tPermits.\n",
    "quiz.gift": "{q}{{=A mutual exclusion ~A file}}\n\nWhich count has a semaphore?{{=Permits ~Flags}}\n",
    "quiz.txt": "{q}\nA) A mutual exclusion\nB) A file\nANSWER: A\n\n"
    "Which count has a semaphore?\nA) Permits\nB) Flags\nANSWER: A\n",
    "checks.md": "# Locks\n\n## {q}\n\n- [x] A mutual exclusion\n- [ ] A file\n\n"
    "## Which count has a semaphore?\n\n- [x] Permits\n- [ ] Flags\n",
    "drill.org": "#+TITLE: Locks\n* Card :drill:\n{q}\n** Answer\nA mutual exclusion.\n"
    "* Other :drill:\nWhich count has a semaphore?\n** Answer\nPermits.\n",
    "super.txt": "Q: {q}\nA: A mutual exclusion.\n\nQ: Which count has a semaphore?\nA: Permits.\n",
    "list.json": '[{{"question": "{q}", "answer": "A mutual exclusion."}},\n'
    ' {{"question": "Which count has a semaphore?", "answer": "Permits."}}]',
    "bank.xml": "<quiz><question type='shortanswer'><name><text>a</text></name><questiontext><text>{q}</text>"
    "</questiontext><answer fraction='100'><text>A mutual exclusion</text></answer></question>"
    "<question type='shortanswer'><name><text>b</text></name><questiontext><text>Which count has a semaphore?</text>"
    "</questiontext><answer fraction='100'><text>Permits</text></answer></question></quiz>",
    "list.yaml": "cards:\n- question: {q}\n  answer: A mutual exclusion.\n"
    "- question: Which count has a semaphore?\n  answer: Permits.\n",
}
OLD, NEW = "What is a lokc?", "What is a lock in two words?"


def imported(quizapp: Run, path: Path, *options: str) -> dict[str, object]:
    """Import a path and return the line of its only deck."""
    done = quizapp("import", str(path), "--json", *options)
    assert done.returncode == 0, done.stderr
    (deck,) = json.loads(done.stdout)["decks"]
    return dict(deck)


def counts(deck: dict[str, object]) -> tuple[object, ...]:
    """Return what an import did: added, changed, unchanged, retired."""
    return tuple(deck[name] for name in ("added", "changed", "unchanged", "retired"))


def answer(quizapp: Run, deck: str, times: int) -> None:
    """Answer some cards of a deck."""
    quizapp("quiz", deck, "--jsonl", stdin=RATE * times)


def histories(quizapp: Run, deck: str = "") -> dict[str, int]:
    """Return the reviews of each card that was reviewed."""
    rows = json.loads(quizapp("cards", "list", *([deck] if deck else []), "--json").stdout)
    return {row["card"]: row["reviews"] for row in rows if row["reviews"]}


@pytest.mark.parametrize("name", FORMATS)
def test_a_reworded_question_keeps_its_history(quizapp: Run, tmp_path: Path, name: str) -> None:
    """In every format without ids; and the next import of the same text knows it without matching."""
    file = tmp_path / name
    file.write_text(FORMATS[name].format(q=OLD))
    deck = str(imported(quizapp, file)["deck"])
    answer(quizapp, deck, 2)
    before = histories(quizapp, deck)
    assert len(before) == 2
    file.write_text(FORMATS[name].format(q=NEW))
    assert counts(imported(quizapp, file, "--dry-run")) == (0, 1, 1, 0)
    assert counts(imported(quizapp, file)) == (0, 1, 1, 0)
    assert histories(quizapp, deck) == before
    file.write_text(FORMATS[name].format(q=NEW) + "\n")
    assert counts(imported(quizapp, file)) == (0, 0, 2, 0)
    file.write_text(FORMATS[name].format(q=OLD) + "\n\n")
    assert counts(imported(quizapp, file)) == (0, 1, 1, 0)
    assert histories(quizapp, deck) == before


def test_a_topic_that_is_renamed_keeps_its_cards(quizapp: Run, tmp_path: Path) -> None:
    """The column of a table that names it."""
    file = tmp_path / "t.csv"
    file.write_text("front,back,topic\nWhat is a lock?,A mutex.,one\nWhat is a thread?,A line.,one\n")
    imported(quizapp, file)
    answer(quizapp, "t", 2)
    before = histories(quizapp, "t")
    file.write_text("front,back,topic\nWhat is a lock?,A mutex.,two\nWhat is a thread?,A line.,three\n")
    assert counts(imported(quizapp, file))[3] == 0
    assert histories(quizapp, "t") == before


def test_a_file_that_is_renamed_is_the_same_deck(quizapp: Run, tmp_path: Path) -> None:
    """Where the old one is gone; a copy beside it, reworded, is another deck."""
    file, text = tmp_path / "geo.md", FORMATS["cards.md"]
    file.write_text(text.format(q=OLD))
    imported(quizapp, file)
    answer(quizapp, "geo", 2)
    before = histories(quizapp)
    moved = file.rename(tmp_path / "geography.md")
    moved.write_text(text.format(q=NEW))
    assert counts(imported(quizapp, moved)) == (0, 1, 1, 0)
    assert histories(quizapp) == before
    assert [each["title"] for each in json.loads(quizapp("deck", "list", "--json").stdout)][1:] == ["Geography"]


def test_two_files_of_one_name_are_two_decks(quizapp: Run, tmp_path: Path) -> None:
    """In different folders; each finds its own deck again."""
    for folder, word in (("bio", "cell"), ("physics", "quark")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cards.csv").write_text(f"front,back\nWhat is a {word}?,A part.\nAnd a {word}s?,Parts.\n")
    first = imported(quizapp, tmp_path / "bio/cards.csv")
    second = imported(quizapp, tmp_path / "physics/cards.csv")
    assert (first["deck"], second["deck"], second["added"]) == ("cards", "physics-cards", 2)
    file = tmp_path / "physics/cards.csv"
    file.write_text(file.read_text() + "One more?,Yes.\n")
    again = imported(quizapp, file)
    assert (again["deck"], *counts(again)) == ("physics-cards", 1, 0, 2, 0)


def test_a_card_whose_id_is_taken_by_a_reworded_one_gets_another(quizapp: Run, tmp_path: Path) -> None:
    """The old question comes back beside the new one, and is a new card."""
    file, text = tmp_path / "t.csv", FORMATS["table.csv"]
    file.write_text(text.format(q=OLD))
    imported(quizapp, file)
    answer(quizapp, "t", 2)
    before = histories(quizapp, "t")
    file.write_text(text.format(q=NEW))
    imported(quizapp, file)
    file.write_text(text.format(q=NEW) + f"{OLD},Wrongly spelt.\n")
    assert counts(imported(quizapp, file)) == (1, 0, 2, 0)
    assert histories(quizapp, "t") == before
    findings = quizapp("doctor").stdout
    assert "card" not in findings


def test_a_doubtful_card_is_new_and_the_old_one_retires(quizapp: Run, tmp_path: Path) -> None:
    """Its question and its answer both changed."""
    file, text = tmp_path / "t.csv", "front,back\nWhat does a mutex guard?,{a}\nWhat is a thread?,A line.\n"
    file.write_text(text.format(a="A critical section."))
    imported(quizapp, file)
    file.write_text(text.replace("guard?", "guard then?").format(a="Only one at a time."))
    assert counts(imported(quizapp, file)) == (1, 0, 1, 1)


def test_what_was_reworded_comes_back_from_a_folder(quizapp: Run, tmp_path: Path, environ: dict[str, str]) -> None:
    """An export of the deck, with its history, into an empty database: the cards have the same ids."""
    file, text = tmp_path / "t.csv", FORMATS["table.csv"]
    file.write_text(text.format(q=OLD))
    imported(quizapp, file)
    answer(quizapp, "t", 2)
    before = histories(quizapp, "t")
    file.write_text(text.format(q=NEW))
    imported(quizapp, file)
    quizapp("export", "t", "--to", str(tmp_path / "out"), "--history")
    environ["QUIZAPP_DB"] = str(tmp_path / "other.db")
    imported(quizapp, tmp_path / "out")
    assert histories(quizapp, "t") == before


def test_the_source_of_a_deck_may_be_gone(quizapp: Run, tmp_path: Path) -> None:
    """A file moved to another folder is the same deck, and retires what it has no more."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    file = tmp_path / "a/cards.md"
    file.write_text(FORMATS["cards.md"].format(q=OLD))
    imported(quizapp, file)
    moved = Path(shutil.move(file, tmp_path / "b/cards.md"))
    moved.write_text(FORMATS["cards.md"].format(q=NEW))
    assert counts(imported(quizapp, moved)) == (0, 1, 1, 0)


@pytest.mark.parametrize(
    "names",
    [
        {10: "Knowledge", 11: "Knowledge::Cells::Parts"},
        {11: "Science::Elsewhere"},
        {10: "Science", 11: "Cells"},
        {10: "Whole", 11: "Parts"},
    ],
)
def test_a_package_whose_decks_were_renamed_brings_nothing_twice(
    quizapp: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: dict[int, str]
) -> None:
    """The ids of its notes say which card is which, in whatever deck it is now."""
    first = packages.packed(tmp_path, "anki2")
    quizapp("import", str(first))
    before = histories(quizapp)
    monkeypatch.setattr(packages, "DECKS", packages.DECKS | names)
    (tmp_path / "new").mkdir()
    second = packages.packed(tmp_path / "new", "anki2")
    done = json.loads(quizapp("import", str(second), "--json").stdout)
    assert ({each["added"] for each in done["decks"]}, done["reviews"]) == ({0}, 0)
    assert histories(quizapp) == before


QUESTION = """\
format: 1
cards: one
title: One
questions:
  - id: {id}
    kind: recall
    ask: What is a lock?
    answer: A mutual exclusion.
{more}"""


def deck_folder(folder: Path, own: str, more: str = "") -> Path:
    """Write a deck of one question."""
    folder.mkdir(exist_ok=True)
    (folder / "deck.yaml").write_text("format: 1\ndeck: own\ntitle: Own\n")
    (folder / "one.yaml").write_text(QUESTION.format(id=own, more=more).removeprefix("format: 1\n"))
    return folder


@pytest.mark.parametrize("was", ["old", "one/old", "own/one/old"])
def test_a_question_with_a_new_id_names_the_old_one(quizapp: Run, tmp_path: Path, was: str) -> None:
    """With `was`: it keeps its card, here and where the old one never was."""
    folder = deck_folder(tmp_path / "own", "old")
    imported(quizapp, folder)
    answer(quizapp, "own", 1)
    deck_folder(folder, "new", f"    was: {was}\n")
    assert counts(imported(quizapp, folder)) == (0, 1, 0, 0)
    assert histories(quizapp) == {"own/one/old": 1}
    assert quizapp("deck", "check", str(folder)).returncode == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("    was: Old Id\n", "bad-id"),
        ("    was: a/b/c/d\n", "bad-id"),
        ("    was: other\n  - {id: other, kind: recall, ask: Q, answer: A}\n", "duplicate-was"),
        ("    was: old\n  - {id: other, kind: recall, ask: Q, answer: A, was: one/old}\n", "duplicate-was"),
    ],
)
def test_an_old_id_that_cannot_be_is_an_error(quizapp: Run, tmp_path: Path, more: str, code: str) -> None:
    """One that is no id, or that of another question."""
    done = json.loads(quizapp("deck", "check", str(deck_folder(tmp_path / "own", "new", more)), "--json").stdout)
    assert [each["code"] for each in done["problems"]] == [code]


def test_a_dry_run_has_the_texts_and_the_reviews(quizapp: Run, tmp_path: Path) -> None:
    """Of each changed card the old and the new text; of a retired one its text and how many reviews it has."""
    file = tmp_path / "t.csv"
    file.write_text("front,back\nWhat is a lock?,A mutex.\nWhat is a thread?,A line.\nAnd a fork?,A copy.\n")
    imported(quizapp, file)
    answer(quizapp, "t", 3)
    file.write_text("front,back\nWhat is a lock?,A mutual exclusion.\nWhat is a thread?,A line.\n")
    changes = imported(quizapp, file, "--dry-run")["changes"]
    assert isinstance(changes, list)
    assert [{name: each[name] for name in ("reviews", "old", "new")} for each in changes] == [
        {
            "reviews": 1,
            "old": {"question": "What is a lock?", "answer": "A mutex."},
            "new": {"question": "What is a lock?", "answer": "A mutual exclusion."},
        },
        {"reviews": 1, "old": {"question": "And a fork?", "answer": "A copy."}, "new": None},
    ]
    text = quizapp("import", str(file), "--dry-run").stdout
    assert "answer old: A mutex.\n      answer new: A mutual exclusion.\n" in text
    assert "1 would be retired, with 1 review\n" in text
    assert sum(histories(quizapp, "t").values()) == 3


def test_a_dry_run_counts_the_reviews_that_would_come(quizapp: Run, tmp_path: Path) -> None:
    """As many as the import brings; none where they are there already."""
    package = packages.packed(tmp_path, "anki2")
    seen = json.loads(quizapp("import", str(package), "--dry-run", "--json").stdout)
    done = json.loads(quizapp("import", str(package), "--json").stdout)
    assert seen["reviews"] == done["reviews"] > 0
    copy = shutil.copy(package, tmp_path / "again.apkg")
    assert json.loads(quizapp("import", str(copy), "--dry-run", "--json", "--deck", "x").stdout)["reviews"] == 0


def test_doubtful_cards_are_listed(quizapp: Run, tmp_path: Path) -> None:
    """In a dry run and after an import, with both texts."""
    file, text = tmp_path / "t.csv", "front,back\nWhat does a mutex guard?,{a}\nWhat is a thread?,A line.\n"
    file.write_text(text.format(a="A critical section."))
    imported(quizapp, file)
    file.write_text(text.replace("guard?", "guard then?").format(a="Only one at a time."))
    for option in ("--dry-run", "--history"):
        if option == "--dry-run":
            assert "? t/t/" in quizapp("import", str(file), option).stdout
        (doubt,) = imported(quizapp, file, option)["doubtful"]  # type: ignore[misc]
        assert (doubt["old"]["question"], doubt["new"]["answer"]) == ("What does a mutex guard?", "Only one at a time.")


def test_a_relative_path_is_known_from_another_folder(
    quizapp: Run, tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cards' files are stored as absolute paths, of a table and of a deck folder."""
    (tmp_path / "t.csv").write_text("front,back\nWhat is a lock?,A mutex.\n")
    deck_folder(tmp_path / "own", "old")
    monkeypatch.chdir(tmp_path)
    for name in ("t.csv", "own"):
        assert quizapp("import", name).returncode == 0
    files = {file for (file,) in asked(environ["QUIZAPP_DB"], "SELECT file FROM cards WHERE deck IN ('t', 'own')")}
    assert files == {str(tmp_path / "t.csv"), str(tmp_path / "own/one.yaml")}


@pytest.mark.parametrize("first", ["import", "merge"])
def test_a_fresh_device_follows_a_renamed_card(
    quizapp: Run, tmp_path: Path, environ: dict[str, str], first: str
) -> None:
    """It only ever saw the new wording, and answered it before it merged the log of the device with the old one."""
    file, text = tmp_path / "t.csv", FORMATS["table.csv"]
    file.write_text(text.format(q=OLD))
    imported(quizapp, file)
    answer(quizapp, "t", 2)
    file.write_text(text.format(q=NEW))
    imported(quizapp, file)
    before, device = histories(quizapp, "t"), environ["QUIZAPP_DB"]
    environ["QUIZAPP_DB"] = str(tmp_path / "fresh.db")
    if first == "import":
        imported(quizapp, file)
        answer(quizapp, "t", 2)
        assert set(histories(quizapp, "t")) != set(before)
        expected = dict.fromkeys(before, 2)
    else:
        expected = before
    assert "belong" not in quizapp("merge", device).stdout or first == "merge"
    imported(quizapp, file)
    assert histories(quizapp, "t") == expected
    assert "belong" not in quizapp("doctor").stdout
    file.write_text(text.format(q=NEW) + "\n")
    assert counts(imported(quizapp, file)) == (0, 0, 2, 0)
    environ["QUIZAPP_DB"] = device
    quizapp("merge", str(tmp_path / "fresh.db"))
    assert histories(quizapp, "t") == expected


GAPS = [
    ("{1:SHORTANSWER:=3}", "{1:NUMERICAL:=3:1.5}"),  # a cloze becomes a typed number
    ("{1:NUMERICAL:=3:1.5}", "{1:SHORTANSWER:=3}"),
    ("{1:NUMERICAL:=3:1.5} {1:SA:=x}", "{1:NUMERICAL:=3:0.5} {1:SA:=x}"),
]


@pytest.mark.parametrize("name", ["bank.xml", "bank.gift"])
@pytest.mark.parametrize(("before", "after"), GAPS)
def test_gap_that_changes_keeps_its_history(quizapp: Run, tmp_path: Path, name: str, before: str, after: str) -> None:
    """Also where its card becomes one of another kind, as those of earlier versions do."""
    file = tmp_path / name
    other = "How many permits has a mutex, {1:SA:=one}?"

    def write(gap: str) -> None:
        texts = (f"A lock needs {gap} words of memory on this machine.", other)
        if name == "bank.gift":
            file.write_text("\n\n".join("::{}:: {} {{}}".format(*each) for each in enumerate(texts)))
            return
        questions = "".join(
            f"<question type='cloze'><name><text>{number}</text></name><questiontext format='html'>"
            f"<text><![CDATA[{text}]]></text></questiontext></question>"
            for number, text in enumerate(texts)
        )
        file.write_text(f"<quiz>{questions}</quiz>")

    write(before)
    deck = str(imported(quizapp, file)["deck"])
    answer(quizapp, deck, 2)
    reviews = histories(quizapp, deck)
    assert len(reviews) == 2
    write(after)
    assert counts(imported(quizapp, file))[3] == 0
    assert histories(quizapp, deck) == reviews
