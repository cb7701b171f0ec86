-- Limits of what a member may store, and of what the planner's statistics tell. It can be run again at any time, and
-- runs before class.sql, which creates the views and policies again.

-- No statistics of who wrote a row: EXPLAIN would tell every member how many answers each of the others gave. Changing
-- a column's type, even to the same one, deletes the statistics that an earlier version collected; views and policies
-- would prevent that.
DO $body$
DECLARE
  each record;
  policy record;
BEGIN
  FOR each IN
    SELECT c.relname, a.attname FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    WHERE a.attname IN ('learner', 'device', 'session', 'host') AND a.atttypid = 'text'::regtype
      AND c.relname <> 'members' AND a.attstattarget IS DISTINCT FROM 0 AND NOT a.attisdropped
  LOOP
    DROP VIEW IF EXISTS review_log, card_status, proof_log;
    FOR policy IN SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = each.relname LOOP
      EXECUTE format('DROP POLICY %I ON public.%I', policy.policyname, each.relname);
    END LOOP;
    EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I TYPE text COLLATE "C"', each.relname, each.attname);
    EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET STATISTICS 0', each.relname, each.attname);
  END LOOP;
END $body$;

-- A learner's own events are checked where they are stored, because the learner may use any client. A rating is read
-- from JSON: text that PostgreSQL cannot decode is refused with it, so that no report fails on it later.
DO $body$
DECLARE
  each record;
BEGIN
  FOR each IN
    SELECT * FROM (VALUES
      ('events_time', 'time_ms BETWEEN 0 AND 221845392000000'),  -- the year 9000
      ('events_date', $check$day = '' OR (day ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$' AND isfinite(make_date(
         substr(day, 1, 4)::integer, substr(day, 6, 2)::integer, substr(day, 9, 2)::integer)))$check$),
      ('events_size', $check$octet_length(payload) <= CASE kind WHEN 'import' THEN 16777216 ELSE 1048576 END
         AND octet_length(id) <= 100 AND octet_length(device) <= 200 AND octet_length(kind) <= 100
         AND octet_length(card) <= 2000 AND (undoes IS NULL OR octet_length(undoes) <= 100)$check$),
      ('events_rating', $check$kind NOT IN ('review', 'cram')
         OR coalesce(payload::json ->> 'rating', '') IN ('again', 'hard', 'good', 'easy')$check$)
    ) AS wanted (name, condition)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = each.name AND conrelid = 'events'::regclass) THEN
      -- Not valid: events of an earlier version stay as they are, and `doctor` reports them.
      EXECUTE format('ALTER TABLE events ADD CONSTRAINT %I CHECK (%s) NOT VALID', each.name, each.condition);
    END IF;
  END LOOP;
END $body$;
