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
  'photo_unavailable',
  'photo_altered',
  'verification_unavailable',
  'session_limit_reached',
  'requested_by_reviewer',
]);
/** One of the public reasons. */
export type Reason = z.infer<typeof reasonSchema>;

/** The decisions of a reviewer, by public names. */
export const decisionSchema = z.enum(['approve', 'reject', 'retry_liveness', 'new_id_photo', 'resume']);
/** One of the reviewer's decisions. */
export type Decision = z.infer<typeof decisionSchema>;

const EVIDENCE_TO_JUDGE: readonly Decision[] = ['approve', 'reject', 'retry_liveness', 'new_id_photo'];
/** The face was not verified by liveness, so the applicant cannot be approved. */
const NO_VERIFIED_FACE: readonly Decision[] = ['retry_liveness', 'reject'];

/** The decision table. A reason that never opens a review by itself allows every decision. */
function allowedFor(reason: Reason): readonly Decision[] {
  switch (reason) {
    case 'similarity_low':
    case 'photo_quality_low':
    case 'possible_duplicate':
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
      return decisionSchema.options;
  }
}

/** Returns the decisions that all of the reasons allow. Without reasons, all decisions. */
export function allowedDecisions(reasons: readonly Reason[]): readonly Decision[] {
  return decisionSchema.options.filter((decision) => reasons.every((r) => allowedFor(r).includes(decision)));
}
