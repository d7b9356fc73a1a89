/** The words that the console shows in place of the API's names. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Ground } from '#src/core/grounds.ts';
import type { Decision, Reason } from '#src/core/reasons.ts';
import type { Contradiction, MeasuredScores } from '#src/core/review/contradiction.ts';
import type { Warning } from '#src/photos/faces-on-photo.ts';

/** The label of each reason. */
export const REASON_LABELS: Readonly<Record<Reason, string>> = {
  liveness_inconclusive: 'Liveness inconclusive',
  photo_quality_low: 'Photo quality low',
  session_expired: 'Session expired',
  liveness_failed: 'Liveness failed',
  verdict_mismatch: 'Verdicts contradict each other',
  id_photo_no_face: 'No face on the ID photo',
  id_photo_unusable: 'ID photo refused by iLive',
  similarity_low: 'Faces not alike enough',
  possible_duplicate: 'Possible duplicate',
  known_face_differs: 'Unlike the face known before',
  photo_unavailable: 'Liveness photo not available',
  photo_altered: 'A stored photo was altered',
  verification_unavailable: 'A check could not be done',
  session_limit_reached: 'Too many sessions',
  requested_by_reviewer: 'Asked for by a reviewer',
};

const WARNING_LABELS: Readonly<Record<Warning, string>> = {
  dark: 'Dark',
  blurred: 'Blurred',
  turned: 'Sideways or at an angle',
  several_faces: 'Several faces: only the largest was compared',
  small_face: 'Small face',
};

const isWarning = (name: string): name is Warning => name in WARNING_LABELS;

/** Says what is poor about a photo. @param warning as the log has it, perhaps from another version */
export function warningLabel(warning: string): string {
  return isWarning(warning) ? WARNING_LABELS[warning] : warning.replaceAll('_', ' ');
}

/** The label of each status. */
export const STATUS_LABELS: Readonly<Record<ApplicantView['status'], string>> = {
  awaiting_id_photo: 'Awaiting ID photo',
  awaiting_liveness: 'Awaiting liveness',
  verifying: 'Verifying',
  in_review: 'In review',
  approved: 'Approved',
  rejected: 'Rejected',
  known: 'Known customer',
  erased: 'Erased',
};

/** For each decision: the text of its button, its effect, and its keyboard shortcut. */
export const DECISION_LABELS: Readonly<Record<Decision, { button: string; means: string; key: string }>> = {
  approve: { button: 'Approve', means: 'Accept the evidence as it is; the checks go on.', key: 'a' },
  reject: { button: 'Reject', means: 'End the onboarding for good.', key: 'r' },
  retry_liveness: { button: 'Liveness again', means: 'Ask for one more session.', key: 'l' },
  new_id_photo: { button: 'New ID photo', means: 'Ask for another; this one is set aside.', key: 'p' },
  resume: { button: 'Try again', means: 'Go on with the step that failed.', key: 't' },
  escalate: { button: 'Escalate', means: 'Hand over to the senior queue.', key: 'e' },
  return: { button: 'Return', means: 'Back to the standard queue.', key: 'u' },
};

/** The label of each ground, in the form and in the timeline. */
export const GROUND_LABELS: Readonly<Record<Ground, string>> = {
  same_person: 'Same person on both photos',
  not_a_duplicate: 'No duplicate: another person',
  known_customer: 'Known customer, account allowed',
  photo_good_enough: 'Photo good enough',
  impersonation: 'Fraud: somebody else’s document',
  duplicate_identity: 'Fraud: duplicate account',
  spoof: 'Fraud: photo of a photo, screen or mask',
  document_not_genuine: 'Fraud: document not genuine',
  different_person: 'Another person, no sign of fraud',
  customer_withdrew: 'The customer has withdrawn',
  photo_too_poor: 'Photo too poor to judge',
  technical_trouble: 'Technical trouble',
  another_attempt: 'Another attempt is due',
  not_readable: 'Photo not readable',
  wrong_document: 'Wrong document',
  face_covered: 'Face covered or cut off',
  failure_passed: 'The failure has passed',
  second_opinion: 'A second opinion is needed',
  suspected_fraud: 'Fraud is suspected',
  other: 'Other: say why in the note',
};

const two = (score: number | null) => score?.toFixed(2) ?? '–';

/** What a decision contradicts, and the question that is asked. */
export const CONTRADICTIONS: Readonly<Record<Contradiction, (scores: MeasuredScores) => string>> = {
  faces_unlike: ({ similarity, matchThreshold }) =>
    `The two faces have a similarity of ${two(similarity)}, far below ${two(matchThreshold)}. Are they the same person anyway?`,
  faces_alike: ({ similarity, matchThreshold }) =>
    `The two faces have a similarity of ${two(similarity)}, far above ${two(matchThreshold)}. Are they two people anyway?`,
  other_face_alike: ({ bestHit, duplicateThreshold }) =>
    `Another person’s face has a similarity of ${two(bestHit)} with this one, far above ${two(duplicateThreshold)}. Are they two people anyway?`,
  no_other_face: () => 'No other face like this one was found. Is it a duplicate anyway?',
  liveness_passed: ({ liveness }) =>
    `Liveness passed with a score of ${two(liveness)}. Was it a photo, screen or mask anyway?`,
};
