/**
 * The fold: computes the next state from a state and an event. It never judges: an event that judges holds its ruling.
 */

import { withDailyCount } from '../daily-limits.ts';
import { stateAfterErasure, withDeletions } from '../erasure.ts';
import { APPLICANT_ACTOR, type LoggedEvent } from '../events.ts';
import { withProgress } from '../funnel.ts';
import { onboardingAbandoned } from '../known/abandoned.ts';
import {
  knownFaceFailed,
  knownFaceGiven,
  onboardingBegun,
  onePhotoDeleted,
  withOnboardingPhoto,
} from '../known/known-faces.ts';
import { pairDecided } from '../known/pairs.ts';
import type { State } from '../model.ts';
import { withAlteredPhoto } from '../photo-integrity.ts';
import { withPhotoView } from '../photo-views.ts';
import { changesCase } from '../review/case-changes.ts';
import { withClaim } from '../review/claims.ts';
import { withoutStaleProposal, withProposal } from '../review/proposals.ts';
import { inOtherQueue } from '../review/queues.ts';
import { applyReviewDecision } from '../review/review-decision.ts';
import { figuresAfter } from '../review/reviewer-figures.ts';
import { advance, applyRuling, backToApplicant, openReview } from '../status.ts';
import * as changes from './evolve-parts.ts';

/**
 * Applies one event to the state.
 * @param state null before the first event
 * @throws on a broken log: `applicant_created` is not the first event or comes twice, or the numbers have a gap
 */
export function evolve(state: State | null, event: LoggedEvent): State {
  if (event.type === 'applicant_created') {
    if (state || event.seq !== 1) throw new Error(`event ${event.seq}: a second or late applicant_created`);
    return changes.newState(event.data, event.at);
  }
  if (!state) throw new Error(`event ${event.seq}: ${event.type} before applicant_created`);
  if (event.seq !== state.seq + 1) throw new Error(`event ${event.seq} follows ${state.seq}`);
  const { seq } = event;
  const policy = 'policy' in event.data ? event.data.policy : state.policy;
  const reviewerFigures = figuresAfter(state, event);
  const moved = withDailyCount({ ...state, seq, policy, reviewerFigures, ...movedBy(event, state) }, event);
  return withProgress(applied(withoutStaleProposal(moved, event.type), event), event);
}

/**
 * Returns what the event moves besides the number. The row in D1 follows claims and the due time, although they do not
 * change the case.
 */
function movedBy({ type, seq, at }: LoggedEvent, { caseSeq }: State) {
  if (type === 'photo_viewed' || type === 'note_added') return {};
  return { changedSeq: seq, caseSeq: changesCase(type) ? seq : caseSeq, updatedAt: at };
}

