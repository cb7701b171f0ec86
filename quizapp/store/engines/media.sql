-- Who may read and change the media of a class. It can be run again at any time, and runs after class.sql.

DO $body$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'media_digest' AND conrelid = 'media_blobs'::regclass) THEN
    ALTER TABLE media_blobs ADD CONSTRAINT media_digest CHECK (digest = encode(sha256(content), 'hex'));
    -- Above the highest value of the setting `media_limit`.
    ALTER TABLE media_blobs ADD CONSTRAINT media_size CHECK (octet_length(content) <= 67108864);
    ALTER TABLE media_files ADD CONSTRAINT media_name CHECK (
      octet_length(name) BETWEEN 1 AND 255 AND name !~ '[/\\]' AND name NOT IN ('.', '..') AND octet_length(deck) <= 255);
  END IF;
  -- Pictures and sounds are compressed already.
  ALTER TABLE media_blobs ALTER COLUMN content SET STORAGE EXTERNAL;
END $body$;
CREATE INDEX IF NOT EXISTS media_files_by_digest ON media_files (digest);

-- No right to update a blob: other content has another digest.
GRANT SELECT ON media_blobs, media_files TO quizapp_learner;
GRANT INSERT, DELETE ON media_blobs, media_files TO quizapp_teacher;
GRANT UPDATE (digest) ON media_files TO quizapp_teacher;
DO $body$
DECLARE
  each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['media_blobs', 'media_files'] LOOP
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('DROP POLICY IF EXISTS the_owner ON public.%I', each);
    EXECUTE format('CREATE POLICY the_owner ON public.%I TO %I USING (true) WITH CHECK (true)', each, $owner);
    EXECUTE format('DROP POLICY IF EXISTS seen ON public.%I', each);
    EXECUTE format('DROP POLICY IF EXISTS taught ON public.%I', each);
    EXECUTE format('CREATE POLICY seen ON public.%I FOR SELECT TO quizapp_learner USING (true)', each);
    EXECUTE format('CREATE POLICY taught ON public.%I TO quizapp_teacher USING (teaches()) WITH CHECK (teaches())', each);
  END LOOP;
END $body$;
