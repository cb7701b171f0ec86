"""A learner practises at home and in a class: merged in both directions, both have the same history."""

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from server import OWNER

from quizapp.core.events import IMPORT
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, record
from tests.classes.conftest import RATE, Classroom

DECK = "format: 1\ndeck: knots\ntitle: Knots\n"
CONCEPT = """concept: bowline
title: Bowline
draft: true
sections:
  what: A knot.
  why: To hold.
  how: With a rope.
  example: A ring.
  when: Always.
  pros_cons: {pros: [Simple], cons: [Jams]}
  related: [Others.]
  conclusion: Tie.
questions:
  - {id: one, kind: recall, section: what, ask: What does a bowline make at the end of a rope?, answer: A loop}
  - {id: two, kind: recall, section: what, ask: Which knot joins two ropes of one thickness?, answer: The reef knot}
  - {id: three, kind: recall, section: what, ask: Which hitch holds a rope on a post?, answer: Two half hitches}
"""
RENAMED = CONCEPT.replace("{id: one,", "{id: loop,").replace("{id: two,", "{id: joining,")
STATES = (
    "SELECT card, state, stability, difficulty, due_ms, reviews, lapses FROM states WHERE reviews > 0 ORDER BY card"
)


class Learner:
    """Somebody with a database at home who is a member of the class as `a`."""

    def __init__(self, classroom: Classroom, folder: Path) -> None:
        self.classroom, self.folder = classroom, folder
        self.home = {"QUIZAPP_DB": str(folder / "home.db"), "QUIZAPP_LEARNER": "a"}

    def at_home(self, *words: str, **more: str) -> str:
        """Run a command on the database at home."""
        return self._ran(*words, **self.home, **more)

    def in_class(self, *words: str, **more: str) -> str:
        """Run a command in the class."""
        return self._ran(*words, **more)

    def _ran(self, *words: str, stdin: str = "", **more: str) -> str:
        done = self.classroom.run("a", *words, stdin=stdin, **more)
        assert done.returncode == 0, (words, done.stdout + done.stderr)
        return done.stdout

    def merge(self) -> tuple[int, int]:
        """Merge in both directions; return how many events were new in the class and at home."""
        up = json.loads(self.in_class("merge", self.home["QUIZAPP_DB"], "--json"))
        down = json.loads(self.at_home("merge", self.classroom.url("a"), "--json"))
        assert (up["unsound"], down["unsound"], up["differing"], down["differing"]) == (0, 0, 0, 0)
        return up["events"], down["events"]

    def states(self) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        """Return the states in the class and at home."""
        import sqlite3

        with closing(sqlite3.connect(self.home["QUIZAPP_DB"])) as connection, connection:
            there = connection.execute(STATES).fetchall()
        return self.classroom.query("a", STATES), there


@pytest.fixture
def learner(classroom: Classroom, tmp_path: Path) -> Learner:
    """Create a learner without answers; the deck is in a folder."""
    (tmp_path / "knots").mkdir()
    (tmp_path / "knots" / "deck.yaml").write_text(DECK)
    return Learner(classroom, tmp_path)


def write(learner: Learner, concept: str) -> str:
    """Write the deck, and return its folder."""
    (learner.folder / "knots" / "bowline.yaml").write_text(concept)
    return str(learner.folder / "knots")


def answers(rating: str, count: int, hour: int) -> dict[str, str]:
    """Return what answers so many cards of the deck at an hour."""
    return {"stdin": RATE % rating * count, "QUIZAPP_NOW": f"2026-03-02T{hour:02}:00:00+00:00"}


def rename(database: str, name: str) -> None:
    """Record an import that found two cards of a database at home under new ids."""
    pairs = {"knots/bowline/loop": "knots/bowline/one", "knots/bowline/joining": "knots/bowline/two"}
    with closing(open_store(Path(database), name)) as store:
        draft = EventDraft(IMPORT, "", {"deck": "knots", "renamed": pairs}, now_ms=START, day="2026-03-01")
        record(store, draft)


START = 1_772_366_400_000
QUIZ = ("quiz", "knots", "--jsonl", "--limit")


