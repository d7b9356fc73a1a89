/** What the log says of the photos in use: the positions of the faces, and whether a photo was altered. */

import { applicantEventSchema, type FaceBox } from '#src/core/events.ts';
import type { StoredEvent } from '#src/event-log/event-store.ts';

/** The largest face's box on each photo, null where the log has none, and the photos that must not be shown. */
export type Faces = {
  readonly id: FaceBox | null;
  /** The other faces on the ID photo, largest first. */
  readonly othersOnId: readonly FaceBox[];
  readonly liveness: FaceBox | null;
  /** The newest session with a stored liveness photo, null when there is none. */
  readonly livenessSession: string | null;
  /** The photos whose bytes in R2 are not those that the log names. */
  readonly altered: readonly ('id' | 'liveness')[];
};

/** Of a log without a photo. */
const NO_FACES: Faces = {
  id: null,
  othersOnId: [],
  liveness: null,
  livenessSession: null,
  altered: [],
};

/**
 * Reads the face boxes of the newest ID photo and of the newest liveness photo from the log. The box of a liveness
 * photo comes from the comparison of the faces, so it is null until then.
 * @param events oldest first
 */
export function facesOf(events: readonly StoredEvent[]): Faces {
  let faces = NO_FACES;
  const keys = new Map<'id' | 'liveness', string>();
  const alteredKeys = new Set<string>();
  for (const { type, data } of events) {
    const { data: event } = applicantEventSchema.safeParse({ type, data: JSON.parse(data) });
    if (event?.type === 'id_photo_stored') {
      const { key, face, other_faces } = event.data;
      keys.set('id', key);
      faces = { ...faces, id: face, othersOnId: other_faces };
    }
    if (event?.type === 'liveness_photo_stored') {
      keys.set('liveness', event.data.key);
      faces = { ...faces, liveness: null, livenessSession: event.data.session_id };
    }
    if (event?.type === 'onboarding_abandoned') {
      // Its photos are gone.
      keys.clear();
      faces = NO_FACES;
    }
    if (event?.type === 'photo_altered') alteredKeys.add(event.data.key);
    if (event?.type === 'faces_compared' && event.data.liveness_photo === keys.get('liveness')) {
      faces = { ...faces, liveness: event.data.liveness_face };
    }
  }
  const altered = [...keys].filter(([, key]) => alteredKeys.has(key)).map(([photo]) => photo);
  return { ...faces, altered };
}

/**
 * Finds the picture that a face was made of, among those that the pages show: of the live photos the newest.
 * @param events oldest first
 * @returns null when it is another picture; `liveness` for a face that the log does not know
 */
export function pictureOf(faceId: string, events: readonly StoredEvent[]): 'liveness' | 'known' | null {
  let source: string | null = null;
  let known: string | null = null;
  let live: string | null = null;
  for (const { type, data } of events) {
    const { data: event } = applicantEventSchema.safeParse({ type, data: JSON.parse(data) });
    if (event?.type === 'face_indexed' && event.data.face_id === faceId) source = event.data.session_id;
    if (event?.type === 'known_face_given') known = event.data.picture_id;
    if (event?.type === 'liveness_photo_stored') live = event.data.session_id;
    if (event?.type === 'onboarding_abandoned') live = null;
  }
  if (source === null || source === live) return 'liveness';
  return source === known ? 'known' : null;
}
