-- The records that follow the applicants' logs. All are WITHOUT ROWID: the key is the table, one write less a row.

CREATE TABLE applicants (
  user_id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  status TEXT NOT NULL,
  created_at TEXT NOT NULL,
  -- Since when a person must decide; null in every other status.
  review_opened_at TEXT,
  -- When the object must be awake (ms since the epoch), as of this seq: the cron sweep's net.
  wake_at INTEGER,
  -- The applicant as the API shows it.
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX applicants_by_created ON applicants (created_at, user_id);
CREATE INDEX applicants_by_status ON applicants (status, created_at, user_id);
CREATE INDEX applicants_by_review ON applicants (review_opened_at, user_id) WHERE review_opened_at IS NOT NULL;
CREATE INDEX applicants_by_wake ON applicants (wake_at) WHERE wake_at IS NOT NULL;

-- The reasons of the present status, for the lists that filter by one.
CREATE TABLE reasons (
  user_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at TEXT NOT NULL,
  review_opened_at TEXT,
  PRIMARY KEY (user_id, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX reasons_by_created ON reasons (reason, created_at, user_id);
CREATE INDEX reasons_by_status ON reasons (reason, status, created_at, user_id);
CREATE INDEX reasons_by_review ON reasons (reason, review_opened_at, user_id) WHERE review_opened_at IS NOT NULL;

-- The log's copy.
CREATE TABLE events (
  user_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  data TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (user_id, seq)
) STRICT, WITHOUT ROWID;

-- Whose session it is, for a webhook that does not say.
CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
