"""Cards and concepts that a program writes: into a draft, which the learner accepts."""

import json
import re
from pathlib import Path

import pytest
from kinds_deck import DECK, write_kinds

from tests.conftest import Run
from tests.mcp.client import connected

SUMS = [
    {"ask": "2 + 2?", "answer": "4"},
    {"ask": "3 + 3?", "answer": "6", "kind": "typed"},
    {"text": "Five and {{five}} are ten."},
    {"ask": "Which is even?", "answer": "2", "distractors": ["1", "3"]},
]


def test_many_cards_come_into_the_quiz_once_the_learner_accepts_them(environ: dict[str, str], quizapp: Run) -> None:
    with connected(environ, "--write") as client:
        done = client.call("add_cards", deck="sums", create=True, title="Sums & more", cards=SUMS)
        assert (done["cards"], done["problems"], done["accept"]) == (4, [], "quizapp deck accept sums")
        again = client.call("add_cards", deck="sums", cards=[*SUMS, {"ask": "1 + 1?", "answer": "2"}])
        assert (again["cards"], len(again["known"])) == (1, 4)
        assert client.call("deck_status")["decks"][0]["deck"] == "concurrency"
    assert quizapp("cards", "list", "sums").returncode == 2
    assert "needs a confirmation" in quizapp("deck", "accept", "sums").stderr
    (draft,) = json.loads(quizapp("deck", "accept", "--json").stdout)
    assert (draft["deck"], draft["cards"], draft["problems"]) == ("sums", 5, [])
    assert "5 cards added to sums" in quizapp("deck", "accept", "sums", "--yes").stdout
    kinds = [card["kind"] for card in json.loads(quizapp("cards", "list", "sums", "--json").stdout)]
    assert kinds == ["recall", "typed", "cloze", "choice", "recall"]
    assert "Sums & more" in quizapp("deck", "list").stdout
    assert quizapp("deck", "accept").stdout == "There are no drafts.\n"


def test_every_step_is_undone(environ: dict[str, str], quizapp: Run) -> None:
    with connected(environ, "--write") as client:
        client.call("add_cards", deck="sums", create=True, cards=SUMS)
        client.call("add_cards", deck="sums", cards=[{"ask": "1 + 1?", "answer": "2"}])
        assert client.call("undo")["undone"] == "Undone: addition of 1 card in the draft of sums"
        assert quizapp("deck", "accept", "sums", "--yes").returncode == 0
        assert "hint" in client.call("undo")  # the learner accepted: not these tools
    assert "4 cards in sums" in quizapp("undo").stdout
    assert quizapp("cards", "list", "sums").returncode == 2
    assert quizapp("deck", "accept", "sums", "--yes").returncode == 0  # the draft is open again
    assert quizapp("undo", "2").returncode == 0
    assert quizapp("deck", "accept").stdout == "There are no drafts.\n"


def test_concept_is_undone_as_cards_are(environ: dict[str, str], quizapp: Run) -> None:
    with connected(environ, "--write") as client:
        client.call("write_concept", deck="rest", create=True, concepts=[DECK])
        assert "11 cards in the draft of rest" in client.call("undo")["undone"]
        assert "hint" in client.call("undo")
    assert quizapp("deck", "accept").stdout == "There are no drafts.\n"


def test_as_many_cards_as_a_call_takes_are_one_draft_and_one_more_is_refused(
    environ: dict[str, str], quizapp: Run
) -> None:
    sent = [{"ask": f"What is {number} + 1?", "answer": str(number + 1)} for number in range(501)]
    with connected(environ, "--write") as client:
        assert "from 1 to 500, not 501" in client.call("add_cards", deck="sums", create=True, cards=sent)["error"]
        assert client.call("add_cards", deck="sums", create=True, cards=sent[:500])["cards"] == 500
    (draft,) = json.loads(quizapp("deck", "accept", "--json").stdout)
    assert draft["cards"] == 500


def test_cards_join_the_list_of_a_deck_of_the_learners_own(environ: dict[str, str], quizapp: Run) -> None:
    quizapp("add", "2 + 2?", "4")
    before = json.loads(quizapp("cards", "list", "my-cards", "--json").stdout)
    with connected(environ, "--write") as client:
        done = client.call("add_cards", deck="my-cards", cards=SUMS)
        assert (done["cards"], done["known"]) == (3, ["2 + 2?"])
    assert "3 cards added" in quizapp("deck", "accept", "my-cards", "--yes").stdout
    after = json.loads(quizapp("cards", "list", "my-cards", "--json").stdout)
    assert [card["card"] for card in after][:1] == [before[0]["card"]]
    assert len(after) == 4
    with connected(environ, "--write") as client:  # a second draft, beside the accepted one
        assert client.call("add_cards", deck="my-cards", cards=[{"ask": "9?", "answer": "9"}])["cards"] == 1
    assert "1 card added" in quizapp("deck", "accept", "my-cards", "--yes").stdout


