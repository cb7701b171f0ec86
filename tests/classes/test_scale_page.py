"""The commands of docs/scale.md, as far as PostgreSQL can run them: with functions that check the rules of Citus."""

import re
from pathlib import Path

import psycopg
import pytest
from server import OWNER

from tests.classes.conftest import Answer, Classroom

PAGE = (Path(__file__).parents[2] / "docs/scale.md").read_text("utf-8")
(RECIPE,) = re.findall(r"^```sql\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
# In place of the functions of Citus; what they refuse is documented there.
RULES = """
CREATE TABLE placed (name text PRIMARY KEY, distributed boolean NOT NULL);
CREATE FUNCTION check_placed(given text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
  SELECT confrelid::regclass::text INTO found FROM pg_constraint
    WHERE conrelid = given::regclass AND contype = 'f'
      AND NOT EXISTS (SELECT FROM placed WHERE name = confrelid::regclass::text AND NOT distributed);
  IF found IS NOT NULL THEN RAISE EXCEPTION '% refers to %, which is no reference table', given, found; END IF;
  SELECT polname INTO found FROM pg_policy
    WHERE polrelid = given::regclass AND (polqual::text || coalesce(polwithcheck::text, '')) LIKE '%SUBLINK%';
  IF found IS NOT NULL THEN RAISE EXCEPTION 'the policy % of % has a subquery', found, given; END IF;
END $$;
CREATE FUNCTION create_reference_table(given text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM check_placed(given);
  INSERT INTO placed VALUES (given, false);
END $$;
CREATE FUNCTION create_distributed_table(given text, by_column text, colocate_with text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
  PERFORM check_placed(given);
  SELECT tgname INTO found FROM pg_trigger WHERE tgrelid = given::regclass AND NOT tgisinternal;
  IF found IS NOT NULL THEN RAISE EXCEPTION '% has the trigger %', given, found; END IF;
  SELECT indexrelid::regclass::text INTO found FROM pg_index i WHERE indrelid = given::regclass AND indisunique
    AND NOT EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = indrelid AND attnum = ANY (indkey) AND attname = by_column);
  IF found IS NOT NULL THEN RAISE EXCEPTION 'the key % of % lacks %', found, given, by_column; END IF;
  IF colocate_with IS NOT NULL AND NOT EXISTS (SELECT FROM placed WHERE name = colocate_with AND distributed) THEN
    RAISE EXCEPTION '% is not distributed', colocate_with;
  END IF;
  INSERT INTO placed VALUES (given, true);
END $$;
"""
TABLES = """
SELECT c.relname::text, EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'learner')
FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
  AND relname NOT IN ('placed', 'alembic_version') ORDER BY 1
"""


def test_recipe_places_each_table_of_a_class_within_the_rules(classroom: Classroom, answer: Answer) -> None:
    """Tables of learners by learner, all others on every node; a learner goes on answering."""
    tables = classroom.query(OWNER, TABLES)
    with classroom.connect(OWNER) as owner:
        owner.execute(RULES)
        owner.execute(RECIPE)  # type: ignore[call-overload]
        placed = owner.execute("SELECT name, distributed FROM placed ORDER BY 1").fetchall()
    assert placed == [(name, of_learners and name != "members") for name, of_learners in tables]
    answer("a", 1)
    assert classroom.query("a", "SELECT count(*) FROM events WHERE kind = 'review'") == [(1,)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("CREATE POLICY x ON states USING ((SELECT teaches()))", "subquery"),
        ("ALTER TABLE consents ADD CONSTRAINT x UNIQUE (fingerprint)", "lacks learner"),
    ],
)
def test_rules_refuse_what_would_break_the_recipe(classroom: Classroom, change: str, said: str) -> None:
    """A subquery in a policy, and a key without the learner."""
    with classroom.connect(OWNER) as owner:
        owner.execute(RULES)
        owner.execute(change)  # type: ignore[call-overload]
        with pytest.raises(psycopg.errors.RaiseException, match=said):
            owner.execute(RECIPE)  # type: ignore[call-overload]
