-- What the overview counts, also of those who have gone on since. Columns of a row that is written anyway, so that an
-- onboarding writes no row more; read by the range of created_at.

-- Bits, see src/records/progress.ts: 1 ID photo, 2 liveness started, 4 liveness passed, 8 decided, 16 approved.
ALTER TABLE applicants ADD COLUMN reached INTEGER NOT NULL DEFAULT 0;
-- Every reason that a review was open for, as a JSON array.
ALTER TABLE applicants ADD COLUMN reviewed_for TEXT NOT NULL DEFAULT '[]';

UPDATE applicants SET
  reached = (
    SELECT coalesce(max(type = 'id_photo_stored'), 0) + coalesce(max(type = 'session_opened'), 0) * 2
      + coalesce(max(type = 'liveness_confirmed' AND data ->> 'verdict' = 'pass'), 0) * 4
    FROM events WHERE events.user_id = applicants.user_id
  ) | CASE status WHEN 'approved' THEN 24 WHEN 'rejected' THEN 8 ELSE 0 END,
  reviewed_for = (
    SELECT json_group_array(value) FROM (
      SELECT r.value FROM events e, json_each(e.data, '$.reasons') r
        WHERE e.user_id = applicants.user_id AND e.type = 'review_decided'
      UNION
      SELECT r.value FROM json_each(applicants.document, '$.reasons') r WHERE applicants.status = 'in_review'
    )
  );
