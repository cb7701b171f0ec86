"""The read statements that start-up needs, as text: the standard library's sqlite3 and SQLAlchemy both run them.

Parameters are named: learner, now, day (the study day's ISO date), day_start and day_end (milliseconds),
deck and concept of the scope and its tag as JSON ('' for any), paused (see store.events.pauses; '' for nothing).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quizapp.store.events.state_rows import STATE_COLUMNS

Query = Callable[[str, Mapping[str, Any]], Sequence[Sequence[Any]]]
"""Runs one statement with named parameters and returns its rows."""

# Whether a card has a tag, in its JSON list; LIKE would ignore case and take `_` and `%` for patterns. Within a text of
# JSON every quote follows a backslash, so that nothing but a whole element is found.
TAGGED = "length(replace(replace(c.tags, '[' || :tag, ''), ',' || :tag, '')) < length(c.tags)"
SCOPE = f"""
    (:deck = '' OR c.deck = :deck) AND (:concept = '' OR c.concept = :concept)
    AND (:tag = '' OR {TAGGED})
    AND (:kind = '' OR c.kind = :kind)
"""
_MET = "('learning', 'relearning', 'review')"
ACTIVE = """(:paused = '' OR (replace(:paused, '|' || c.deck || '|', '') = :paused
    AND replace(:paused, '|' || c.deck || '/' || c.concept || '|', '') = :paused))"""
OPEN = f"c.retired = 0 AND s.suspended = 0 AND (s.buried_day IS NULL OR s.buried_day <> :day) AND {ACTIVE}"

# No card before this place is new: see store.events.new_card_cursor.
_CURSOR = """COALESCE((SELECT f.place FROM frontiers f JOIN meta m ON m.key = 'shelf' AND m.value = f.shelf
  WHERE f.learner = :learner), 0)"""

# What is most at risk comes first: retrievability falls with elapsed time over stability.
DUE = f"""
SELECT s.card, c.deck, c.concept, c.siblings, s.due_ms, s.reviews
FROM states s JOIN cards c ON c.card = s.card
WHERE s.learner = :learner AND s.state = 'review' AND s.due_ms < :day_end AND {OPEN} AND {SCOPE}
ORDER BY (:now - s.last_ms) / s.stability DESC, s.card
"""

AHEAD = f"""
SELECT s.card, c.deck, c.concept, c.siblings, s.due_ms, s.reviews
FROM states s JOIN cards c ON c.card = s.card
WHERE s.learner = :learner AND s.state IN {_MET} AND s.due_ms >= :day_end AND {OPEN} AND {SCOPE}
ORDER BY s.due_ms, s.card
"""

LEARNING = f"""
SELECT s.card, c.deck, c.concept, c.siblings, s.due_ms, s.reviews
FROM states s JOIN cards c ON c.card = s.card
WHERE s.learner = :learner AND s.state IN ('learning', 'relearning') AND s.due_ms < :day_end AND {OPEN} AND {SCOPE}
ORDER BY s.due_ms, s.card
"""

FRESH = f"""
SELECT c.card, c.deck, c.concept, c.siblings, 0, 0
FROM cards c LEFT JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE c.retired = 0 AND c.place >= {_CURSOR} AND (s.card IS NULL OR (s.state = 'new' AND {OPEN})) AND {ACTIVE}
  AND {SCOPE}
ORDER BY c.place LIMIT :fresh
"""

GOALS = """
SELECT e.payload FROM events e WHERE e.learner = :learner AND e.kind = 'goal'
  AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
ORDER BY e.time_ms, e.id
"""

UNSEEN_THIS_MORNING = f"""
SELECT COUNT(*) FROM cards c LEFT JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE c.retired = 0 AND (s.card IS NULL OR (s.suspended = 0 AND (s.state = 'new' OR s.first_ms >= :day_start)))
  AND {ACTIVE} AND {SCOPE}
"""

# The states that were reviewed since a day began, here or in a program whose state was imported, are found by the day
# of their events: an index of the states by their last review would cost every answer two pages.
_OF_TODAY = """events e JOIN states s ON s.learner = e.learner AND s.card = e.card
  AND s.last_ms >= :day_start AND e.learner = :learner AND e.kind IN ('review', 'carry') AND e.day >= :day"""

TOUCHED = f"""
SELECT DISTINCT c.deck, c.concept, c.siblings FROM {_OF_TODAY} JOIN cards c ON c.card = s.card
"""

DONE = f"""
SELECT
  (SELECT COUNT(*) FROM states WHERE learner = :learner AND first_ms >= :day_start),
  (SELECT COUNT(DISTINCT s.card) FROM {_OF_TODAY} AND s.first_ms < :day_start),
  (SELECT COUNT(*) FROM events e WHERE e.learner = :learner AND e.kind = 'review' AND e.day = :day
     AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id))
"""

FACTS = "SELECT requires, sections FROM concepts WHERE deck = :deck AND concept = :concept AND retired = 0"

ASKED = """
SELECT DISTINCT c.section FROM cards c JOIN states s ON s.card = c.card
WHERE c.deck = :deck AND c.concept = :concept AND s.learner = :learner AND s.reviews > 0
"""

# Retired and suspended cards that were asked count for their sections, as they do when the daily plan opens concepts.
ASKED_BY_SECTION = """
SELECT c.concept, SUM(CASE WHEN s.reviews > 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN c.retired = 0 AND COALESCE(s.suspended, 0) = 0 THEN 1 ELSE 0 END),
  SUM(CASE WHEN c.retired = 0 AND COALESCE(s.suspended, 0) = 0 AND COALESCE(s.reviews, 0) = 0 THEN 1 ELSE 0 END)
