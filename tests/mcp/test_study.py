"""A session by tools: no answer ahead of the learner's, no rating of what was not shown, and undo of what was done."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from asking import asked
from kinds_deck import write_kinds

from tests.conftest import Run
from tests.mcp.client import STATELESS, Client, connected

# What tells the answer of a question of `naps` besides the question itself.
SECRETS = {
    "tf": ["For minutes"],
    "typed": ["multiprocessing"],
    "cloze": ["memory", "share"],
    "recall": ["It helps."],
    "output": ["one\\ntwo"],
    "predict": ["three times"],
    "seen": ["seen by everyone"],
}


@pytest.fixture
def naps(quizapp: Run, tmp_path: Path) -> None:
    """The deck with every kind of question, whose code may run."""
    assert quizapp("import", str(write_kinds(tmp_path / "naps"))).returncode == 0


def reviews(environ: dict[str, str]) -> int:
    """Return the number of reviews in the log."""
    ((count,),) = asked(environ["QUIZAPP_DB"], "SELECT count(*) FROM events WHERE kind = 'review'")
    return int(count)


def _everything(client: Client, token: str) -> str:
    """Return all that the server tells while a question is open, errors included."""
    found = [
        client.call("next_question"),
        client.call("rate", token=token, rating="good"),
        client.call("answer", token=token, answer=None),
        client.call("answer", token=token, answer={"a": 1}),
        client.call("answer", token="wrong", answer="a"),
        client.call("reveal", token="wrong"),
        client.call("find_cards", scope="naps"),
        client.call("find_cards", scope="naps", words="memory", states=["new"]),
        client.call("deck_status", scope="naps"),
        client.call("progress", scope="naps"),
    ]
    return json.dumps(found)


@pytest.mark.usefixtures("naps")
def test_no_answer_is_told_before_it_was_given(environ: dict[str, str], quizapp: Run) -> None:
    """Of every kind of question, by no tool and by no error."""
    quizapp("deck", "trust", "naps", "--yes")
    shown_by: dict[str, dict[str, Any]] = {}
    with connected(environ, "--write") as client:
        while not (shown := client.call("next_question", scope="naps")).get("over"):
            told = json.dumps(shown)
            if shown["entry"] != "reveal":  # whatever is sent for a card that the learner judges is an answer
                told += _everything(client, shown["token"])
            revealed = client.call("reveal", token=shown["token"])
            name = revealed["card"].rpartition("/")[2]
            shown_by[name] = shown
            for secret in SECRETS.get(name, ()):
                assert secret not in told, name
            assert "card" not in shown
            assert revealed["rateable"]
            client.call("rate", token=shown["token"], rating="easy")
    assert set(shown_by) >= set(SECRETS) | {"choice", "multi", "match", "order"}


@pytest.mark.usefixtures("naps")
def test_only_a_question_whose_answer_was_shown_is_rated(environ: dict[str, str]) -> None:
    with connected(environ, "--write") as client:
        assert client.call("rate", token="", rating="good")["error"] == "The token is not that of the open question."
        first = client.call("next_question", scope="naps")
        assert client.call("next_question")["token"] == first["token"]
        assert client.call("find_cards", scope="naps")["total"] == 0  # one card may quote the answer of another
        assert "not answered" in client.call("rate", token=first["token"], rating="good")["error"]
        assert reviews(environ) == 0
        client.call("reveal", token=first["token"])
        assert client.call("find_cards", scope="naps")["total"] > 5
        assert "answered already" in client.call("answer", token=first["token"], answer="a")["error"]
        assert first["token"] in client.call("next_question")["hint"]
        assert "only the learner can judge" in client.call("rate", token=first["token"])["error"]
        assert client.call("rate", token=first["token"], rating="hard")["rating"] == "hard"
        assert "token" in client.call("rate", token=first["token"], rating="hard")["error"]
        assert reviews(environ) == 1


@pytest.mark.usefixtures("naps")
def test_answer_is_graded_and_rated_as_suggested(environ: dict[str, str]) -> None:
    with connected(environ, "--write") as client:
        while (shown := client.call("next_question", scope="naps"))["kind"] != "typed":
            client.call("reveal", token=shown["token"])
            client.call("rate", token=shown["token"], rating="easy")
        before = reviews(environ)
        graded = client.call("answer", token=shown["token"], answer="threads")
        assert (graded["correct"], graded["expected"], graded["suggested"]) == (False, "multiprocessing", "again")
        assert reviews(environ) == before
        assert client.call("rate", token=shown["token"])["rating"] == "again"
        assert reviews(environ) == before + 1


@pytest.mark.usefixtures("naps")
def test_undo_takes_out_what_these_tools_did_and_nothing_else(environ: dict[str, str], quizapp: Run) -> None:
    assert quizapp("cards", "suspend", "naps/naps/recall").returncode == 0
    with connected(environ, "--write") as client:
        assert "undone" not in client.call("undo")
        shown = client.call("next_question", scope="naps")
        card = client.call("reveal", token=shown["token"])["card"]
        client.call("rate", token=shown["token"], rating="good")
        undone = client.call("undo")
        assert undone["undone"] == f"Undone: review of {card}, rated good"
        assert undone["question"]["ask"] == shown["ask"]
        assert undone["question"]["token"] != shown["token"]
        assert client.call("undo")["hint"].endswith("quizapp undo")
    assert "suspended" in quizapp("cards", "list", "naps", "is:suspended").stdout


@pytest.mark.usefixtures("naps")
def test_code_that_nobody_agreed_to_does_not_run(environ: dict[str, str]) -> None:
    with connected(environ, "--write") as client:
        while (shown := client.call("next_question", scope="naps"))["kind"] not in ("output", "predict"):
            client.call("reveal", token=shown["token"])
            client.call("rate", token=shown["token"], rating="easy")
        refused = client.call("answer", token=shown["token"], answer="3")
        assert "nobody agreed" in refused["error"]
        assert "quizapp deck trust naps" in refused["hint"]


@pytest.mark.usefixtures("naps")
def test_prediction_runs_once_the_learner_agreed_in_the_terminal(environ: dict[str, str], quizapp: Run) -> None:
    assert quizapp("deck", "trust", "naps", "--yes").returncode == 0
    with connected(environ, "--write") as client:
        while (shown := client.call("next_question", scope="naps"))["kind"] != "predict":
            client.call("reveal", token=shown["token"])
            client.call("rate", token=shown["token"], rating="easy")
        judged = client.call("answer", token=shown["token"], answer="3")
        assert judged["claim"] and judged["rateable"] and judged["correct"] is not None


@pytest.mark.usefixtures("naps")
def test_session_in_the_stateless_revision(environ: dict[str, str]) -> None:
    """Each request has its version; the token carries what belongs together."""
    with connected(environ, "--write") as client:

        def call(tool: str, **given: Any) -> dict[str, Any]:
            params = {"_meta": STATELESS, "name": tool, "arguments": given}
            result = client.request("tools/call", params)["result"]
            assert result["resultType"] == "complete"
            found: dict[str, Any] = result["structuredContent"]
            return found

        shown = call("next_question", scope="naps")
        assert "not answered" in call("rate", token=shown["token"], rating="good")["error"]
        card = call("reveal", token=shown["token"])["card"]
        assert call("rate", token=shown["token"], rating="good")["card"] == card
        assert reviews(environ) == 1
        assert call("undo")["question"]["ask"] == shown["ask"]


def test_unknown_scope_lists_the_near_names(environ: dict[str, str]) -> None:
    with connected(environ, "--write") as client:
        for tool in ("next_question", "find_cards", "deck_status", "progress"):
            assert "`concurrency`" in client.call(tool, scope="concurency")["hint"]


@pytest.mark.usefixtures("naps")
def test_lease_ends_with_the_server(environ: dict[str, str], quizapp: Run) -> None:
    with connected(environ, "--write") as client:
        shown = client.call("next_question", scope="naps")
        assert client.end()[0] == 0
    question = json.loads(quizapp("quiz", "naps", "--jsonl").stdout.splitlines()[0])
    assert question["ask"] == shown["ask"]


@pytest.mark.file
def test_reading_records_nothing(environ: dict[str, str]) -> None:
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        before = list(connection.iterdump())
    with connected(environ) as client:
        assert client.call("find_cards", words="LOCK", states=["new"], limit=3)["total"] > 3
        assert client.call("deck_status", scope="concurrency")["decks"][0]["cards"] > 500
        assert client.call("progress")["reviews"] == 0
        assert client.call("plan", months=1)["days"] == 30
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        after = list(connection.iterdump())
    assert [line for line in after if "events" in line] == [line for line in before if "events" in line]
    assert not (Path(environ["QUIZAPP_DB"]).parent / "drafts").exists()