def test_both_have_the_same_history_after_undo_and_an_edited_deck(learner: Learner) -> None:
    """Merging again changes nothing; what was undone on one side is undone on the other."""
    deck = write(learner, CONCEPT)
    assert learner.classroom.run("me", "import", deck).returncode == 0
    learner.at_home("import", deck)
    learner.at_home(*QUIZ, "2", **answers("good", 2, 8))
    learner.at_home("undo", QUIZAPP_NOW="2026-03-02T08:05:00+00:00")
    learner.in_class(*QUIZ, "3", **answers("again", 3, 9))
    learner.in_class("undo", QUIZAPP_NOW="2026-03-02T09:05:00+00:00")
    assert min(learner.merge()) > 0
    here, there = learner.states()
    assert here == there and len(here) >= 2
    deck = write(learner, RENAMED)
    assert learner.classroom.run("me", "import", deck).returncode == 0
    learner.at_home("import", deck)
    learner.at_home(*QUIZ, "2", **answers("good", 2, 12))
    learner.in_class(*QUIZ, "2", **answers("easy", 2, 14))
    learner.merge()
    learner.at_home("undo", QUIZAPP_NOW="2026-03-02T15:00:00+00:00")
    learner.merge()
    assert learner.merge() == (0, 0)
    here, there = learner.states()
    assert here == there and len(here) == 3
    assert learner.classroom.run(OWNER, "doctor").returncode == 0
    learner.at_home("doctor")


def test_card_that_home_knows_under_another_id_keeps_its_history_in_the_class(learner: Learner) -> None:
    """Nobody's merge renames a card of the class: assignments and the histories of others have its id."""
    learner.at_home("import", write(learner, CONCEPT))
    rename(learner.home["QUIZAPP_DB"], "a")
    assert learner.classroom.run("me", "import", write(learner, RENAMED)).returncode == 0
    done = learner.classroom.run("me", "class", "assign", "knots", "--due", "2026-03-31")
    assert done.returncode == 0, done.stderr
    learner.in_class(*QUIZ, "3", **answers("good", 3, 8))
    learner.at_home(*QUIZ, "3", **answers("good", 3, 9))
    cards = "SELECT card FROM cards WHERE deck = 'knots' AND retired = 0 ORDER BY card"
    before, (states, _) = learner.classroom.query("a", cards), learner.states()
    left = json.loads(learner.in_class("status", "--json"))["assignments"]
    assert ("knots/bowline/loop",) in before
    for _ in range(3):
        learner.merge()
    assert learner.classroom.query("a", cards) == before
    assert [row[0] for row in states] == [row[0] for row in learner.states()[0] if (row[0],) in before]
    teacher = {**learner.home, "QUIZAPP_LEARNER": "me", "QUIZAPP_DB": str(learner.folder / "teacher.db")}
    assert learner.classroom.run("me", "import", write(learner, CONCEPT), **teacher).returncode == 0
    rename(teacher["QUIZAPP_DB"], "me")
    assert learner.classroom.run("me", "merge", teacher["QUIZAPP_DB"]).returncode == 0
    assert learner.classroom.run("me", "import", write(learner, RENAMED + "# again\n")).returncode == 0
    assert learner.classroom.query("a", cards) == before
    assert json.loads(learner.in_class("status", "--json"))["assignments"] == left
    assert learner.classroom.run(OWNER, "doctor").returncode == 0


def test_assignment_follows_a_card_that_the_deck_renames(learner: Learner) -> None:
    """The concept and its cards get other ids in the deck: the assignment and what was done stay."""
    assert learner.classroom.run("me", "import", write(learner, CONCEPT)).returncode == 0
    assert learner.classroom.run("me", "class", "assign", "knots", "--due", "2026-03-31").returncode == 0
    learner.in_class(*QUIZ, "1", **answers("good", 1, 8))
    (before,) = json.loads(learner.in_class("status", "--json"))["assignments"]
    (learner.folder / "knots" / "bowline.yaml").unlink()
    other = re.sub(r"\{id: (\w+),", r"{id: new-\1, was: bowline/\1,", CONCEPT).replace(
        "concept: bowline", "concept: loops"
    )
    (learner.folder / "knots" / "loops.yaml").write_text(other)
    done = learner.classroom.run("me", "import", str(learner.folder / "knots"))
    assert done.returncode == 0, done.stderr
    (after,) = json.loads(learner.in_class("status", "--json"))["assignments"]
    assert (after["cards"], after["left"]) == (before["cards"], before["left"])


def test_class_knows_the_learner_under_another_name(learner: Learner) -> None:
    """One error that names both, and nothing is merged."""
    home = {**learner.home, "QUIZAPP_LEARNER": "me"}
    done = learner.classroom.run("a", "merge", learner.classroom.url("a"), **home)
    assert (done.returncode, "knows you as `a`" in done.stderr, "Traceback" in done.stderr) == (2, True, False)
    done = learner.classroom.run("a", "merge", learner.classroom.url("b"))
    assert (done.returncode, "quizapp merge OTHER.db" in done.stderr) == (2, True), done.stderr
