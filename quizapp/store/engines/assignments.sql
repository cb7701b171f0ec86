-- Who may read and change assignments and groups, and the reports on them. It can be run again at any time, and runs
-- after class.sql.

GRANT SELECT ON assigned_cards, class_groups TO quizapp_learner;
GRANT INSERT, DELETE ON assigned_cards, class_groups TO quizapp_teacher;
DO $body$
DECLARE
  each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['assigned_cards', 'class_groups'] LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('DROP POLICY IF EXISTS the_owner ON public.%I', each);
    EXECUTE format('CREATE POLICY the_owner ON public.%I TO %I USING (true) WITH CHECK (true)', each, $owner);
    EXECUTE format('DROP POLICY IF EXISTS seen ON public.%I', each);
    EXECUTE format('DROP POLICY IF EXISTS taught ON public.%I', each);
    EXECUTE format('CREATE POLICY taught ON public.%I TO quizapp_teacher USING (teaches()) WITH CHECK (teaches())', each);
  END LOOP;
  CREATE POLICY seen ON public.assigned_cards FOR SELECT TO quizapp_learner USING (true);
  CREATE POLICY seen ON public.class_groups FOR SELECT TO quizapp_learner
    USING (learner = (current_user)::text AND current_user = session_user);
END $body$;

-- The rating of a review; NULL where an earlier version stored a payload that cannot be read.
CREATE OR REPLACE FUNCTION payload_field(payload text, name text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $body$
BEGIN
  RETURN payload::json ->> name;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $body$;

-- Who has which assignment, and how many of its cards they have answered right at least once. From the log, which
-- nobody can change, and of the cards that are still installed. For the functions below only.
CREATE OR REPLACE FUNCTION assigned_work()
RETURNS TABLE (assignment text, learner text, cards bigint, done bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  WITH wanted AS (
    SELECT k.assignment, k.card FROM assigned_cards k JOIN cards c ON c.card = k.card WHERE c.retired = 0
  ), known AS (
    SELECT DISTINCT e.learner, e.card FROM events e
    WHERE e.kind = 'review' AND e.card IN (SELECT w.card FROM wanted w)
      AND payload_field(e.payload, 'rating') IN ('hard', 'good', 'easy')
      AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
  )
  SELECT a.assignment, m.learner, count(w.card), count(known.card)
  FROM assignments a JOIN members m ON m.teacher = 0
    AND (a.audience = '' OR EXISTS (SELECT 1 FROM class_groups g WHERE g.name = a.audience AND g.learner = m.learner))
  LEFT JOIN wanted w ON w.assignment = a.assignment
  LEFT JOIN known ON known.learner = m.learner AND known.card = w.card
  GROUP BY 1, 2
$body$;

-- Per assignment: how many have answered every card right, and the names of those who have not.
DROP FUNCTION IF EXISTS class_assignments();
CREATE FUNCTION class_assignments()
RETURNS TABLE (assignment text, title text, deck text, audience text, opens text, due text, cards bigint,
               learners bigint, done bigint, names text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  WITH asker AS MATERIALIZED (  -- who asks is found once, and not for each row
    SELECT teaches() AS teacher, belongs() AS member
  ), summed AS (
    SELECT w.assignment, count(*) AS learners, count(*) FILTER (WHERE w.done >= w.cards) AS done,
           array_agg(w.learner ORDER BY w.learner) FILTER (WHERE w.done < w.cards) AS names
    FROM assigned_work() w GROUP BY 1
  )
  SELECT a.assignment, a.title, a.deck, a.audience, a.opens, a.due,
         (SELECT count(*) FROM assigned_cards k JOIN cards c ON c.card = k.card
          WHERE k.assignment = a.assignment AND c.retired = 0),
         CASE WHEN o.teacher OR t.learners >= fewest_shown() THEN t.learners END,
         CASE WHEN o.teacher THEN t.done WHEN t.learners >= fewest_shown() THEN veiled(t.done, t.learners) END,
         CASE WHEN o.teacher THEN coalesce(t.names, ARRAY[]::text[]) END
  FROM asker o CROSS JOIN assignments a LEFT JOIN summed t ON t.assignment = a.assignment
  WHERE o.member ORDER BY a.due, a.assignment
$body$;

-- For teachers. Per learner: the groups, the last study day, the answers and how many of them were right, from the log;
-- and how many cards are learnt, from the states, which are the learner's own.
CREATE OR REPLACE FUNCTION class_learners()
RETURNS TABLE (learner text, groups text[], last_seen text, answers bigint, right_answers bigint, learnt bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  WITH given AS (
    SELECT e.learner, max(e.day) AS last_seen, count(*) AS answers,
           count(*) FILTER (WHERE payload_field(e.payload, 'rating') IN ('hard', 'good', 'easy')) AS correct
    FROM events e WHERE e.kind = 'review'
      AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id) GROUP BY 1
  )
  SELECT m.learner, ARRAY(SELECT g.name FROM class_groups g WHERE g.learner = m.learner ORDER BY 1), g.last_seen,
         coalesce(g.answers, 0), coalesce(g.correct, 0),
         (SELECT count(*) FROM states s JOIN cards c ON c.card = s.card
          WHERE s.learner = m.learner AND s.state = 'review' AND c.retired = 0)
  FROM members m LEFT JOIN given g ON g.learner = m.learner WHERE m.teacher = 0 AND teaches() ORDER BY m.learner
$body$;

CREATE OR REPLACE FUNCTION class_work() RETURNS TABLE (assignment text, learner text, cards bigint, done bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  SELECT w.* FROM assigned_work() w WHERE teaches() ORDER BY 2, 1
$body$;

-- For teachers. Per card: the answers, and the wrong ones; the most wrong first.
CREATE OR REPLACE FUNCTION class_items(of_deck text)
RETURNS TABLE (card text, answers bigint, wrong bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  SELECT t.* FROM (
    SELECT e.card, count(*) AS answers, count(*) FILTER (
      WHERE payload_field(e.payload, 'correct') = 'false' OR payload_field(e.payload, 'rating') = 'again') AS wrong
    FROM events e JOIN cards c ON c.card = e.card JOIN members m ON m.learner = e.learner
    WHERE teaches() AND m.teacher = 0 AND e.kind = 'review' AND c.retired = 0 AND (of_deck = '' OR c.deck = of_deck)
      AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id) GROUP BY 1
  ) t WHERE t.wrong > 0 ORDER BY t.wrong DESC, t.answers, t.card
$body$;

-- For teachers. The wrong answers to a card as JSON, how often each was given, and how many reviews the learner had
-- given before, which decides the order in which options were shown.
CREATE OR REPLACE FUNCTION class_wrong_answers(of_card text)
RETURNS TABLE (answer text, before bigint, times bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  SELECT t.answer, t.before, count(*) FROM (
    SELECT payload_field(e.payload, 'answer') AS answer, payload_field(e.payload, 'correct') AS correct,
           row_number() OVER (PARTITION BY e.learner ORDER BY e.time_ms, e.id) - 1 AS before
    FROM events e JOIN members m ON m.learner = e.learner
    WHERE teaches() AND m.teacher = 0 AND e.kind = 'review' AND e.card = of_card
      AND NOT EXISTS (SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)
  ) t WHERE t.correct = 'false' AND t.answer IS NOT NULL GROUP BY 1, 2
$body$;

REVOKE ALL ON FUNCTION payload_field(text, text), assigned_work(), class_assignments(), class_learners(), class_work(),
  class_items(text), class_wrong_answers(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION class_assignments(), class_learners(), class_work(), class_items(text),
  class_wrong_answers(text) TO quizapp_learner;
