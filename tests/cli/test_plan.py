"""`quizapp plan` as people and scripts use it."""

import json

import pytest
from collection import bring, write_deck
from synthetic import learner

from quizapp.cli.plan import print_plan
from quizapp.usecases.scheduling.forecast import RetentionPlan


def test_plan_names_the_cheapest_retention_and_is_repeatable(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """16 retentions including the current one; the same seed gives the same plan."""
    bring(quizapp, environ, learner(3_000))
    now = {"QUIZAPP_NOW": "2026-01-05T09:00:00+00:00"}
    done = quizapp("plan", "--json", "--months", "3", **now)
    assert done.returncode == 0, done.stderr
    plan = json.loads(done.stdout)
    assert [row["retention"] for row in plan["rows"]] == [percent / 100 for percent in range(80, 96)]
    assert (plan["days"], len(plan["rows"][0]["months"])) == (90, 3)
    costs = {row["retention"]: row["seconds_per_remembered"] for row in plan["rows"]}
    assert plan["cheapest"] == min(costs, key=lambda retention: costs[retention])
    first, last = plan["rows"][0], plan["rows"][-1]
    assert last["minutes_per_day"] > first["minutes_per_day"]
    assert last["remembered"] > first["remembered"]
    assert quizapp("plan", "--json", "--months", "3", **now).stdout == done.stdout
    assert quizapp("plan", "--json", "--months", "3", "--seed", "2", **now).stdout != done.stdout
    shown = quizapp("plan", "--months", "3", **now).stdout
    assert f"A desired retention of {plan['cheapest']:.2f} costs least" in shown
    assert "yours" in next(line for line in shown.splitlines() if line.strip().startswith("0.90"))
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_plan_respects_the_settings(quizapp) -> None:  # type: ignore[no-untyped-def]
    """No work on days off, limits hold, and a retention that is not in the table is added."""
    settings = {"QUIZAPP_DAYS_OFF": "sat sun", "QUIZAPP_RETENTION": "0.975", "QUIZAPP_NEW_PER_DAY": "5"}
    plan = json.loads(quizapp("plan", "--json", "--months", "1", **settings).stdout)
    assert plan["rows"][-1]["retention"] == 0.975
    # 30 days from a Monday have 22 working days.
    assert plan["rows"][0]["new_per_day"] == round(22 * 5 / 30, 1)


def test_plan_without_cards_is_one_clear_error(quizapp) -> None:  # type: ignore[no-untyped-def]
    """With exit code 3."""
    for deck in json.loads(quizapp("deck", "list", "--json").stdout):
        assert quizapp("deck", "remove", deck["deck"], "--yes").returncode == 0
    done = quizapp("plan")
    assert (done.returncode, done.stdout) == (3, "")
    assert "There are no cards to plan for." in done.stderr
    assert quizapp("plan", "--months", "0").returncode == 2


def test_large_collection_is_sampled(quizapp, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """One card stands for several, and the figures are scaled to all."""
    assert quizapp("import", str(write_deck(tmp_path / "deck", "deck", 9000))).returncode == 0
    plan = json.loads(quizapp("plan", "--json", "--months", "2", QUIZAPP_NEW_PER_DAY="60").stdout)
    assert plan["one_card_stands_for"] == 3
    assert abs(plan["unseen"] - len(json.loads(quizapp("cards", "list", "--json").stdout))) < 200
    assert abs(plan["rows"][0]["new_per_day"] - 60) < 1.5


def test_one_known_card_is_counted_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    print_plan(
        RetentionPlan(days=30, seed=0, cards=1, unseen=2, one_card_stands_for=1, retention=0.9, cheapest=None, rows=())
    )
    assert "1 card known, 2 still new" in capsys.readouterr().out
