/**
 * Judges the outcomes of steps against the state as it is now, because it may have changed during the call. An outcome
 * that does not fit the evidence in use any more gives no event. An indexed face is the exception: it exists at iLive
 * and must be known to be deleted.
 */
import type { Outcome, OutcomeOf } from '../commands.ts';
import type { ApplicantEvent } from '../events.ts';
import { isSameFace } from '../evidence.ts';
import { isSameCall, type State } from '../model.ts';
import { photoAltered } from '../photo-integrity.ts';
import type { Policy } from '../policy.ts';
import { isFinal } from '../status.ts';
import { nextStep, stepKey } from '../steps.ts';
import { judgeVerdict, noVerdict, photoFetched, photoUnavailable } from './judge-liveness.ts';
import {
  idPhotoRefused,
  judgeCollection,
  judgeComparison,
  judgeDisowning,
  judgeIndexing,
  judgeSearch,
  noFace,
} from './judge-match-and-duplicates.ts';

/** The outcomes that are recorded in a final status too: removals of faces, and a face that was indexed meanwhile. */
const ALLOWED_WHEN_FINAL: ReadonlySet<Outcome['type']> = new Set(['indexed', 'face_deleted', 'reconciled']);

/** The outcomes of checks of an onboarding. One that was given up judges nobody any more. */
const OF_ONBOARDING: ReadonlySet<Outcome['type']> = new Set([
  'confirmed',
  'no_verdict',
  'photo_fetched',
  'photo_unavailable',
  'compared',
  'no_face',
  'id_photo_refused',
]);

/** Judges the outcome of a step. @returns one event, or none if the outcome changes nothing */
export function judge(state: State, outcome: Outcome, policy: Policy): readonly ApplicantEvent[] {
  if (isFinal(state.status) && !ALLOWED_WHEN_FINAL.has(outcome.type)) return [];
  if (state.status.name === 'known' && OF_ONBOARDING.has(outcome.type)) return [];
  const event = judged(state, outcome, policy);
  return event ? [event] : [];
}

function judged(state: State, outcome: Outcome, policy: Policy): ApplicantEvent | null {
  switch (outcome.type) {
    case 'confirmed':
      return judgeVerdict(state, outcome, policy);
    case 'no_verdict':
      return noVerdict(state, outcome.sessionId);
    case 'photo_fetched':
      return photoFetched(state, outcome, policy);
    case 'photo_unavailable':
      return photoUnavailable(state, outcome.sessionId);
    case 'photo_altered':
      return photoAltered(state, outcome);
    case 'compared':
      return judgeComparison(state, outcome, policy);
    case 'no_face':
      return noFace(state, outcome, policy);
    case 'id_photo_refused':
      return idPhotoRefused(state, outcome, policy);
    case 'collection_missing':
      return state.collectionMissing === outcome.collection
        ? null
        : {
            type: 'collection_missing',
            data: { collection: outcome.collection, uncertain: outcome.uncertain },
          };
    case 'collection_ensured':
      return state.collectionMissing === outcome.collection
        ? { type: 'collection_ensured', data: { collection: outcome.collection } }
        : null;
    case 'collection_changed':
      return judgeCollection(state, outcome);
    case 'face_disowned':
      return judgeDisowning(state, outcome);
    case 'indexed':
      return judgeIndexing(state, outcome);
    case 'searched':
      return judgeSearch(state, outcome, policy);
    case 'face_deleted': {
      const { faceId: face_id, collection } = outcome;
      const known = state.staleFaces.some((face) => isSameFace(face, outcome));
      return known ? { type: 'face_deleted', data: { face_id, collection } } : null;
    }
    case 'reconciled': {
      const { sessionId: session_id, collection, deleted, last } = outcome;
      const known = state.uncertainIndexCalls.some((entry) => isSameCall(entry, outcome));
      const data = { session_id, collection, deleted: [...deleted], last };
      return known ? { type: 'faces_reconciled', data } : null;
    }
    case 'failed':
      return failed(state, outcome);
  }
}

/**
 * Judges a step that failed for good or was given up. The failure of a step that is not due any more gives no event.
 */
function failed(
  state: State,
  { stepKey: key, step, code, field, isOfPicture }: OutcomeOf<'failed'>,
): ApplicantEvent | null {
  const due = nextStep(state);
  if (!due || stepKey(due) !== key) return null;
  switch (due.type) {
    case 'delete_face':
    case 'reconcile_faces':
      // Never given up: a face left behind would flag innocent people, and we have no right to keep it.
      return null;
    case 'confirm':
    case 'fetch_photo':
    case 'compare':
    case 'ensure_collection':
    case 'index':
    case 'search':
      break;
  }
  const data = { step, code, ...(field === undefined ? {} : { field }) };
  const { status, knownFace } = state;
  if (status.name !== 'known' || !knownFace) return { type: 'verification_failed', data };
  const { pictureId: picture_id } = knownFace;
  return { type: 'known_face_failed', data: { picture_id, ...data, of_picture: isOfPicture === true } };
}
