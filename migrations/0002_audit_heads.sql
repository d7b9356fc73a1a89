-- The UTC day on which the copy of the log last grew: what the daily file of heads looks for. Empty for rows from before
-- this migration that have not moved since; the first file lists them too.
ALTER TABLE applicants ADD COLUMN moved_on TEXT NOT NULL DEFAULT '';
CREATE INDEX applicants_by_moved ON applicants (moved_on, user_id);
