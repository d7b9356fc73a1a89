/**
 * How far an applicant has ever come, and what it was ever reviewed for: what the overview counts. Both are worked out
 * from the events that are copied along with the row, and nothing that stood there is lost: an erased applicant's status
 * and reasons say nothing any more.
 */

/** The steps of the funnel after the creation, in order; the place gives the bit of `reached`. */
export const STEPS = ['id_photo', 'liveness_started', 'liveness_passed', 'decided', 'approved'] as const;

const bit = (step: (typeof STEPS)[number]) => 1 << STEPS.indexOf(step);

/** The bits of a step and of all before it. */
export const upTo = (step: (typeof STEPS)[number]): number => bit(step) * 2 - 1;
/** The bit of those for whom the onboarding ended with a decision. */
export const DECIDED = bit('decided');

/** SQL of `reached` for the user ?1 with the events ?10, a JSON array, whose onboarding ended as ?11, if it did. */
export const REACHED = `(
  SELECT coalesce(max(value ->> 'type' = 'id_photo_stored'), 0) * ${bit('id_photo')}
    | coalesce(max(value ->> 'type' = 'session_opened'), 0) * ${bit('liveness_started')}
    | coalesce(max(value ->> 'type' = 'liveness_confirmed' AND value ->> 'data' ->> 'verdict' = 'pass'), 0)
      * ${bit('liveness_passed')}
    | coalesce((SELECT reached FROM applicants WHERE user_id = ?1), 0)
  FROM json_each(?10)
) | CASE ?11 WHEN 'approved' THEN ${DECIDED | bit('approved')} WHEN 'rejected' THEN ${DECIDED} ELSE 0 END`;

/**
 * SQL of `reviewed_for` for the user ?1 with the open review's reasons ?9 and the events ?10, JSON arrays. A review is
 * left by a decision, which names its reasons, or by erasure.
 */
export const REVIEWED_FOR = `(
  SELECT json_group_array(value) FROM (
    SELECT r.value FROM json_each(?10) e, json_each(e.value ->> 'data', '$.reasons') r
      WHERE e.value ->> 'type' = 'review_decided'
    UNION SELECT r.value FROM applicants a, json_each(a.reviewed_for) r WHERE a.user_id = ?1
    UNION SELECT value FROM json_each(?9)
  )
)`;
