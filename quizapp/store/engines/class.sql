-- Who may do what with the tables of a class, and the views for SQL. It can be run again at any time.
-- The two words that begin with a dollar sign are replaced, quoted, by setup.py.

-- The groups. They belong to the whole server, so that another class may have made them.
DO $body$
BEGIN
  CREATE ROLE quizapp_learner NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $body$;
DO $body$
BEGIN
  CREATE ROLE quizapp_teacher NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $body$;
DO $body$
BEGIN
  IF NOT pg_has_role('quizapp_teacher', 'quizapp_learner', 'MEMBER') THEN
    GRANT quizapp_learner TO quizapp_teacher;
  END IF;
EXCEPTION WHEN unique_violation THEN NULL;
END $body$;

-- Grants: the first of three fences.
REVOKE ALL ON DATABASE $database FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, quizapp_learner, quizapp_teacher;
GRANT USAGE ON SCHEMA public TO quizapp_learner;
GRANT SELECT ON alembic_version, meta, decks, concepts, cards, assignments, members, erasures TO quizapp_learner;
GRANT SELECT, INSERT ON events TO quizapp_learner;
GRANT UPDATE (time_ms) ON members TO quizapp_learner;  -- for the lock of their own row: see the policy `own`
-- Of the tables that a member changes: each column, but no table as a whole, nor DELETE. Either would let any member
-- lock the table with LOCK TABLE, and every other member would wait. The functions below delete a member's own rows.
GRANT SELECT, INSERT ON states, claims, tallies, calibrations, tallied, consents, frontiers TO quizapp_learner;
DO $body$
DECLARE each record;
BEGIN
  FOR each IN
    SELECT attrelid::regclass AS name, string_agg(quote_ident(attname), ', ') AS columns FROM pg_attribute
    WHERE attnum > 0 AND NOT attisdropped AND attrelid = ANY (ARRAY['states', 'claims', 'tallies', 'calibrations',
      'tallied', 'consents', 'frontiers']::regclass[]) GROUP BY 1
  LOOP
    EXECUTE format('GRANT UPDATE (%s) ON %s TO quizapp_learner', each.columns, each.name);
  END LOOP;
END $body$;
GRANT INSERT, UPDATE ON decks, concepts, cards, meta TO quizapp_teacher;
GRANT INSERT, UPDATE, DELETE ON assignments TO quizapp_teacher;

-- Whether who is connected teaches this class. Not `current_user`: within such a function that is the owner.
CREATE OR REPLACE FUNCTION teaches() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
RETURN EXISTS (SELECT 1 FROM public.members WHERE learner = session_user::text AND teacher = 1);

-- Row-level security: the second fence. FORCEd, so that it holds for the owner too, who has a policy of their own.
DO $body$
DECLARE
  each text;
  -- Who took on the role of a group is nobody in particular, and has no rows.
  own text := '(learner = (current_user)::text AND current_user = session_user)';
BEGIN
  FOREACH each IN ARRAY ARRAY['events', 'states', 'claims', 'tallies', 'calibrations', 'tallied', 'consents',
                              'frontiers', 'erasures', 'members', 'decks', 'concepts', 'cards', 'assignments', 'meta']
  LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('DROP POLICY IF EXISTS the_owner ON public.%I', each);
    EXECUTE format('CREATE POLICY the_owner ON public.%I TO %I USING (true) WITH CHECK (true)', each, $owner);
    EXECUTE format('DROP POLICY IF EXISTS own ON public.%I', each);
    EXECUTE format('DROP POLICY IF EXISTS seen ON public.%I', each);
    EXECUTE format('DROP POLICY IF EXISTS added ON public.%I', each);
    EXECUTE format('DROP POLICY IF EXISTS taught ON public.%I', each);
  END LOOP;
  FOREACH each IN ARRAY ARRAY['states', 'claims', 'tallies', 'calibrations', 'tallied', 'consents', 'frontiers']
  LOOP
    EXECUTE format('CREATE POLICY own ON public.%I TO quizapp_learner USING %s WITH CHECK %s', each, own, own);
  END LOOP;
  -- The log: what is not named here, UPDATE and DELETE, finds no row.
  EXECUTE format('CREATE POLICY seen ON public.events FOR SELECT TO quizapp_learner USING %s', own);
  EXECUTE format('CREATE POLICY added ON public.events FOR INSERT TO quizapp_learner WITH CHECK %s', own);
  EXECUTE format('CREATE POLICY seen ON public.erasures FOR SELECT TO quizapp_learner USING %s', own);
  -- Of what the store knows of itself a teacher's import changes one thing: that there are other cards than before.
  CREATE POLICY seen ON public.meta FOR SELECT TO quizapp_learner USING (true);
  CREATE POLICY taught ON public.meta TO quizapp_teacher
    USING (key = 'shelf' AND teaches()) WITH CHECK (key = 'shelf' AND teaches());
  EXECUTE format('CREATE POLICY seen ON public.members FOR SELECT TO quizapp_learner USING (%s OR teaches())', own);
  -- A writer locks its own row of `members`, which nobody else may lock; the check refuses an actual update. An
  -- advisory lock could be held by any member.
  EXECUTE format('CREATE POLICY own ON public.members FOR UPDATE TO quizapp_learner USING %s WITH CHECK (false)', own);
  FOREACH each IN ARRAY ARRAY['decks', 'concepts', 'cards', 'assignments']
  LOOP
    EXECUTE format('CREATE POLICY seen ON public.%I FOR SELECT TO quizapp_learner USING (true)', each);
    EXECUTE format('CREATE POLICY taught ON public.%I TO quizapp_teacher USING (teaches()) WITH CHECK (teaches())', each);
  END LOOP;
