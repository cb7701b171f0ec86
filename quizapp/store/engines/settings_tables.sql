-- The settings of learners who have no settings file here: those who use the pages of a class. It can be run again at
-- any time.

CREATE TABLE IF NOT EXISTS learner_settings (
  learner text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  PRIMARY KEY (learner, name)
);
ALTER TABLE learner_settings ALTER COLUMN learner SET STATISTICS 0;
