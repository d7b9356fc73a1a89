-- The log's copy, a row for each batch that was copied instead of one for each event: rows written are what D1 costs. The
-- key is a number, which makes the table its own index and lets a row fill a page: the applicant's `log_no` in the upper
-- bits, and the `seq` of the batch's last event in the lower 24. What a Worker of before this migration copies meanwhile
-- fails, and is copied again by the next one.
CREATE TABLE event_batches (
  id INTEGER PRIMARY KEY,
  -- Of the first event; each later one has the hash of the one before it.
  prev_hash TEXT NOT NULL,
  -- Of the last event.
  hash TEXT NOT NULL,
  -- `{seq, type, at, actor, data, hash}` each, in their order; `data` as JSON text.
  events TEXT NOT NULL
) STRICT;

-- Given with the first events, never changed. The next one is after the newest batch, so batches are never deleted.
ALTER TABLE applicants ADD COLUMN log_no INTEGER;
UPDATE applicants SET log_no = n.log_no
  FROM (SELECT user_id, row_number() OVER (ORDER BY created_at, user_id) AS log_no FROM applicants) n
  WHERE n.user_id = applicants.user_id;

INSERT INTO event_batches (id, prev_hash, hash, events)
  SELECT (a.log_no << 24) + g.last_seq, f.prev_hash, l.hash, g.events
  FROM (
    SELECT user_id, min(seq) AS first_seq, max(seq) AS last_seq, json_group_array(
      json_object('seq', seq, 'type', type, 'at', at, 'actor', actor, 'data', data, 'hash', hash) ORDER BY seq
    ) AS events
    FROM events GROUP BY user_id, (seq - 1) / 200
  ) g
  JOIN applicants a ON a.user_id = g.user_id
  JOIN events f ON f.user_id = g.user_id AND f.seq = g.first_seq
  JOIN events l ON l.user_id = g.user_id AND l.seq = g.last_seq;
DROP TABLE events;

-- The events one by one. A batch that is no JSON any more hides itself and no other.
CREATE VIEW events AS
  SELECT a.user_id, e.value ->> 'seq' AS seq, e.value ->> 'type' AS type, e.value ->> 'at' AS at,
    e.value ->> 'actor' AS actor, e.value ->> 'data' AS data,
    iif(e.key = 0, b.prev_hash, b.events ->> ('$[' || (e.key - 1) || '].hash')) AS prev_hash,
    e.value ->> 'hash' AS hash, b.id AS batch
  FROM applicants a
  CROSS JOIN event_batches b ON b.id > (a.log_no << 24) AND b.id < ((a.log_no + 1) << 24)
  CROSS JOIN json_each(iif(json_valid(b.events), b.events, '[]')) e;