END $body$;

-- The third fence: triggers, against mistakes of the owner and of superusers, whom grants and policies do not stop.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'the log is append-only: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
END $body$;
CREATE OR REPLACE TRIGGER events_no_update BEFORE UPDATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- erase_history() sets this. So can anybody else: members may not delete anyway, and an owner could as well disable
-- the trigger.
CREATE OR REPLACE TRIGGER events_no_delete BEFORE DELETE ON events
  FOR EACH STATEMENT WHEN (coalesce(current_setting('quizapp.erasing', true), '') <> 'yes')
  EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DO $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'events_payload' AND conrelid = 'events'::regclass) THEN
    ALTER TABLE events ADD CONSTRAINT events_payload CHECK (json_typeof(payload::json) = 'object');
  END IF;
END $body$;

CREATE OR REPLACE FUNCTION erase_history(wanted text[]) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  PERFORM set_config('quizapp.erasing', 'yes', true);
  RETURN QUERY
    WITH gone AS (
      DELETE FROM events e WHERE e.learner = session_user::text AND e.card = ANY (wanted) RETURNING e.id
    ), remembered AS (
      INSERT INTO erasures SELECT session_user::text, left(encode(sha256(
        convert_to(session_user::text, 'UTF8') || '\x00'::bytea || convert_to(gone.id, 'UTF8')), 'hex'), 32)
      FROM gone ON CONFLICT DO NOTHING
    )
    SELECT gone.id FROM gone;
  DELETE FROM states s WHERE s.learner = session_user::text AND s.card = ANY (wanted);
  DELETE FROM claims c WHERE c.learner = session_user::text AND c.card = ANY (wanted);
  PERFORM set_config('quizapp.erasing', '', true);
END $body$;
-- The only ways in which a member deletes rows, all of them their own and derived from the log, or leases.
CREATE OR REPLACE FUNCTION delete_derived(which text, since text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  CASE which
    WHEN 'states' THEN DELETE FROM states WHERE learner = session_user::text;
    WHEN 'frontiers' THEN DELETE FROM frontiers WHERE learner = session_user::text;
    WHEN 'tallies' THEN DELETE FROM tallies WHERE learner = session_user::text AND day >= since;
    WHEN 'calibrations' THEN DELETE FROM calibrations WHERE learner = session_user::text AND day >= since;
    WHEN 'tallied' THEN DELETE FROM tallied WHERE learner = session_user::text AND day >= since;
  END CASE;
END $body$;
CREATE OR REPLACE FUNCTION delete_claims(held_by text, of_card text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  DELETE FROM claims WHERE learner = session_user::text AND (session = held_by OR card = of_card);
END $body$;
REVOKE ALL ON FUNCTION erase_history(text[]), delete_derived(text, text), delete_claims(text, text), teaches() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_history(text[]), delete_derived(text, text), delete_claims(text, text), teaches()
  TO quizapp_learner;

-- For those who use SQL (docs/sql.md). As whoever asks, so that the policies above hold within them.
CREATE OR REPLACE VIEW review_log WITH (security_invoker = true) AS
  SELECT e.learner, e.day, to_timestamp(e.time_ms / 1000) AT TIME ZONE 'UTC' AS at_utc, e.card, c.deck, c.concept,
         c.section, e.payload::json ->> 'rating' AS rating, e.payload::json ->> 'state' AS state_before,
         (e.payload::json ->> 'r')::double precision AS predicted_recall,
         (e.payload::json ->> 'seconds')::double precision AS seconds, e.kind = 'cram' AS crammed, e.device
  FROM events e LEFT JOIN cards c ON c.card = e.card
  WHERE e.kind IN ('review', 'cram') AND NOT EXISTS (
    SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id);
CREATE OR REPLACE VIEW card_status WITH (security_invoker = true) AS
  SELECT s.learner, c.card, c.deck, c.concept, c.section, c.kind, c.tags, coalesce(s.state, 'new') AS state,
         s.stability AS stability_days, s.difficulty, to_timestamp(s.due_ms / 1000) AT TIME ZONE 'UTC' AS due_utc,
         to_timestamp(s.last_ms / 1000) AT TIME ZONE 'UTC' AS last_review_utc, coalesce(s.reviews, 0) AS reviews,
         coalesce(s.lapses, 0) AS lapses, coalesce(s.suspended, 0) AS suspended
  FROM cards c LEFT JOIN states s ON s.card = c.card WHERE c.retired = 0;
CREATE OR REPLACE VIEW proof_log WITH (security_invoker = true) AS
  SELECT e.learner, e.day, e.payload::json ->> 'experiment' AS experiment, e.payload::json ->> 'verdict' AS verdict,
         (e.payload::json #>> '{measured,value}')::double precision AS measured,
         e.payload::json #>> '{measured,unit}' AS unit, e.payload::json ->> 'form' AS form,
         (e.payload::json ->> 'error')::double precision AS error
  FROM events e WHERE e.kind = 'proof';
GRANT SELECT ON review_log, card_status, proof_log TO quizapp_learner;
