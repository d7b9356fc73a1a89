-- Most applicants move on the day of their creation only, and for that day `applicants_by_created` finds them. So the index
-- by the day of the last move holds those alone that moved on a later one: an entry less for nearly every applicant.
DROP INDEX applicants_by_moved;
CREATE INDEX applicants_by_moved ON applicants (moved_on, user_id) WHERE moved_on > substr(created_at, 1, 10);
