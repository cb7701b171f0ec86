-- The reports of a class: the only statements that cross learners. They run as the owner, and check who asks.

-- Below so many learners a figure would tell one of them apart.
CREATE OR REPLACE FUNCTION fewest_shown() RETURNS integer LANGUAGE sql IMMUTABLE RETURN 5;

-- A part of a group as those may see it who do not teach: not where it, or the rest of the group, is a handful.
CREATE OR REPLACE FUNCTION veiled(part bigint, whole bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN CASE
  WHEN part BETWEEN 1 AND fewest_shown() - 1 OR whole - part BETWEEN 1 AND fewest_shown() - 1 THEN NULL
  ELSE part
END;

CREATE OR REPLACE FUNCTION belongs() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  SELECT EXISTS (SELECT 1 FROM members WHERE learner = session_user::text)
$body$;

-- How many learn in this class; NULL where that may not be told.
CREATE OR REPLACE FUNCTION class_size() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  SELECT count(*) FROM members WHERE teacher = 0 AND belongs()
  HAVING teaches() OR count(*) >= fewest_shown()
$body$;

-- Per section: how many met it, how many have learnt all of its cards, and how many are stuck: with a card that was
-- forgotten three times, or that after five answers is not learnt yet. `names` of those who are stuck.
CREATE OR REPLACE FUNCTION class_sections(of_deck text)
RETURNS TABLE (deck text, concept text, section text, learners bigint, learnt bigint, stuck bigint, names text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
  WITH asker AS MATERIALIZED (  -- who asks is found once, and not for each row
    SELECT teaches() AS teacher, class_size() AS size
  ), sizes AS (
    SELECT c.deck, c.concept, c.section, count(*) AS cards, min(c.place) AS place
    FROM cards c WHERE c.retired = 0 AND (of_deck = '' OR c.deck = of_deck) AND belongs()
    GROUP BY 1, 2, 3
  ), each AS (
    SELECT c.deck, c.concept, c.section, s.learner, count(*) FILTER (WHERE s.state = 'review') AS known,
           bool_or(s.lapses >= 3 OR (s.reviews >= 5 AND s.state <> 'review')) AS stuck
    FROM states s JOIN members m ON m.learner = s.learner AND m.teacher = 0 JOIN cards c ON c.card = s.card
    WHERE s.reviews > 0 AND c.retired = 0 AND (of_deck = '' OR c.deck = of_deck)
    GROUP BY 1, 2, 3, 4
  ), summed AS (
    SELECT z.deck, z.concept, z.section, z.place, count(*) AS learners, count(*) FILTER (WHERE e.known = z.cards) AS learnt,
           count(*) FILTER (WHERE e.stuck) AS stuck, array_agg(e.learner ORDER BY e.learner) FILTER (WHERE e.stuck) AS names
    FROM sizes z JOIN each e USING (deck, concept, section) GROUP BY 1, 2, 3, 4
  )
  SELECT t.deck, t.concept, t.section, CASE WHEN a.teacher THEN t.learners ELSE v.learners END,
         CASE WHEN a.teacher THEN t.learnt WHEN v.learners IS NOT NULL THEN veiled(t.learnt, t.learners) END,
         CASE WHEN a.teacher THEN t.stuck WHEN v.learners IS NOT NULL THEN veiled(t.stuck, t.learners) END,
         CASE WHEN a.teacher THEN coalesce(t.names, ARRAY[]::text[]) END
  FROM asker a, summed t, veiled(t.learners, a.size) AS v (learners)
  WHERE a.teacher OR t.learners >= fewest_shown()
  ORDER BY t.place
$body$;

REVOKE ALL ON FUNCTION belongs(), class_size(), class_sections(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION belongs(), class_size(), class_sections(text) TO quizapp_learner;
