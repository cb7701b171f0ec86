"""Fitting to a learner with a known memory, from the history to the next review."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from asking import asked, placed
from collection import bring
from synthetic import TRUE, learner

from quizapp.core.evaluation import all_predicted, score
from quizapp.core.events import CRAM, FORGET, OPTIMIZE, REVIEW, UNDO
from quizapp.core.fsrs import DEFAULTS
from quizapp.core.review_history import CardHistory, long_term
from quizapp.errors import QuizError
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.events.parameters import Preset, presets
from quizapp.store.events.rebuild import rebuild
from quizapp.store.events.review_history import histories
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.usecases.context import make_context
from quizapp.usecases.scheduling.fsrs_fitter import fitted, training_items
from quizapp.usecases.scheduling.optimize import ENOUGH, fit_all, require_enough

NOW = "2026-01-05T09:00:00+00:00"
Run = "Callable[..., subprocess.CompletedProcess[str]]"


def in_deck(histories: list[CardHistory], deck: str) -> list[CardHistory]:
    """Return the same cards in another deck."""
    return [replace(each, card=f"{deck}/{each.card.split('/', 1)[1]}") for each in histories]


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Return an environment a day after the last review of the synthetic learner."""
    return environ | {"QUIZAPP_NOW": NOW}


def document(run: Run, *words: str) -> dict:  # type: ignore[type-arg, valid-type]
    """Return the output of `optimize --json`."""
    done = run("optimize", "--json", *words)  # type: ignore[operator]
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_fit_predicts_as_well_as_the_true_parameters() -> None:
    """20,000 reviews: the log loss of those held out is within 1% of that of the true parameters."""
    cards = learner(20_000)
    times = long_term(cards)
    since_ms = times[len(times) * 4 // 5]
    found = fitted(training_items(cards, since_ms), relearning_steps=1)
    losses = {
        name: score(all_predicted(cards, parameters, since_ms)).log_loss
        for name, parameters in (("true", TRUE), ("fitted", found), ("default", DEFAULTS))
    }
    assert losses["fitted"] < losses["true"] * 1.01
    assert losses["default"] > losses["true"] * 1.05  # which is not true of arbitrary parameters


def test_held_out_reviews_do_not_affect_the_fit() -> None:
    """Whatever the newest reviews are, the fit is the same."""
    cards = learner(6_000)
    times = long_term(cards)
    since_ms = times[len(times) * 4 // 5]
    changed = [
        replace(each, ratings=tuple(1 if t >= since_ms else r for t, r in zip(each.times, each.ratings, strict=True)))
        for each in cards
    ]
    assert changed != cards
    assert fitted(training_items(changed, since_ms), 1) == fitted(training_items(cards, since_ms), 1)


def test_short_history_is_refused() -> None:
    """With the number needed, and why."""
    require_enough(ENOUGH)
    with pytest.raises(QuizError, match="There are 399 reviews .* and 400 are needed: the newest 20% judge"):
        require_enough(ENOUGH - 1)


def test_optimize_uses_better_parameters_and_can_be_undone(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """A dry run changes nothing; then states are folded again, due dates stay; undoing restores the same bits."""
    bring(quizapp, environ, learner(8_000))
    store = open_store(placed(environ["QUIZAPP_DB"]), "me")
    before = all_states(store)
    dry = document(quizapp, "--dry-run")
    assert (dry["taken_over"], dry["fits"][0]["better"], all_states(store) == before) == (False, True, True)
    done = document(quizapp)
    assert done["taken_over"]
    fit = done["fits"][0]
    assert fit["deck"] is None
    assert fit["after"]["log_loss"] < fit["before"]["log_loss"] * 0.97
    assert done["held_out"] + fit["trained_on"] == done["reviews"]
    assert done["workload"]["before"]["reviews"] != done["workload"]["after"]["reviews"]
    after = all_states(store)
    assert {card: state.due_ms for card, state in after.items()} == {c: state.due_ms for c, state in before.items()}
    assert sum(after[card].stability != before[card].stability for card in before) > 0.9 * len(before)
    assert states_that_differ(store) == 0
    assert rebuild(store)[1] == 0
    again = document(quizapp)
    assert not again["taken_over"]
    assert quizapp("optimize", "--undo").stdout.startswith(f"Undone. {len(before)} cards were recomputed with")
    assert all_states(store) == before
    assert states_that_differ(store) == 0
    store.close()
    refused = quizapp("optimize", "--undo")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "there is nothing to undo" in refused.stderr


def test_undo_restores_the_previous_fit(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """Fit by fit, even if the clock was set back since."""
    bring(quizapp, environ, learner(3_000))
    store = open_store(placed(environ["QUIZAPP_DB"]), "me")
    earlier = (*DEFAULTS[:20], 0.5)
    fit = {"run": "1", "deck": "", "parameters": list(earlier)}
    record(store, EventDraft(OPTIMIZE, "", fit, now_ms=1_790_000_000_000, day="2026-09-21"))
    rebuild(store)
    before = all_states(store)
    assert document(quizapp)["taken_over"]
    assert presets(store.query, "me")[""].parameters != earlier
    assert "with earlier parameters" in quizapp("optimize", "--undo").stdout
    assert presets(store.query, "me") == {"": Preset(earlier)}
    assert all_states(store) == before
    assert "with the defaults" in quizapp("optimize", "--undo").stdout
    assert presets(store.query, "me") == {}
    store.close()


@pytest.mark.fresh
def test_quiz_uses_the_fitted_parameters(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """The preview equals the result, the event has the parameters, and replaying it gives the same."""
    bring(quizapp, environ, learner(8_000))
    parameters = document(quizapp)["fits"][0]["parameters"]
    rate = '{"type": "rate", "rating": "good"}\n'
    lines = [
        json.loads(line) for line in quizapp("quiz", "--jsonl", "--limit", "8", stdin=rate * 8).stdout.splitlines()
    ]
    graded = [line for line in lines if line["type"] == "graded"]
    assert len(graded) == 8
    query = "SELECT payload FROM events WHERE kind = 'review' AND device <> 'import'"
    rows = asked(environ["QUIZAPP_DB"], query)
    assert [json.loads(row[0])["memory"]["parameters"] for row in rows] == [parameters] * 8
    assert quizapp("doctor").stdout == "The database is sound, and every card's state equals its log.\n"
    assert quizapp("undo", "3").returncode == 0
    assert quizapp("doctor").stdout == "The database is sound, and every card's state equals its log.\n"


def test_session_started_before_a_fit_uses_the_fit(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """With two terminals: a review under the old parameters leaves a state under the new ones."""
    bring(quizapp, environ, learner(8_000))
    document(quizapp)
    store = open_store(placed(environ["QUIZAPP_DB"]), "me")
    _, state = record(
        store, EventDraft(REVIEW, "deck/list/00003", {"rating": "good"}, now_ms=1_767_700_000_000, day="2026-01-06")
    )
    assert states_that_differ(store) == 0
    assert all_states(store)["deck/list/00003"] == state
    store.close()


@pytest.mark.fresh
def test_deck_gets_its_own_parameters_if_they_are_better(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """Two decks that are remembered differently, and one that is too small."""
    usual = in_deck(learner(6_000, seed=2, parameters=DEFAULTS), "usual")
    small = in_deck(learner(200, seed=4), "small")
    bring(quizapp, environ, [*in_deck(learner(6_000), "hard"), *usual, *small])
    found = document(quizapp)
    assert found["decks_with_too_few_reviews"] == ["small"]
    fits = {fit["deck"]: fit for fit in found["fits"]}
    assert set(fits) == {None, "hard", "usual"}
    assert fits["hard"]["better"]
    assert fits["usual"]["better"]
    store = open_store(placed(environ["QUIZAPP_DB"]), "me")
    assert states_that_differ(store) == 0
    store.close()
    answers = '{"type": "rate", "rating": "good"}\n' * 3
    for deck in ("hard", "usual", "small"):
        assert quizapp("quiz", deck, "--jsonl", "--limit", "3", stdin=answers).returncode == 0
    query = "SELECT card, payload FROM events WHERE kind = 'review' AND device <> 'import'"
    for card, payload in asked(environ["QUIZAPP_DB"], query):
        deck = card.split("/")[0]
        assert json.loads(payload)["memory"]["parameters"] == fits[None if deck == "small" else deck]["parameters"]
    assert quizapp("doctor").returncode == 0
    # All fits of one run are undone together.
    assert "with the defaults" in quizapp("optimize", "--undo").stdout


def test_parameters_that_are_not_better_are_not_used(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """A learner whom the defaults fit."""
    bring(quizapp, environ, learner(6_000, seed=2, parameters=DEFAULTS))
    done = quizapp("optimize")
    assert done.returncode == 0
    assert "no better " in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert "Nothing was changed: the parameters in use predict as well" in done.stdout
    assert quizapp("optimize", "--undo").returncode == 1


def test_short_history_is_one_clear_error(quizapp) -> None:  # type: ignore[no-untyped-def]
    """With exit code 3."""
    done = quizapp("optimize")
    assert (done.returncode, done.stdout) == (3, "")
    assert "There are 0 reviews" in done.stderr
    assert quizapp("optimize", "--undo", "--dry-run").returncode == 2


def test_missing_optimiser_is_one_clear_error(quizapp, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """As on a machine without the extra."""
    (tmp_path / "fsrs_rs_python.py").write_text("raise ImportError('not here')\n")
    done = quizapp("optimize", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "error: The optimiser is not installed.",
        "  hint: Get it with: pip install 'quizapp[optimize]'",
    ]


def test_undone_crammed_and_forgotten_reviews_are_not_fitted(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """Nor reviews before a card was forgotten on purpose."""
    quizapp("status")
    store = open_store(placed(environ["QUIZAPP_DB"]), "me")
    start, day = 1_767_000_000_000, 86_400_000

    def answer(kind: str, card: str, at: int, **more: str) -> str:
        event, _ = record(
            store, EventDraft(kind, card, {"rating": "good"}, now_ms=start + at * day, day="2026-01-01", **more)
        )
        return event.id

    answer(REVIEW, "d/c/a", 0)
    answer(REVIEW, "d/c/a", 4)
    answer(CRAM, "d/c/a", 5)
    answer(UNDO, "d/c/a", 7, undoes=answer(REVIEW, "d/c/a", 6))
    answer(REVIEW, "d/c/b", 0)
    answer(FORGET, "d/c/b", 1)
    answer(REVIEW, "d/c/b", 9)
    found = {each.card: [(time_ms - start) // day for time_ms in each.times] for each in histories(store.query, "me")}
    assert found == {"d/c/a": [0, 4], "d/c/b": [9]}
    store.close()


def test_fitting_records_nothing(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """Only `apply_fit` does."""
    bring(quizapp, environ, learner(3_000))
    store = open_store(placed(environ["QUIZAPP_DB"]), "me")
    events = store.query("SELECT COUNT(*) FROM events WHERE learner = :learner", {"learner": "me"})[0][0]
    found = fit_all(make_context(environ=environ), store)
    assert found.reviews > ENOUGH
    assert store.query("SELECT COUNT(*) FROM events WHERE learner = :learner", {"learner": "me"})[0][0] == events
    store.close()
