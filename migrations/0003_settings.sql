-- The settings that decide when an applicant must be awake, as every applicant knows them, and how far a change has got.
CREATE TABLE settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  fingerprint TEXT NOT NULL,
  -- Applicants up to this one know of it; null when all do.
  told_up_to TEXT
) STRICT;