function applied(state: State, event: LoggedEvent): State {
  switch (event.type) {
    case 'applicant_created':
      return state;
    case 'photo_viewed':
      return withPhotoView(state, { actor: event.actor, sha256: event.data.sha256, at: event.at });
    case 'consent_recorded':
      return { ...state, consent: { version: event.data.version, givenAt: event.data.given_at } };
    case 'onboarding_link_renewed':
      return { ...state, onboardingLink: { generation: event.data.generation, ended: false } };
    case 'onboarding_links_ended':
      return changes.linksEnded(state, event.data.generation, event.at);
    case 'id_photo_received':
      return { ...state, photosReceived: state.photosReceived + 1 };
    case 'id_photo_stored': {
      const { key, sha256, bytes, content_type: contentType, warnings } = event.data;
      const idPhoto = { key, sha256, bytes, contentType, warnings, uploadedAt: event.at };
      // Results that were computed from the older photo are dropped, with a reviewer's acceptance of them.
      // Uploads on the applicant's own page were counted when they were received.
      const apiUploads = state.apiUploads + (event.actor === APPLICANT_ACTOR ? 0 : 1);
      const begun = withOnboardingPhoto(onboardingBegun(state, event.at), key);
      return advance({ ...begun, idPhoto, apiUploads, match: null, dedupe: null });
    }
    case 'session_opened':
      // Comparison and search were made with the face of the session before: they say nothing about this one.
      return {
        ...onboardingBegun(state, event.at),
        sessions: [...state.sessions, changes.newSession(event.data, event.at)],
        match: null,
        dedupe: null,
      };
    case 'session_limit_reached':
      return openReview(state, 'session_limit_reached', event.at, true);
    case 'applicant_returned':
      return changes.withSession(state, event.data.session_id, () => ({
        returnedAt: event.at,
        resultRequested: false,
      }));
    case 'unreadable_verdict_received':
      return changes.unreadableVerdictReceived(state, event.data.session_id, event.at);
    case 'verdict_received':
      return changes.verdictReceived(state, event.data, event.at);
    case 'session_timed_out':
      return advance(changes.withSession(state, event.data.session_id, () => ({ timedOut: true })));
    case 'result_pending':
      return changes.withSession(state, event.data.session_id, () => ({ resultRequested: true }));
    case 'session_expired':
      return backToApplicant(
        changes.withSession(state, event.data.session_id, () => ({ closed: 'expired' })),
        'session_expired',
      );
    case 'liveness_confirmed': {
      const { session_id, verdict, confidence, photo_quality_score: photoQualityScore } = event.data;
      const { next, reason } = event.data;
      const result = { verdict, confidence, photoQualityScore, at: event.at };
      const confirmed = changes.withSession(state, session_id, (s) => ({
        result,
        verdictsSeen: [...new Set([...s.verdictsSeen, verdict])],
        usedAttempt: reason === 'liveness_inconclusive',
        closed: next === 'retry' || s.closed === 'ended' ? 'ended' : null,
      }));
      return applyRuling(confirmed, event.data, event.at);
    }
    case 'liveness_photo_stored': {
      const { session_id: sessionId, key, sha256, bytes, content_type: contentType, reason } = event.data;
      const livenessPhoto = { sessionId, key, sha256, bytes, contentType, quality: 'good' as const };
      const stored = { ...withOnboardingPhoto(state, key), livenessPhoto };
      return applyRuling(reason ? changes.photoTooPoor(stored, event.data) : stored, event.data, event.at);
    }
    case 'liveness_photo_unavailable':
      return backToApplicant(
        changes.withSession(state, event.data.session_id, () => ({ closed: 'ended' })),
        'photo_unavailable',
      );
    case 'photo_altered':
      return withAlteredPhoto(state, event.data.key, event.at);
    case 'faces_compared': {
      const { session_id: sessionId, id_photo: idPhotoKey, similarity, threshold, next } = event.data;
      const { collection } = event.data;
      const outcome = next === 'continue' ? 'match' : 'below_threshold';
      const photos = { sessionId, idPhotoKey };
      const match = { ...photos, similarity, threshold, outcome, decidedAt: event.at, collection } as const;
      return applyRuling({ ...state, match }, event.data, event.at);
    }
    case 'face_not_found':
      return applyRuling(
        event.data.photo === 'id'
          ? { ...state, idPhoto: null, match: null, dedupe: null }
          : changes.photoTooPoor(state, event.data),
        event.data,
        event.at,
      );
    case 'id_photo_unusable':
      return applyRuling(changes.idPhotoUnusable(state, event.data), event.data, event.at);
    case 'collection_missing':
      return changes.collectionMissing(state, event.data, event.at);
    case 'collection_ensured':
      return { ...state, collectionMissing: null, collectionEnsured: event.data.collection };
    case 'collection_changed':
      return changes.collectionChanged(state, event.data, event.at);
    case 'face_disowned':
      return changes.faceDisowned(state, event.data, event.at);
    case 'face_indexed':
      return changes.faceIndexed(state, event.data, event.at);
    case 'faces_searched':
      return changes.facesSearched(state, event.data, event.at);
    case 'face_deleted': {
      const { face_id: faceId, collection } = event.data;
      const gone = { faceId, collection };
      return withDeletions(changes.withoutFace(state, gone), { what: 'face', ...gone, at: event.at });
    }
    case 'faces_reconciled': {
      const { collection, deleted } = event.data;
      const gone = deleted.map((faceId) => ({ what: 'face', faceId, collection, at: event.at }) as const);
      return withDeletions(changes.withReconciledFaces(state, event.data), ...gone);
    }
    case 'known_face_given':
      return knownFaceGiven(state, event.data, event.at);
    case 'known_face_failed': {
      const { step, code, of_picture: isOfPicture } = event.data;
      return knownFaceFailed(state, { step, code, isOfPicture }, event.at);
    }
    case 'photo_deleted':
      return onePhotoDeleted(state, event.data.key, event.at);
    case 'known_pair_decided':
      return pairDecided(state, event.data, event.at);
    case 'onboarding_abandoned':
      return onboardingAbandoned(state, event.at);
    case 'verification_failed':
      return openReview({ ...state, collectionEnsured: null }, 'verification_unavailable', event.at);
    case 'applicant_erased':
      return stateAfterErasure(state, event.data.cause, event.at);
    case 'photos_deleted':
      return withDeletions(
        { ...state, photosDeletedAt: event.at },
        { what: 'photos', count: event.data.count, at: event.at },
      );
    case 'd1_row_erased':
      return withDeletions(state, { what: 'd1_row', at: event.at });
    case 'review_claimed':
      return withClaim(state, event.data, event);
    case 'review_claim_ended':
      return withClaim(state, null, event);
    case 'review_escalated':
    case 'review_returned':
      return inOtherQueue(state, event.type, event.actor);
    case 'review_overdue':
      return { ...state, review: state.review && { ...state.review, overdue: true } };
    case 'decision_proposed':
      return withProposal(state, event.data, event.actor, event.at);
    case 'proposal_withdrawn':
      // `withoutStaleProposal` has dropped it, as after every event that is not listed there.
      return state;
    case 'note_added':
      return { ...state, notes: state.notes + 1 };
    case 'review_decided':
      return applyReviewDecision(
        { ...state, photosReceived: 0, apiUploads: 0, unusableIdPhotos: 0, notes: 0 },
        event.data,
        event.actor,
        event.at,
      );
  }
}