FROM cards c LEFT JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE c.deck = :deck GROUP BY c.concept, c.section
"""

CONCEPTS_OF_DECK = """
SELECT concept, title, requires, sections FROM concepts WHERE deck = :deck AND retired = 0 ORDER BY position, concept
"""

EVER_ASKED = """
SELECT EXISTS (SELECT 1 FROM states s JOIN cards c ON c.card = s.card
WHERE s.learner = :learner AND s.reviews > 0 AND c.deck = :deck AND c.concept = :concept)
"""

ALL = f"""
SELECT c.card, c.deck, c.concept, c.siblings, s.due_ms, COALESCE(s.reviews, 0)
FROM cards c LEFT JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE c.retired = 0 AND COALESCE(s.suspended, 0) = 0 AND {ACTIVE} AND {SCOPE}
ORDER BY c.place
"""

DUE_BETWEEN = f"""
SELECT COUNT(DISTINCT c.deck || '/' || c.concept || '/' || c.siblings)
FROM states s JOIN cards c ON c.card = s.card
WHERE s.learner = :learner AND s.state IN {_MET} AND s.suspended = 0 AND c.retired = 0
  AND s.due_ms >= :from_ms AND s.due_ms < :to_ms AND {ACTIVE}
"""

_NEXT = f"""(SELECT s.due_ms FROM states s JOIN cards c ON c.card = s.card
  WHERE s.learner = :learner AND s.state = '{{}}' AND s.suspended = 0 AND c.retired = 0 AND s.due_ms >= :day_end
    AND {ACTIVE}
  ORDER BY s.due_ms LIMIT 1)"""
NEXT_DUE = "SELECT {} AS learning, {} AS relearning, {} AS review".format(
    *(_NEXT.format(state) for state in ("learning", "relearning", "review"))
)

# Jumps from day to day in the index, without reading the answers of a day.
# A day whose answers were all undone does not count. LIMIT instead of MAX: PostgreSQL uses the index for MAX only
# without a join.
_LAST_DAY = """(SELECT e.day FROM events e WHERE e.learner = :learner AND e.kind = 'review' AND e.day < {before}
    AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
    ORDER BY e.day DESC LIMIT 1)"""
STUDY_DAYS = f"""
WITH RECURSIVE days(day, nth) AS (
  SELECT {_LAST_DAY.format(before=":before")}, 1
  UNION ALL
  SELECT {_LAST_DAY.format(before="days.day")}, nth + 1 FROM days WHERE days.day IS NOT NULL AND nth < :most
)
SELECT day FROM days WHERE day IS NOT NULL
"""

LATEST_SECONDS = """
SELECT json_extract(e.payload, '$.seconds') FROM events e
WHERE e.learner = :learner AND e.kind = 'review' ORDER BY e.day DESC LIMIT 200
"""

DECK_BODIES = "SELECT deck, title, body FROM decks WHERE removed = 0 ORDER BY position, deck"
DECK_NAMES = "SELECT deck FROM decks WHERE removed = 0 ORDER BY position"
CONCEPT_NAMES = """
SELECT c.deck, c.concept FROM concepts c JOIN decks d ON d.deck = c.deck
WHERE c.retired = 0 AND d.removed = 0 ORDER BY d.position, c.position, c.concept
"""
CONCEPT_BODIES = """
SELECT c.deck, c.concept, c.body FROM concepts c JOIN decks d ON d.deck = c.deck
WHERE c.retired = 0 AND d.removed = 0 ORDER BY d.position, c.position, c.concept
"""
TAG_LISTS = "SELECT DISTINCT tags FROM cards WHERE retired = 0"
ANY_TAGGED = f"SELECT 1 FROM cards c WHERE c.retired = 0 AND {TAGGED} LIMIT 1"
ALL_CARD_NAMES = "SELECT card FROM cards WHERE retired = 0 ORDER BY place, card"
CARD_NAMES = "SELECT card FROM cards WHERE retired = 0 AND card LIKE :begin ESCAPE '!' ORDER BY card LIMIT :most"

CARD = f"""
SELECT c.deck, c.concept, c.section, c.siblings, c.kind, c.place, c.body, c.file, c.line, k.title, d.title,
  EXISTS (SELECT 1 FROM events e WHERE e.learner = :learner AND e.kind = 'optimize'), {STATE_COLUMNS}
FROM cards c JOIN concepts k ON k.deck = c.deck AND k.concept = c.concept JOIN decks d ON d.deck = c.deck
LEFT JOIN states s ON s.learner = :learner AND s.card = c.card
WHERE c.card = :card
"""

CONCEPT = "SELECT body FROM concepts WHERE deck = :deck AND concept = :concept"

ANY_ANSWER = "SELECT 1 FROM states WHERE learner = :learner AND reviews > 0 LIMIT 1"
ANY_EVENT = "SELECT 1 FROM events WHERE learner = :learner LIMIT 1"

VERSION = "SELECT version_num FROM alembic_version"
SHIPPED = "SELECT deck, digest FROM decks WHERE origin = 'shipped'"
WITH_DIGEST = "SELECT deck, title FROM decks WHERE digest = :digest AND removed = 0 ORDER BY deck"
OTHER_DIGEST = "SELECT 1 FROM decks WHERE source = :source AND digest <> :digest AND removed = 0"
CONCEPT_COUNT = "SELECT COUNT(*) FROM concepts WHERE deck = :deck AND retired = 0"
CARDS_OF_DECK = "SELECT card FROM cards WHERE deck = :deck AND retired = 0"
