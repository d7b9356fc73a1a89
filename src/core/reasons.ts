import { z } from 'zod';

/** Why an applicant has its status, by public names. */
export const reasonSchema = z.enum([
  'liveness_inconclusive',
  'photo_quality_low',
  'session_expired',
  'liveness_failed',
  'verdict_mismatch',
  'id_photo_no_face',
  'id_photo_unusable',
  'similarity_low',
  'possible_duplicate',
  'known_face_differs',
  'photo_unavailable',
  'photo_altered',
  'verification_unavailable',
  'session_limit_reached',
  'requested_by_reviewer',
]);
/** One of the public reasons. */
export type Reason = z.infer<typeof reasonSchema>;

/** The decisions of a reviewer that close a case, by public names. */
export const closingDecisionSchema = z.enum([
  'approve',
  'reject',
  'retry_liveness',
  'new_id_photo',
  'resume',
]);
/** One of the decisions that close a case. */
export type ClosingDecision = z.infer<typeof closingDecisionSchema>;

/** The decisions of a reviewer, by public names. `escalate` and `return` move a case to the other queue. */
export const decisionSchema = z.enum([...closingDecisionSchema.options, 'escalate', 'return']);
/** One of the reviewer's decisions. */
export type Decision = z.infer<typeof decisionSchema>;

/** The queue that a case is in. Only the role `senior` decides in `senior`. */
export type ReviewQueue = 'standard' | 'senior';

const EVIDENCE_TO_JUDGE: readonly ClosingDecision[] = ['approve', 'reject', 'retry_liveness', 'new_id_photo'];
/** The face was not verified by liveness, so the applicant cannot be approved. */
const NO_VERIFIED_FACE: readonly ClosingDecision[] = ['retry_liveness', 'reject'];

/** The decision table. A reason that never opens a review by itself allows every decision. */
function allowedFor(reason: Reason): readonly ClosingDecision[] {
  switch (reason) {
    case 'similarity_low':
    case 'photo_quality_low':
    case 'possible_duplicate':
    case 'known_face_differs':
      return EVIDENCE_TO_JUDGE;
    case 'liveness_failed':
    case 'liveness_inconclusive':
    case 'verdict_mismatch':
    case 'session_limit_reached':
      return NO_VERIFIED_FACE;
    case 'photo_altered':
      return ['reject', 'retry_liveness', 'new_id_photo'];
    case 'verification_unavailable':
    case 'id_photo_unusable':
      return ['resume', 'reject', 'retry_liveness', 'new_id_photo'];
    case 'session_expired':
    case 'id_photo_no_face':
    case 'photo_unavailable':
    case 'requested_by_reviewer':
      return closingDecisionSchema.options;
  }
}

/** Returns the decisions that close a case and that all of its reasons allow. Without reasons, all. */
export function closingDecisions(reasons: readonly Reason[]): readonly ClosingDecision[] {
  return closingDecisionSchema.options.filter((decision) =>
    reasons.every((reason) => allowedFor(reason).includes(decision)),
  );
}

/** Returns all decisions that a case allows: each can also be moved to the other queue. */
export function allowedDecisions(reasons: readonly Reason[], queue: ReviewQueue): readonly Decision[] {
  return [...closingDecisions(reasons), queue === 'standard' ? 'escalate' : 'return'];
}
