/**
 * Start reading here: the states of an applicant and the four functions of the core. Each edge is labelled with its
 * event and, in brackets, with the reasons that the new status can have. `test/model/machine.test.ts` walks through the
 * whole machine and compares it with this diagram, so no edge is missing and none is too many.
 *
 * ```mermaid
 * stateDiagram-v2
 *   [*] --> awaiting_id_photo: applicant_created
 *   [*] --> known: applicant_created
 *   known --> awaiting_liveness: id_photo_stored
 *   known --> awaiting_id_photo: session_opened
 *   awaiting_id_photo --> known: onboarding_abandoned
 *   awaiting_liveness --> known: onboarding_abandoned
 *   awaiting_id_photo --> awaiting_liveness: id_photo_stored
 *   awaiting_id_photo --> verifying: id_photo_stored
 *   awaiting_id_photo --> in_review: verdict_received (verdict_mismatch)
 *   awaiting_id_photo --> in_review: liveness_confirmed (liveness_failed, liveness_inconclusive, verdict_mismatch)
 *   awaiting_id_photo --> in_review: liveness_photo_stored (photo_quality_low)
 *   awaiting_id_photo --> in_review: photo_altered (photo_altered)
 *   awaiting_id_photo --> in_review: verification_failed (verification_unavailable)
 *   awaiting_liveness --> verifying: verdict_received
 *   awaiting_liveness --> verifying: session_timed_out
 *   awaiting_liveness --> verifying: unreadable_verdict_received
 *   awaiting_liveness --> verifying: liveness_confirmed
 *   awaiting_liveness --> in_review: liveness_confirmed (liveness_failed, liveness_inconclusive, verdict_mismatch)
 *   awaiting_liveness --> in_review: verdict_received (verdict_mismatch)
 *   awaiting_liveness --> in_review: session_limit_reached (session_limit_reached)
 *   awaiting_liveness --> in_review: photo_altered (photo_altered)
 *   awaiting_liveness --> in_review: verification_failed (verification_unavailable)
 *   verifying --> awaiting_liveness: session_expired (session_expired)
 *   verifying --> awaiting_liveness: onboarding_links_ended
 *   verifying --> awaiting_liveness: liveness_confirmed (liveness_inconclusive)
 *   verifying --> awaiting_liveness: liveness_photo_stored (photo_quality_low)
 *   verifying --> awaiting_liveness: liveness_photo_unavailable (photo_unavailable)
 *   verifying --> awaiting_liveness: face_not_found (photo_quality_low)
 *   verifying --> awaiting_id_photo: face_not_found (id_photo_no_face)
 *   verifying --> awaiting_id_photo: id_photo_unusable (id_photo_unusable)
 *   verifying --> in_review: verdict_received (verdict_mismatch)
 *   verifying --> in_review: liveness_confirmed (liveness_failed, liveness_inconclusive, verdict_mismatch)
 *   verifying --> in_review: liveness_photo_stored (photo_quality_low)
 *   verifying --> in_review: faces_compared (similarity_low)
 *   verifying --> in_review: face_not_found (photo_quality_low)
 *   verifying --> in_review: id_photo_unusable (id_photo_unusable)
 *   verifying --> in_review: faces_searched (known_face_differs, possible_duplicate)
 *   verifying --> in_review: photo_altered (photo_altered)
 *   verifying --> in_review: verification_failed (verification_unavailable)
 *   verifying --> in_review: face_disowned (verification_unavailable)
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
 *   known --> erased: applicant_erased
 *   erased --> [*]
 * ```
 *
 * The four functions, all pure:
 *
 * - `decide(state, command, now, policy)` takes a command from a caller, iLive or the clock and returns the events that
 *   it leads to, or a refusal.
 * - `evolve(state, event)` applies one event. The state is only ever made by replaying the log.
 * - `nextStep(state)` returns the work that must be done at iLive. Its outcome comes back as the command `record`.
 * - `wakeAt(state)` returns when time alone changes something. The command `tick` then makes the change.
 *
 * Read on in `model.ts` (the state), `evidence.ts` (photos and results of the checks), `events.ts` (the log),
 * `assess.ts` (which check comes next) and `policy.ts` (every number that decides about a person).
 */

export type { Command, Outcome, Refusal } from './commands.ts';
export { decide } from './decide.ts';
export type { ApplicantEvent, EventType, LoggedEvent } from './events.ts';
export { evolve } from './evolve/evolve.ts';
export type { State, Status, StatusName } from './model.ts';
export type { Policy } from './policy.ts';
export type { Decision, Reason } from './reasons.ts';
export type { Answer } from './result.ts';
export { nextStep, type Step, wakeAt } from './steps.ts';
