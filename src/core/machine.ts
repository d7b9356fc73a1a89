/**
 * Start reading here: the life of an applicant, and the four functions that decide it. An edge is labelled with the
 * event that makes it and, in brackets, with the reasons that it may bring. `test/node/machine.test.ts` walks through
 * the whole machine and compares, so this picture is neither short of an edge nor has it one too many.
 *
 * ```mermaid
 * stateDiagram-v2
 *   [*] --> awaiting_id_photo: applicant_created
 *   awaiting_id_photo --> awaiting_liveness: id_photo_stored
 *   awaiting_id_photo --> verifying: id_photo_stored
 *   awaiting_id_photo --> in_review: verdict_received (verdict_mismatch)
 *   awaiting_liveness --> verifying: verdict_received
 *   awaiting_liveness --> verifying: session_timed_out
 *   awaiting_liveness --> verifying: liveness_confirmed
 *   awaiting_liveness --> in_review: liveness_confirmed (liveness_failed, liveness_inconclusive)
 *   awaiting_liveness --> in_review: verdict_received (verdict_mismatch)
 *   awaiting_liveness --> in_review: session_limit_reached (session_limit_reached)
 *   awaiting_liveness --> in_review: verification_failed (verification_unavailable)
 *   verifying --> awaiting_liveness: session_expired (session_expired)
 *   verifying --> awaiting_liveness: liveness_confirmed (liveness_inconclusive)
 *   verifying --> awaiting_liveness: liveness_photo_stored (photo_quality_low)
 *   verifying --> awaiting_liveness: liveness_photo_unavailable (photo_unavailable)
 *   verifying --> awaiting_liveness: face_not_found (photo_quality_low)
 *   verifying --> awaiting_id_photo: face_not_found (id_photo_no_face)
 *   verifying --> in_review: verdict_received (verdict_mismatch)
 *   verifying --> in_review: liveness_confirmed (liveness_failed, liveness_inconclusive, verdict_mismatch)
 *   verifying --> in_review: liveness_photo_stored (photo_quality_low)
 *   verifying --> in_review: faces_compared (similarity_low)
 *   verifying --> in_review: face_not_found (photo_quality_low)
 *   verifying --> in_review: faces_searched (possible_duplicate)
 *   verifying --> in_review: verification_failed (verification_unavailable)
 *   verifying --> approved: faces_searched
 *   in_review --> verifying: review_decided
 *   in_review --> awaiting_liveness: review_decided (requested_by_reviewer)
 *   in_review --> awaiting_id_photo: review_decided (requested_by_reviewer)
 *   in_review --> approved: review_decided
 *   in_review --> rejected: review_decided
 *   awaiting_id_photo --> erased: applicant_erased
 *   awaiting_liveness --> erased: applicant_erased
 *   verifying --> erased: applicant_erased
 *   in_review --> erased: applicant_erased
 *   approved --> erased: applicant_erased
 *   rejected --> erased: applicant_erased
 *   erased --> [*]
 * ```
 *
 * The four functions, all pure:
 *
 * - `decide(state, command, now, policy)` takes what people, iLive and the clock ask for, and answers with the events
 *   that say what happened, or with a refusal.
 * - `evolve(state, event)` folds one event in. Replaying the log gives the state; nothing else does.
 * - `nextStep(state)` says what must be done at iLive. How that ended comes back as the command `record`.
 * - `wakeAt(state)` says when the clock alone changes something; a `tick` then does.
 *
 * From here: `model.ts` holds what is known, `evidence.ts` its pictures and findings, `events.ts` what can have happened,
 * `assess.ts` which check comes next, `policy.ts` every number that decides about a person.
 */

export type { Command, Outcome, Refusal } from './commands.ts';
export { decide } from './decide.ts';
export type { ApplicantEvent, EventType, LoggedEvent } from './events.ts';
export { evolve } from './evolve/evolve.ts';
export type { Standing, State } from './model.ts';
export type { Policy } from './policy.ts';
export type { Decision, Reason } from './reasons.ts';
export type { Answer } from './result.ts';
export { nextStep, type Step, wakeAt } from './steps.ts';
