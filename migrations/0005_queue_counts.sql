-- How many wait for a person, in all ('') and by reason, so that the queue's page does not count them. Kept by triggers,
-- which write only when a review opens or closes: an onboarding that nobody reviews writes no row more.
CREATE TABLE queue_counts (
  reason TEXT PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO queue_counts SELECT '', count(*) FROM applicants WHERE review_opened_at IS NOT NULL;
INSERT INTO queue_counts SELECT reason, count(*) FROM reasons WHERE review_opened_at IS NOT NULL GROUP BY reason;

CREATE TRIGGER queue_counts_applicant_added AFTER INSERT ON applicants
WHEN new.review_opened_at IS NOT NULL
BEGIN
  UPDATE queue_counts SET n = n + 1 WHERE reason = '';
END;
CREATE TRIGGER queue_counts_applicant_changed AFTER UPDATE OF review_opened_at ON applicants
WHEN (old.review_opened_at IS NULL) <> (new.review_opened_at IS NULL)
BEGIN
  UPDATE queue_counts SET n = n + (new.review_opened_at IS NOT NULL) - (old.review_opened_at IS NOT NULL) WHERE reason = '';
END;
CREATE TRIGGER queue_counts_applicant_deleted AFTER DELETE ON applicants
WHEN old.review_opened_at IS NOT NULL
BEGIN
  UPDATE queue_counts SET n = n - 1 WHERE reason = '';
END;

-- Rows of reasons are added and deleted, never changed.
CREATE TRIGGER queue_counts_reason_added AFTER INSERT ON reasons
WHEN new.review_opened_at IS NOT NULL
BEGIN
  INSERT INTO queue_counts (reason, n) VALUES (new.reason, 1) ON CONFLICT (reason) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER queue_counts_reason_deleted AFTER DELETE ON reasons
WHEN old.review_opened_at IS NOT NULL
BEGIN
  UPDATE queue_counts SET n = n - 1 WHERE reason = old.reason;
END;
