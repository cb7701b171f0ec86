-- Which settings a learner may store, and who may read and change them. It can be run again at any time, and runs after
-- class.sql.

-- A list of names, so that nobody fills the server with rows. What a value may be is checked where it is read.
ALTER TABLE learner_settings DROP CONSTRAINT IF EXISTS setting_name;
ALTER TABLE learner_settings ADD CONSTRAINT setting_name CHECK (name IN (
  'path', 'zone', 'new_per_day', 'reviews_per_day', 'comeback_limit', 'retention', 'rollover', 'learning_steps',
  'relearning_steps', 'buttons', 'slow_seconds', 'load_balance', 'easy_days', 'days_off')) NOT VALID;
ALTER TABLE learner_settings DROP CONSTRAINT IF EXISTS setting_size;
ALTER TABLE learner_settings ADD CONSTRAINT setting_size CHECK (octet_length(value) <= 1000) NOT VALID;

-- No right to the whole table, for the reason that class.sql names: any member could lock it.
REVOKE ALL ON learner_settings FROM quizapp_learner;
GRANT SELECT, INSERT, UPDATE (value) ON learner_settings TO quizapp_learner;
CREATE OR REPLACE FUNCTION drop_setting(given text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
  DELETE FROM learner_settings WHERE learner = session_user::text AND name = given;
END $body$;
REVOKE ALL ON FUNCTION drop_setting(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_setting(text) TO quizapp_learner;
ALTER TABLE learner_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE learner_settings FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS the_owner ON learner_settings;
DO $body$
BEGIN
  EXECUTE format('CREATE POLICY the_owner ON public.learner_settings TO %I USING (true) WITH CHECK (true)', $owner);
END $body$;
DROP POLICY IF EXISTS own ON learner_settings;
CREATE POLICY own ON learner_settings TO quizapp_learner
  USING (learner = (current_user)::text AND current_user = session_user)
  WITH CHECK (learner = (current_user)::text AND current_user = session_user);
