-- One row for each applicant: what lists, queue, search and figures need. The log itself lives in the applicant's object and
-- nowhere else; every column follows from it, but for the two that only schedule. docs/storage.md describes each column.

CREATE TABLE applicants (
  -- The time of creation (ms since the epoch) << 11, plus a number that tells apart those of one millisecond. So the table lies
  -- in the order of creation, and every index ends with it.
  id INTEGER PRIMARY KEY CHECK (id BETWEEN 0 AND 9007199254740991),
  -- Lengths are of what the service writes, so that no column fills the memory of who reads it. The alphabet of an id is that
  -- of the API; the second length finds a NUL.
  user_id TEXT NOT NULL UNIQUE CHECK (user_id <> '' AND length(user_id) <= 120 AND user_id NOT GLOB '*[^A-Za-z0-9._:-]*' AND length(CAST(user_id AS BLOB)) = length(user_id)),
  -- The newest event of the log other than a look at a photo or a note.
  head_seq INTEGER NOT NULL,
  head_hash TEXT NOT NULL CHECK (length(CAST(head_hash AS BLOB)) <= 64),
  status TEXT NOT NULL CHECK (length(CAST(status AS BLOB)) <= 64),
  -- Of the present status, a JSON array.
  reasons TEXT NOT NULL CHECK (length(CAST(reasons AS BLOB)) <= 4096),
  -- Since when a person must decide; null in every other status.
  review_opened_ms INTEGER CHECK (review_opened_ms BETWEEN 0 AND 9007199254740991),
  -- Of an open case: 'standard' or 'senior'.
  queue TEXT CHECK (length(CAST(queue AS BLOB)) <= 64),
  -- Who has claimed the open case, by the name that the API shows, and until when. The time may have passed.
  claimed_by TEXT CHECK (length(CAST(claimed_by AS BLOB)) <= 1024),
  claimed_until_ms INTEGER,
  -- Bits, see src/d1/funnel-columns.ts: how far the onboarding ever came.
  funnel_steps INTEGER NOT NULL,
  -- Every reason that a review was ever open for, a JSON array.
  reviewed_for TEXT NOT NULL CHECK (length(CAST(reviewed_for AS BLOB)) <= 4096),
  -- What the API shows beyond the other columns, as JSON.
  document TEXT NOT NULL CHECK (length(CAST(document AS BLOB)) <= 1048576),
  -- HMAC over all columns above, and the id of its key.
  row_mac TEXT NOT NULL CHECK (length(CAST(row_mac AS BLOB)) <= 64),
  mac_key TEXT NOT NULL CHECK (length(CAST(mac_key AS BLOB)) <= 8),
  -- When the object must be awake, as of this row: the sweep's net. Outside of the MAC: the sweep moves it.
  wake_ms INTEGER,
  -- When the columns above last changed, never earlier than the event itself. Outside of the MAC: it never goes back.
  moved_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX applicants_by_status ON applicants (status);
CREATE INDEX applicants_by_review ON applicants (review_opened_ms) WHERE review_opened_ms IS NOT NULL;
CREATE INDEX applicants_by_queue ON applicants (queue, review_opened_ms) WHERE queue IS NOT NULL;
-- Claims that have run out lie at the beginning of each name, where no query reads them.
CREATE INDEX applicants_by_claim ON applicants (claimed_by, claimed_until_ms) WHERE claimed_by IS NOT NULL;
CREATE INDEX applicants_by_claim_end ON applicants (claimed_until_ms) WHERE claimed_until_ms IS NOT NULL;
CREATE INDEX applicants_by_wake ON applicants (wake_ms) WHERE wake_ms IS NOT NULL;
-- Most applicants move within a quarter of an hour of their creation only, and the order of creation finds them. This index
-- holds the others, so that it costs an onboarding nothing.
CREATE INDEX applicants_by_move ON applicants (moved_ms, user_id) WHERE moved_ms > (id >> 11) + 900000;

-- The reasons of the present status, for the lists that filter by one. Kept by triggers.
CREATE TABLE reasons (
  id INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (length(CAST(reason AS BLOB)) <= 64),
  status TEXT NOT NULL,
  review_opened_ms INTEGER,
  queue TEXT,
  PRIMARY KEY (id, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX reasons_by_created ON reasons (reason, id);
CREATE INDEX reasons_by_status ON reasons (reason, status, id);
CREATE INDEX reasons_by_review ON reasons (reason, review_opened_ms, id) WHERE review_opened_ms IS NOT NULL;
CREATE INDEX reasons_by_queue ON reasons (reason, queue, review_opened_ms, id) WHERE queue IS NOT NULL;

-- How many wait for a person, in all (''), in the senior queue ('queue:senior') and by reason, so that the queue's page does not count them. Kept by triggers.
CREATE TABLE queue_counts (
  reason TEXT PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO queue_counts (reason, n) VALUES ('', 0), ('queue:senior', 0);

-- A number that grows with each change of a row in review, so that an open queue page learns of it by one row. Kept by triggers.
CREATE TABLE queue_changes (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  n INTEGER NOT NULL
) STRICT;
INSERT INTO queue_changes (id, n) VALUES (1, 0);

-- What the figures about reviewers are made of: one row for each decision and proposal. Kept for 92 days.
CREATE TABLE review_decisions (
  at_ms INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  -- The number of the event.
  seq INTEGER NOT NULL,
  -- By the name that the API shows.
  reviewer TEXT NOT NULL,
  -- 'decided' or 'proposed'.
  kind TEXT NOT NULL,
  decision TEXT NOT NULL,
  -- From the reviewer's claim; null without one.
  took_ms INTEGER,
  -- Of a proposal: 'agreed' or 'disagreed', null without a second look.
  second_look TEXT,
  overturned INTEGER NOT NULL,
  PRIMARY KEY (at_ms, user_id, seq)
) STRICT, WITHOUT ROWID;

-- Whose session it is, for a webhook that does not say.
CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The settings that decide when an applicant must be awake, as every applicant knows them, and how far a change has got.
CREATE TABLE settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  fingerprint TEXT NOT NULL,
  -- Applicants up to this user_id know of it; null when all do.
  rollout_position TEXT
) STRICT;

-- How many cases were ever opened, by reason. Kept by triggers; never goes down.
CREATE TABLE cases_opened (
  reason TEXT PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How many onboardings ended: by outcome, the first reason of a review ('' without one), and the time from iLive's verdict to
-- the decision. Kept by triggers; never goes down.
CREATE TABLE endings (
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- The upper end of the bucket in seconds, '+Inf' for the last one, '' without a verdict or a decision.
  up_to TEXT NOT NULL,
  n INTEGER NOT NULL,
  -- The sum of these times.
  seconds REAL NOT NULL,
  PRIMARY KEY (outcome, reason, up_to)
) STRICT, WITHOUT ROWID;

-- What applicants' objects try to do and have failed to do so far. Each object writes its own, with its row.
CREATE TABLE unfinished (
  user_id TEXT NOT NULL,
  -- notification_pending, notification_parked or face_deletion.
  kind TEXT NOT NULL,
  -- Of a notification's event; 0 for faces.
  seq INTEGER NOT NULL,
  -- When the notification's event happened, or when the deletion first failed.
  since_ms INTEGER NOT NULL,
  -- What else the list of notifications shows, as JSON.
  details TEXT NOT NULL,
  PRIMARY KEY (user_id, kind, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX unfinished_by_kind ON unfinished (kind, since_ms, user_id, seq);

-- How many of each kind there are, kept by triggers.
CREATE TABLE unfinished_counts (
  kind TEXT PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last run of each cron: when it began, and when one last ended well. `total` counts what its runs have done.
CREATE TABLE cron_runs (
  name TEXT PRIMARY KEY,
  started_ms INTEGER NOT NULL,
  succeeded_ms INTEGER,
  total INTEGER NOT NULL,
  details TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The deployment as a whole: the jurisdiction that its data was created in, null for none. Written by the first request.
CREATE TABLE deployment (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  jurisdiction TEXT,
  -- HMAC over the column above, and the id of its key.
  mac TEXT NOT NULL,
  mac_key TEXT NOT NULL
) STRICT;

-- Pairs of customers whose faces may be one person's, of which nobody has decided yet. The object that found a pair writes it with
-- its row.
CREATE TABLE known_pairs (
  -- The two, in the order of their characters.
  user_a TEXT NOT NULL CHECK (user_a < user_b AND length(user_a) BETWEEN 1 AND 120 AND instr(user_a, char(0)) = 0 AND user_a NOT GLOB '*[^A-Za-z0-9._:-]*'),
  user_b TEXT NOT NULL CHECK (length(user_b) BETWEEN 1 AND 120 AND instr(user_b, char(0)) = 0 AND user_b NOT GLOB '*[^A-Za-z0-9._:-]*'),
  face_a TEXT NOT NULL CHECK (length(face_a) <= 1024 AND instr(face_a, char(0)) = 0),
  face_b TEXT NOT NULL CHECK (length(face_b) <= 1024 AND instr(face_b, char(0)) = 0),
  similarity REAL NOT NULL CHECK (similarity BETWEEN 0 AND 1),
  found_ms INTEGER NOT NULL CHECK (found_ms BETWEEN 0 AND 253402300799999),
  -- Whose search found it: 'a' or 'b'.
  found_by TEXT NOT NULL CHECK (found_by IN ('a', 'b')),
  PRIMARY KEY (user_a, user_b)
) STRICT, WITHOUT ROWID;
-- The list, the most similar first.
CREATE INDEX known_pairs_by_similarity ON known_pairs (similarity, user_a, user_b);
-- The pairs of one customer, when a face is replaced or the customer is erased.
CREATE INDEX known_pairs_by_other ON known_pairs (user_b);

-- Each trigger stands on one physical line: D1's remote interface is reported to cut bodies of several lines at an inner semicolon.
-- A count out of its range starts again at the nearest end: a sum that SQLite can store in no integer fails the row that is written.
CREATE TRIGGER reasons_of_a_new_row AFTER INSERT ON applicants WHEN new.reasons <> '[]' OR EXISTS (SELECT 1 FROM reasons WHERE id = new.id) BEGIN DELETE FROM reasons WHERE id = new.id; INSERT INTO reasons (id, reason, status, review_opened_ms, queue) SELECT new.id, value, new.status, new.review_opened_ms, new.queue FROM json_each(new.reasons); END;
CREATE TRIGGER reasons_of_a_changed_row AFTER UPDATE OF reasons, status, review_opened_ms, queue ON applicants WHEN (old.reasons, old.status, old.review_opened_ms, old.queue) IS NOT (new.reasons, new.status, new.review_opened_ms, new.queue) BEGIN DELETE FROM reasons WHERE id = new.id AND ((status, review_opened_ms, queue) IS NOT (new.status, new.review_opened_ms, new.queue) OR reason NOT IN (SELECT value FROM json_each(new.reasons))); INSERT INTO reasons (id, reason, status, review_opened_ms, queue) SELECT new.id, value, new.status, new.review_opened_ms, new.queue FROM json_each(new.reasons) WHERE true ON CONFLICT DO NOTHING; END;
CREATE TRIGGER reasons_of_a_deleted_row AFTER DELETE ON applicants BEGIN DELETE FROM reasons WHERE id = old.id; END;
CREATE TRIGGER count_a_new_case AFTER INSERT ON applicants WHEN new.review_opened_ms IS NOT NULL BEGIN UPDATE queue_counts SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1) WHERE reason = ''; END;
CREATE TRIGGER count_an_opened_or_closed_case AFTER UPDATE OF review_opened_ms ON applicants WHEN (old.review_opened_ms IS NULL) <> (new.review_opened_ms IS NULL) BEGIN UPDATE queue_counts SET n = iif(new.review_opened_ms IS NOT NULL, iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1), iif(n BETWEEN 1 AND 9007199254740991, n - 1, 0)) WHERE reason = ''; END;
CREATE TRIGGER count_a_deleted_case AFTER DELETE ON applicants WHEN old.review_opened_ms IS NOT NULL BEGIN UPDATE queue_counts SET n = iif(n BETWEEN 1 AND 9007199254740991, n - 1, 0) WHERE reason = ''; END;
CREATE TRIGGER count_a_new_senior_case AFTER INSERT ON applicants WHEN new.queue = 'senior' BEGIN UPDATE queue_counts SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1) WHERE reason = 'queue:senior'; END;
CREATE TRIGGER count_a_case_that_changes_queue AFTER UPDATE OF queue ON applicants WHEN (old.queue IS 'senior') <> (new.queue IS 'senior') BEGIN UPDATE queue_counts SET n = iif(new.queue IS 'senior', iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1), iif(n BETWEEN 1 AND 9007199254740991, n - 1, 0)) WHERE reason = 'queue:senior'; END;
CREATE TRIGGER count_a_deleted_senior_case AFTER DELETE ON applicants WHEN old.queue = 'senior' BEGIN UPDATE queue_counts SET n = iif(n BETWEEN 1 AND 9007199254740991, n - 1, 0) WHERE reason = 'queue:senior'; END;
CREATE TRIGGER note_a_new_case AFTER INSERT ON applicants WHEN new.review_opened_ms IS NOT NULL BEGIN UPDATE queue_changes SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1); END;
CREATE TRIGGER note_a_changed_case AFTER UPDATE OF head_seq, document ON applicants WHEN (old.review_opened_ms IS NOT NULL OR new.review_opened_ms IS NOT NULL) AND (old.head_seq, old.document) IS NOT (new.head_seq, new.document) BEGIN UPDATE queue_changes SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1); END;
CREATE TRIGGER note_a_deleted_case AFTER DELETE ON applicants WHEN old.review_opened_ms IS NOT NULL BEGIN UPDATE queue_changes SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1); END;
CREATE TRIGGER count_a_new_reason AFTER INSERT ON reasons WHEN new.review_opened_ms IS NOT NULL BEGIN INSERT INTO queue_counts (reason, n) VALUES (new.reason, 1) ON CONFLICT (reason) DO UPDATE SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1); INSERT INTO cases_opened (reason, n) VALUES (new.reason, 1) ON CONFLICT (reason) DO UPDATE SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1); END;
CREATE TRIGGER count_a_deleted_reason AFTER DELETE ON reasons WHEN old.review_opened_ms IS NOT NULL BEGIN UPDATE queue_counts SET n = iif(n BETWEEN 1 AND 9007199254740991, n - 1, 0) WHERE reason = old.reason; END;
-- Bits of funnel_steps (src/d1/funnel-columns.ts): 8, ever decided; 32, erased as a known customer, which ends no onboarding.
CREATE TRIGGER count_an_ending AFTER UPDATE OF status ON applicants WHEN new.status IN ('approved', 'rejected', 'erased') AND old.status NOT IN ('approved', 'rejected', 'erased') AND (new.status <> 'erased' OR new.funnel_steps & 32 = 0) BEGIN INSERT INTO endings (outcome, reason, up_to, n, seconds) SELECT new.status, coalesce(new.reviewed_for ->> '$[0]', ''), CASE WHEN s IS NULL THEN '' WHEN s <= 1 THEN '1' WHEN s <= 2 THEN '2' WHEN s <= 5 THEN '5' WHEN s <= 10 THEN '10' WHEN s <= 30 THEN '30' WHEN s <= 60 THEN '60' WHEN s <= 300 THEN '300' WHEN s <= 1800 THEN '1800' WHEN s <= 3600 THEN '3600' WHEN s <= 14400 THEN '14400' WHEN s <= 86400 THEN '86400' ELSE '+Inf' END, 1, coalesce(s, 0) FROM (SELECT round((julianday(new.document ->> '$.decided_at') - julianday(new.document ->> '$.liveness.decided_at')) * 86400, 3) AS s) WHERE true ON CONFLICT (outcome, reason, up_to) DO UPDATE SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1), seconds = iif(seconds BETWEEN -9007199254740991 AND 9007199254740991, seconds, 0) + excluded.seconds; END;
-- A row that comes to D1 with its end already. One that is written again more than a day after its end, by a repair or a rebuild,
-- was counted before.
CREATE TRIGGER count_an_ending_of_a_new_row AFTER INSERT ON applicants WHEN new.status IN ('approved', 'rejected', 'erased') AND (new.status <> 'erased' OR new.funnel_steps & 40 = 0) AND new.moved_ms / 1000.0 - (julianday(coalesce(new.document ->> '$.decided_at', new.document ->> '$.erasure.erased_at')) - 2440587.5) * 86400 < 86400 BEGIN INSERT INTO endings (outcome, reason, up_to, n, seconds) SELECT new.status, coalesce(new.reviewed_for ->> '$[0]', ''), CASE WHEN s IS NULL THEN '' WHEN s <= 1 THEN '1' WHEN s <= 2 THEN '2' WHEN s <= 5 THEN '5' WHEN s <= 10 THEN '10' WHEN s <= 30 THEN '30' WHEN s <= 60 THEN '60' WHEN s <= 300 THEN '300' WHEN s <= 1800 THEN '1800' WHEN s <= 3600 THEN '3600' WHEN s <= 14400 THEN '14400' WHEN s <= 86400 THEN '86400' ELSE '+Inf' END, 1, coalesce(s, 0) FROM (SELECT round((julianday(new.document ->> '$.decided_at') - julianday(new.document ->> '$.liveness.decided_at')) * 86400, 3) AS s) WHERE true ON CONFLICT (outcome, reason, up_to) DO UPDATE SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1), seconds = iif(seconds BETWEEN -9007199254740991 AND 9007199254740991, seconds, 0) + excluded.seconds; END;
CREATE TRIGGER count_new_unfinished AFTER INSERT ON unfinished BEGIN INSERT INTO unfinished_counts (kind, n) VALUES (new.kind, 1) ON CONFLICT (kind) DO UPDATE SET n = iif(n BETWEEN 0 AND 9007199254740990, n + 1, 1); END;
CREATE TRIGGER count_finished AFTER DELETE ON unfinished BEGIN UPDATE unfinished_counts SET n = iif(n BETWEEN 1 AND 9007199254740991, n - 1, 0) WHERE kind = old.kind; END;
