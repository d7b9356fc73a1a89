/** The applicant as the API shows it. */

import { publicNameOf } from '#src/config/team.ts';
import type { ApplicantView, Metadata } from '#src/contract/applicant.ts';
import { isResultAwaited, openSessionOf } from '#src/core/liveness-session.ts';
import { newestSession, reasonsOf, type State } from '#src/core/model.ts';
import type { Policy } from '#src/core/policy.ts';
import { activeClaim } from '#src/core/review/claims.ts';
import { reviewDueAt } from '#src/core/review/due-time.ts';
import { isErased } from '#src/core/status.ts';
import { receiptOf } from './erasure-receipt.ts';
import { knownFaceOf } from './known-face-view.ts';

/** The parts of the view that are side data. */
export type PersonalView = {
  readonly metadata: Metadata;
  /** The link to the newest session. */
  readonly sessionUrl: string | null;
  /** The note of the newest decision. */
  readonly note: string | null;
};

/**
 * Makes the view.
 * @param now ms since the epoch: whether a session is still open depends on it
 */
export function viewOf(state: State, policy: Policy, personal: PersonalView, now: number): ApplicantView {
  const { status, idPhoto, match, face, dedupe } = state;
  const attempt = newestSession(state)?.attempt ?? 0;
  return {
    user_id: state.userId,
    status: status.name,
    next_action: nextActionOf(state, now),
    reasons: [...reasonsOf(status)],
    attempt,
    attempts_left: isErased(state)
      ? 0
      : Math.max(0, policy.maxLivenessAttempts + state.attemptsGranted - attempt),
    id_photo: idPhoto && {
      uploaded_at: idPhoto.uploadedAt,
      sha256: idPhoto.sha256,
      bytes: idPhoto.bytes,
      content_type: idPhoto.contentType,
      warnings: [...idPhoto.warnings],
    },
    liveness: livenessOf(state, personal.sessionUrl, now),
    match: match && {
      similarity: match.similarity,
      threshold: match.threshold,
      outcome: match.outcome,
      decided_at: match.decidedAt,
    },
    face: face && { face_id: face.faceId, collection: face.collection, indexed_at: face.indexedAt },
    dedupe: dedupe && {
      threshold: dedupe.threshold,
      floor: dedupe.floor,
      outcome: dedupe.outcome,
      hits: [...dedupe.hits],
      near: [...dedupe.near],
      decided_at: dedupe.decidedAt,
    },
    review: reviewOf(state, policy, personal.note, now),
    policy: state.policy ?? policy.version,
    seq: state.seq,
    created_at: state.createdAt,
    updated_at: state.updatedAt,
    decided_at: 'decidedAt' in status ? status.decidedAt : null,
    metadata: personal.metadata,
    known_face: knownFaceOf(state),
    photos_deleted_at: state.photosDeletedAt,
    erasure: receiptOf(state),
  };
}

/** Returns what the caller does next. It is never refused with a 409, unless a limit of sessions is reached. */
export function nextActionOf(state: State, now: number): ApplicantView['next_action'] {
  switch (state.status.name) {
    case 'awaiting_id_photo':
      return 'upload_id_photo';
    case 'awaiting_liveness':
      if (openSessionOf(state, now)) return 'complete_liveness';
      return isResultAwaited(state, now) ? 'wait' : 'start_liveness';
    case 'verifying':
    case 'in_review':
      return 'wait';
    case 'approved':
    case 'rejected':
    case 'known':
    case 'erased':
      return 'none';
  }
}

function livenessOf(state: State, sessionUrl: string | null, now: number): ApplicantView['liveness'] {
  const session = state.sessions.length > state.sessionsGivenUp ? newestSession(state) : null;
  if (!session) return null;
  const { result } = session;
  return {
    session_id: session.sessionId,
    session_url: openSessionOf(state, now) ? sessionUrl : null,
    mode: session.mode,
    verdict: result?.verdict ?? null,
    confidence: result?.confidence ?? null,
    photo_quality_score: result?.photoQualityScore ?? null,
    started_at: session.startedAt,
    expires_at: session.expiresAt,
    decided_at: result?.at ?? null,
  };
}

function reviewOf(
  state: State,
  { review: { dueMs } }: Policy,
  note: string | null,
  now: number,
): ApplicantView['review'] {
  const { review } = state;
  if (!review) return null;
  const { openedAt, decided, proposal } = review;
  const dueAt = reviewDueAt(state, dueMs);
  const claim = activeClaim(state, now);
  return {
    opened_at: openedAt,
    due_at: dueAt === null ? null : new Date(dueAt).toISOString(),
    queue: review.queue,
    escalated_by: review.escalatedBy === null ? null : publicNameOf(review.escalatedBy),
    claimed_by: claim && publicNameOf(claim.by),
    claimed_until: claim?.until ?? null,
    proposal: proposal && { ...proposal, by: publicNameOf(proposal.by) },
    decision: decided?.decision ?? null,
    ground: decided?.ground ?? null,
    reviewer: decided?.reviewer ?? null,
    decided_by: decided ? publicNameOf(decided.decidedBy) : null,
    note: decided ? note : null,
    decided_at: decided?.at ?? null,
  };
}
