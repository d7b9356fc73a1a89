/** Everything that can be asked of an applicant, bound to the ids that its state holds. */
import type { Command } from '../../src/core/commands.ts';
import { newestSession, photoInUse, type State } from '../../src/core/model.ts';
import { decisionSchema } from '../../src/core/reasons.ts';
import { type Step, stepKey } from '../../src/core/steps.ts';
import * as core from './given-when-then.ts';

const VERDICTS = ['pass', 'retry', 'fail'];
/** Above every threshold, and below. */
const SCORES = [0.9, 0.1];

/** What people, iLive and the clock may ask for. New ids are numbered, so that equal stories give equal ids. */
export function askable(state: State | null): readonly Command[] {
  if (!state) return [core.creates(), core.createsKnown()];
  const ids = new Set([newestSession(state)?.sessionId ?? 'none', state.sessions[0]?.sessionId ?? 'none']);
  return [
    core.receives,
    core.admits(),
    core.renewsLink,
    core.endsLinks,
    core.admitsKnown(),
    core.givesKnown(state.seq),
    core.deletesPhoto(state.photosToDelete[0] ?? state.knownFace?.photo.key ?? 'none'),
    core.abandons,
    core.decidesPair('same_person', state.face?.faceId),
    core.looksAtAltered('known', state.knownFace?.photo.key ?? 'none'),
    core.uploads(state.seq),
    core.starts,
    core.opens(`s${state.sessions.length + 1}`),
    core.ticks,
    core.views('id'),
    core.views('liveness'),
    ...(['id', 'liveness'] as const).flatMap((photo) => {
      const key = photoInUse(state, photo)?.key ?? 'none';
      return [core.looksAtAltered(photo, key), core.misses(photo, key)];
    }),
    core.erases,
    core.clearsPhotos(),
    core.erasesD1Row,
    ...decisionSchema.options.map((decision) => core.decides(decision, state.seq)),
    ...[...ids].flatMap((id) => [
      core.returns(id),
      core.reportsUnreadably(id),
      ...VERDICTS.map((verdict) => core.reports(verdict, id)),
    ]),
  ];
}

/** Every way in which a step can end, for good or not; clearing up is never given up. `fresh` makes ids of faces that are not in the log yet. */
export function endings(step: Step, fresh: string): readonly Command[] {
  if (step.type === 'delete_face' || step.type === 'reconcile_faces') return successes(step, fresh);
  const failed = core.records({ type: 'failed', stepKey: stepKey(step), step: step.type, code: 'x' });
  return [failed, ...successes(step, fresh)];
}

/** Every way in which a step can bring something back. */
export function successes(step: Step, fresh: string): readonly Command[] {
  switch (step.type) {
    case 'confirm': {
      const { sessionId, signed } = step;
      const verdicts = VERDICTS.map((verdict) => core.confirms(verdict, sessionId, null));
      const poor = core.confirms('pass', sessionId, 0.1);
      return [...verdicts, poor, ...(signed ? [] : [core.confirmsNothing(sessionId)])];
    }
    case 'fetch_photo':
      return [core.fetchesPhoto(step.sessionId), core.lacksPhoto(step.sessionId)];
    case 'compare': {
      const { sessionId, livenessPhoto, idPhoto } = step;
      const idPhotoKey = idPhoto.key;
      const compared = SCORES.map((score) => core.compares(score, sessionId, idPhotoKey));
      const noFace = (['id', 'liveness'] as const).map((p) => core.findsNoFace(p, sessionId, idPhotoKey));
      const altered = [core.findsAltered('id', idPhotoKey), core.findsAltered('liveness', livenessPhoto.key)];
      return [...compared, ...noFace, core.refusesIdPhoto(sessionId, idPhotoKey), ...altered];
    }
    case 'ensure_collection':
      return [core.records({ type: 'collection_ensured', collection: step.collection })];
    case 'index':
      return [
        core.indexes(fresh, step.sessionId, false, step.collection),
        core.indexes(fresh, step.sessionId, true, step.collection),
        core.records({ type: 'collection_missing', collection: step.collection, uncertain: false }),
        core.movesTo(step.collection === 'users' ? 'others' : 'users'),
        core.findsAltered(step.photoKind, step.photo.key),
      ];
    case 'search':
      return [
        core.disowns(step.faceId, step.collection),
        core.searches(
          step.ownFaceIds.map((face_id) => ({ ...core.hit(0.9, true), face_id })),
          step.faceId,
          5,
          step.collection,
        ),
        ...SCORES.map((score) => core.searches([core.hit(score)], step.faceId, 5, step.collection)),
      ];
    case 'delete_face':
      return [core.deletesFace(step.faceId, step.collection)];
    case 'reconcile_faces':
      return [core.reconciles(step.sessionId, [], step.last, step.collection)];
  }
}
