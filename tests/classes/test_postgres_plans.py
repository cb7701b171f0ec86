"""The frequent statements read only one learner's rows, according to PostgreSQL's own plans."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from server import OWNER, Running, fresh
from sqlalchemy import text

from quizapp.store import queries
from quizapp.store.classroom.assignments import ASSIGNED, LEFT
from quizapp.store.database import Store, open_store
from quizapp.store.engines.postgres import words
from quizapp.store.events.due_counts import DUE_BY_DAY
from quizapp.store.events.parameters import IN_USE, LATEST
from quizapp.store.events.review_history import ANSWERS, UNDONE
from quizapp.store.location import parse_server

LEARNERS, EACH = 40, 300
PER_LEARNER = ("events", "states", "claims", "frontiers")  # the tables with a learner column
SHARED = ("cards", "concepts", "decks", "assignments", "assigned_cards")
HOT = {
    "due": queries.DUE, "learning": queries.LEARNING, "fresh": queries.FRESH, "touched": queries.TOUCHED,
    "done": queries.DONE, "asked": queries.ASKED, "facts": queries.FACTS, "all": queries.ALL,
    "next": queries.NEXT_DUE, "between": queries.DUE_BETWEEN, "days": queries.STUDY_DAYS,
    "seconds": queries.LATEST_SECONDS,
    "card": queries.CARD, "due-by-day": DUE_BY_DAY, "in-use": IN_USE, "latest": LATEST,
    "answers": ANSWERS, "undone": UNDONE,
    "assigned": ASSIGNED, "left": LEFT,
    "state": "SELECT * FROM states WHERE learner = :learner AND card = :card",
    "events of a card": "SELECT * FROM events WHERE learner = :learner AND card = :card",
    "claim": "SELECT * FROM claims WHERE learner = :learner AND card = :card AND session <> 'x'",
    "release": "SELECT * FROM claims WHERE learner = :learner AND session = 'x'",  # as delete_claims() finds them
}  # fmt: skip
NAMED = {
    "learner": "a", "now": 10**12, "day": "2026-01-01", "day_start": 10**12, "day_end": 10**12 + 86_400_000,
    "from_ms": 10**12, "to_ms": 10**12 + 86_400_000, "deck": "", "concept": "", "tag": "", "kind": "", "fresh": 480,
    "card": "concurrency/process/x", "most": 100, "before": "~", "paused": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def crowd(server: Running) -> Iterator[str]:
    """Create a class in which "a" is one of forty learners with histories; the planner knows the sizes."""
    with fresh(server) as name:
        people = f"(SELECT CASE n WHEN 1 THEN 'a' ELSE 'l' || n END AS l FROM generate_series(1, {LEARNERS}) n) p"
        server.query(
            name,
            "INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload) SELECT l, 'i' || n, 'd',"
            " 1000000000000 + n * 3600000::bigint, '2026-01-01', 'c' || n % 100, 'review', '{\"rating\":\"good\"}'"
            f" FROM {people}, generate_series(1, {EACH}) n",
        )
        server.query(
            name,
            "INSERT INTO states SELECT l, 'c' || n, 'review', 0, 5, 5, 1000000000000 + n * 3600000::bigint, 1, 1, 3, 0,"
            f" 0, NULL, 0, '' FROM {people}, generate_series(1, 100) n",
        )
        server.query(name, "INSERT INTO claims SELECT l, 'c' || n, 'x', 'h', 1, 1 FROM "
                     f"{people}, generate_series(1, 100) n")  # fmt: skip
        server.query(name, "INSERT INTO frontiers SELECT 'f' || n, 0, '' FROM generate_series(1, 5000) n")
        server.query(name, "INSERT INTO assignments (assignment, deck, due, assigned_by, time_ms)"
                     " VALUES ('x', '', '2026-03-01', 'me', 0)")  # fmt: skip
        server.query(name, "INSERT INTO assigned_cards SELECT 'x', card FROM cards")
        server.query(name, "ANALYZE")
        yield server.url(name, "a")


def nodes(plan: dict) -> Iterator[dict]:  # type: ignore[type-arg]
    """Return all steps of a plan."""
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def plan_of(store: Store, statement: str) -> list[dict]:  # type: ignore[type-arg]
    """Return the steps of PostgreSQL's plan for a statement run as the learner."""
    whole = text("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + words(statement).text)
    with store.transaction() as connection:
        found = connection.execute(whole, {name: NAMED[name] for name in whole._bindparams}).scalar()
        connection.rollback()
    plan = found if isinstance(found, list) else json.loads(str(found))
    return list(nodes(plan[0]["Plan"]))


@pytest.mark.parametrize("name", HOT)
def test_frequent_statement_reads_only_rows_of_the_learner(crowd: str, name: str) -> None:
    """Each scan of a table with learners uses an index that begins with the learner."""
    with closing(open_store(parse_server(crowd), "a")) as store:
        steps = plan_of(store, HOT[name])
    scans = [step for step in steps if step["Node Type"] != "ModifyTable"]
    scans = [
        step for step in scans if step.get("Relation Name") in PER_LEARNER or "events_by" in step.get("Index Name", "")
    ]
    assert scans or name in ("all", "facts"), steps
    for step in scans:
        entered = step.get("Index Cond") or step.get("Recheck Cond", "")
        assert "learner" in entered, (name, step)
        read = (
            step["Actual Rows"] + step.get("Rows Removed by Filter", 0) + step.get("Rows Removed by Index Recheck", 0)
        )
        assert read * step["Actual Loops"] <= EACH, (name, step)


def test_keys_and_indexes_begin_with_the_learner(crowd: str, server: Running) -> None:
    """In every table with learners; no sequence is shared."""
    name = crowd.rsplit("/", 1)[1]
    found = server.query(
        name,
        "SELECT i.indexrelid::regclass::text, a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
        " AND a.attnum = i.indkey[0] WHERE i.indrelid IN (SELECT attrelid FROM pg_attribute WHERE attname = 'learner')",
        OWNER,
    )
    assert len(found) >= 15
    assert {column for _, column in found} == {"learner"}
    assert server.query(name, "SELECT relname FROM pg_class WHERE relkind = 'S'") == []


CALLS = "SELECT coalesce(pg_stat_get_xact_function_calls('public.teaches()'::regprocedure), 0)"
REPORTS = ("class_sections('')", "class_assignments()", "class_learners()", "class_work()", "class_items('')")


def calls_of_teaches(server: Running, database: str, user: str, statement: str, **values: object) -> int:
    """Return how often a statement of a user looks up whether they teach."""
    server.query("postgres", f"ALTER DATABASE {database} SET track_functions = 'all'", "postgres")
    with (
        closing(open_store(parse_server(server.url(database, user)), user)) as store,
        store.transaction() as connection,
    ):
        connection.execute(text(statement), values)
        found = connection.execute(text(CALLS)).scalar_one()
        connection.rollback()
    return int(found)


@pytest.mark.parametrize("name", HOT)
def test_frequent_statement_never_looks_up_who_teaches(crowd: str, server: Running, name: str) -> None:
    """The policies of the tables that it reads depend on the row and the connection alone."""
    whole = text(words(HOT[name]).text)
    values = {key: NAMED[key] for key in whole._bindparams}
    assert calls_of_teaches(server, crowd.rsplit("/", 1)[1], "a", whole.text, **values) == 0


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("user", ["me", "a"])
def test_report_looks_up_who_teaches_once(crowd: str, server: Running, user: str, report: str) -> None:
    """And not for each row; class_size() does it once more."""
    database = crowd.rsplit("/", 1)[1]
    assert 1 <= calls_of_teaches(server, database, user, f"SELECT * FROM {report}") <= 2


def test_change_of_a_deck_looks_up_who_teaches_twice_for_each_row(crowd: str, server: Running) -> None:
    """Before and after: a subquery in the policy would do it once, and some engines refuse that."""
    database = crowd.rsplit("/", 1)[1]
    ((rows,),) = server.query(database, "SELECT count(*) FROM cards")
    assert calls_of_teaches(server, database, "me", "UPDATE cards SET line = line") <= 2 * int(str(rows))
    assert calls_of_teaches(server, database, "a", "SELECT * FROM members") <= 40
