-- The tables of a class beyond those of the migrations, as the first version had them. It can be run again at any time.
-- A restore runs it before the rows are written, and the scripts that limit and protect them afterwards.

-- Text is compared by its bytes, as Python and SQLite do it, whatever the database's language is.
DO $body$
DECLARE each record;
BEGIN
  FOR each IN
    SELECT c.relname, a.attname FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    WHERE a.atttypid = 'text'::regtype AND a.attcollation <> '"C"'::regcollation AND NOT a.attisdropped
  LOOP
    EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I TYPE text COLLATE "C"', each.relname, each.attname);
  END LOOP;
END $body$;

CREATE TABLE IF NOT EXISTS members (
  learner text COLLATE "C" PRIMARY KEY,
  teacher integer NOT NULL,
  time_ms bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS assignments (
  deck text COLLATE "C" PRIMARY KEY,
  due text COLLATE "C" NOT NULL,
  assigned_by text COLLATE "C" NOT NULL,
  time_ms bigint NOT NULL
);
CREATE TABLE IF NOT EXISTS erasures (
  learner text COLLATE "C" NOT NULL,
  digest text COLLATE "C" NOT NULL,
  PRIMARY KEY (learner, digest)
);
