-- Assignments as sets of cards, which are fixed when they are assigned, and the groups of a class. It can be run again
-- at any time, and runs after class_tables.sql.

DO $body$
BEGIN
  -- Earlier versions assigned whole decks, one assignment for each.
  IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'assignments'::regclass AND attname = 'assignment') THEN
    ALTER TABLE assignments
      ADD COLUMN assignment text COLLATE "C", ADD COLUMN title text COLLATE "C" NOT NULL DEFAULT '',
      ADD COLUMN opens text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN audience text COLLATE "C" NOT NULL DEFAULT '';
    UPDATE assignments a SET assignment = deck, title = coalesce((SELECT d.title FROM decks d WHERE d.deck = a.deck), deck);
    ALTER TABLE assignments DROP CONSTRAINT assignments_pkey;
    ALTER TABLE assignments ADD PRIMARY KEY (assignment);
    CREATE TABLE assigned_cards (
      assignment text COLLATE "C" NOT NULL REFERENCES assignments ON DELETE CASCADE,
      card text COLLATE "C" NOT NULL,
      PRIMARY KEY (assignment, card)
    );
    INSERT INTO assigned_cards
      SELECT a.assignment, c.card FROM assignments a JOIN cards c ON c.deck = a.deck WHERE c.retired = 0;
  END IF;
END $body$;
CREATE TABLE IF NOT EXISTS class_groups (
  learner text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  PRIMARY KEY (learner, name)
);
ALTER TABLE class_groups ALTER COLUMN learner SET STATISTICS 0;
