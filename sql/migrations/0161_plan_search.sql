-- Full text over one person's visions or actions, matched in memory and without an index on words.
-- Measured at 2,020,000 actions of 200,000 people, 20,000 of them one person's on 19,980 pages:
--   gin (user_id, to_tsvector(…)):    31% of the table, an INSERT takes 1.8 times as long; the prefix of
--                                     the last word reads everybody's words: 36 ms here, and grows with the table;
--   gin (words led by the user's id): 114% of the table, 5.2 times as long; 14 pages, 1 ms;
--   neither, all of that person's:    20,236 pages, 0.4 s.
-- Nearly everybody has fewer than a thousand. So the newest rows are matched up to a budget of pages, and
-- who has more is told how far back it went and may ask on from there.

-- Words as they stand, in any language: no stemming, no stop words. ASCII punctuation separates (the parser
-- would take "a/b" for a file name and leave "b" unfound); each Chinese or Japanese character is a word,
-- since nothing separates theirs.
CREATE FUNCTION search_words(body text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT to_tsvector(
      'simple',
      regexp_replace(
        regexp_replace(body, '[!-/:-@\[-`{-~]+', ' ', 'g'),
        '([\u3040-\u30ff\u3400-\u9fff])', ' \1 ', 'g'
      )
    )
  $$;

-- What somebody typed: words, all of which occur, the last one perhaps not typed to its end;
-- "words in a row", `or`, and -word for one that does not occur. A dash with a space after it is none.
CREATE FUNCTION search_query(q text) RETURNS tsquery
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$
    SELECT regexp_replace(
      websearch_to_tsquery(
        'simple',
        regexp_replace(
          regexp_replace(
            regexp_replace(q, '[!#-,./:-@\[-`{-~]+', ' ', 'g'),
            '([\u3040-\u30ff\u3400-\u9fff])', ' \1 ', 'g'
          ),
          '-(?=\s|$)|(?<=\S)-', ' ', 'g'
        )
      )::text,
      -- The prefix of a word that must not occur would exclude too much.
      '(?<!!)(''([^'']|'''')+'')$', CASE WHEN q ~ '"\s*$' THEN '\1' ELSE '\1:*' END
    )::tsquery
  $$;

-- The rows of `person` that match, newest first, with their rank: a word in the title counts most. One more
-- row without an id when older ones were not looked at: it bears the last moment that was. With the rights
-- of the caller: the person's own, or the owner's inside a function that knows who asks.
--
-- Row by row in the order of the index, so that it can stop: a bitmap or a sort would read all of them.
-- What it may spend is counted in pages: those of the rows, some four for each 1,500 characters of a long
-- text (which lies apart), and a twenty-fifth for the 40 µs that a row's words take.
CREATE FUNCTION matching_visions(person uuid, q text)
  RETURNS TABLE (id uuid, created_at timestamptz, rank real)
  LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public, pg_temp
  SET enable_seqscan = off
  SET enable_bitmapscan = off
  SET enable_sort = off
  AS $$
#variable_conflict use_column
DECLARE
  query tsquery := search_query(q);
  vision record;
  words tsvector;
  page bigint := -1;
  spent real := 0;
  found integer := 0;
BEGIN
  FOR vision IN
    SELECT v.id, v.created_at, v.deleted_at, v.title, coalesce(v.description, '') AS body,
      (v.ctid::text::point)[0]::bigint AS page
    FROM visions AS v
    WHERE v.user_id = person
    ORDER BY v.created_at DESC, v.id DESC
  LOOP
    IF spent >= 1500 OR found = 1000 THEN
      id := NULL;
      rank := NULL;
      RETURN NEXT;
      RETURN;
    END IF;
    created_at := vision.created_at;
    spent := spent + 0.04 + (vision.page <> page)::integer + length(vision.body) / 1500 * 4;
    page := vision.page;
    words := setweight(search_words(vision.title), 'A') || setweight(search_words(vision.body), 'C');
    IF vision.deleted_at IS NULL AND words @@ query THEN
      id := vision.id;
      rank := ts_rank(words, query);
      found := found + 1;
      RETURN NEXT;
    END IF;
  END LOOP;
END
$$;

-- `since` and `until` are days of the person's, both included; infinite ones ask for all.
CREATE FUNCTION matching_daily_actions(person uuid, q text, since date, until date)
  RETURNS TABLE (id uuid, date date, rank real)
  LANGUAGE plpgsql STABLE
  SET search_path = pg_catalog, public, pg_temp
  SET enable_seqscan = off
  SET enable_bitmapscan = off
  SET enable_sort = off
  AS $$
#variable_conflict use_column
DECLARE
  query tsquery := search_query(q);
  action record;
  words tsvector;
  page bigint := -1;
  spent real := 0;
  found integer := 0;
BEGIN
  FOR action IN
    SELECT a.id, a.date, a.deleted_at, a.title, concat_ws(' ', a.description, a.ai_reasoning) AS body,
      (a.ctid::text::point)[0]::bigint AS page
    FROM daily_actions AS a
    WHERE a.user_id = person AND a.date BETWEEN since AND until
    ORDER BY a.date DESC, a.id DESC
  LOOP
    IF spent >= 1500 OR found = 1000 THEN
      id := NULL;
      rank := NULL;
      RETURN NEXT;
      RETURN;
    END IF;
    date := action.date;
    spent := spent + 0.04 + (action.page <> page)::integer + length(action.body) / 1500 * 4;
    page := action.page;
    words := setweight(search_words(action.title), 'A') || setweight(search_words(action.body), 'C');
    IF action.deleted_at IS NULL AND words @@ query THEN
      id := action.id;
      rank := ts_rank(words, query);
      found := found + 1;
      RETURN NEXT;
    END IF;
  END LOOP;
END
$$;

GRANT EXECUTE ON FUNCTION search_words(text), search_query(text),
  matching_visions(uuid, text), matching_daily_actions(uuid, text, date, date)
  TO fs_member;