def test_one_error_keeps_all_cards_out_and_names_the_line(environ: dict[str, str], quizapp: Run) -> None:
    with connected(environ, "--write") as client:
        wrong = [*SUMS, {"ask": "And 5?"}, {"ask": "Odd?", "answer": "1", "distractor": ["2"], "kind": "choice"}]
        done = client.call("add_cards", deck="sums", create=True, cards=wrong)
        assert (done["written"], done["cards"]) == (False, 0)
        found = {(each["code"], each["line"] > 0, bool(each["text"])) for each in done["problems"]}
        assert {("missing-key", True, True), ("unknown-key", True, True)} <= found
        assert "every card needs" in client.call("add_cards", deck="sums", create=True, cards=[{}])["error"]
    assert quizapp("deck", "accept").stdout == "There are no drafts.\n"


def test_concepts_are_checked_with_the_lines_of_the_text_that_was_sent(environ: dict[str, str], quizapp: Run) -> None:
    with connected(environ, "--write") as client:
        broken = DECK.replace("kind: typed", "kind: tipped")
        done = client.call("write_concept", deck="rest", create=True, concepts=[broken])
        (problem,) = [each for each in done["problems"] if each["code"] == "unknown-kind"]
        assert broken.splitlines()[problem["line"] - 1] == problem["text"]
        assert "kind: tipped" in problem["text"]
        unread = client.call("write_concept", deck="rest", create=True, concepts=["concept: a\ntitle: [\n"])
        assert [(each["code"], each["line"]) for each in unread["problems"]] == [("yaml-syntax", 3)]
        assert "concept: threads" in client.call("write_concept", deck="rest", create=True, concepts=["a: 1"])["error"]
        other = DECK.replace("concept: naps", "concept: dreams")
        done = client.call("write_concept", deck="rest", create=True, concepts=[DECK, other])
        assert done["written"] and done["cards"] == 22
    assert quizapp("deck", "accept", "rest", "--yes").returncode == 0
    assert len(json.loads(quizapp("deck", "show", "rest", "--json").stdout)) == 2


def test_concept_that_requires_one_of_an_installed_deck_passes_and_a_known_one_is_refused(
    environ: dict[str, str], quizapp: Run, tmp_path: Path
) -> None:
    quizapp("import", str(write_kinds(tmp_path / "naps")))
    dreams = DECK.replace("concept: naps", "concept: dreams").replace("generate: []", "generate: []\nrequires: [naps]")
    with connected(environ, "--write") as client:
        refused = client.call("write_concept", deck="naps", concepts=[DECK])
        assert refused["error"] == "The deck `naps` has a concept `naps` already."
        assert client.call("write_concept", deck="naps", concepts=[dreams])["written"]
    assert "11 cards added" in quizapp("deck", "accept", "naps", "--yes").stdout


@pytest.mark.parametrize(
    ("deck", "told"),
    [
        ("concurency", "Did you mean: concurrency?"),
        ("biology", "The decks are: concurrency."),
        ("../../x", "The decks are: concurrency."),
    ],
)
def test_invented_deck_is_refused_with_the_names_there_are(
    environ: dict[str, str], quizapp: Run, deck: str, told: str
) -> None:
    with connected(environ, "--write") as client:
        for tool, sent in (("add_cards", {"cards": SUMS}), ("write_concept", {"concepts": [DECK]})):
            refused = client.call(tool, deck=deck, **sent)
            assert refused["error"] == f"There is no deck `{deck}`."
            assert refused["hint"].startswith(told)
        assert "not a valid id" in client.call("add_cards", deck="../../x", create=True, cards=SUMS)["error"]
        assert "not a valid id" in client.call("add_cards", deck="s", create=True, list="../x", cards=SUMS)["error"]


def test_unknown_draft_is_refused_with_the_names_there_are(environ: dict[str, str], quizapp: Run) -> None:
    with connected(environ, "--write") as client:
        client.call("add_cards", deck="sums", create=True, cards=SUMS)
    refused = quizapp("deck", "accept", "sumz", "--yes")
    assert (refused.returncode, "`sums`" in refused.stderr) == (2, True)
    folder = re.search(r"\S+/drafts/sums/1", quizapp("deck", "accept").stdout)
    assert folder and "3 + 3?" in quizapp("deck", "preview", folder[0]).stdout
