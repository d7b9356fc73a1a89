/** The positions of the faces on the photos in use, as the log has them. */

import { applicantEventSchema, type FaceBox } from '#src/core/events.ts';
import type { StoredEvent } from '#src/event-log/event-store.ts';

/** The largest face's box on each photo, null where the log has none. */
export type Faces = {
  readonly id: FaceBox | null;
  /** The other faces on the ID photo, largest first. */
  readonly othersOnId: readonly FaceBox[];
  readonly liveness: FaceBox | null;
  /** The newest session with a stored liveness photo, null when there is none. */
  readonly livenessSession: string | null;
};

/**
 * Reads the face boxes of the newest ID photo and of the newest liveness photo from the log. The box of a liveness
 * photo comes from the comparison of the faces, so it is null until then.
 * @param events oldest first
 */
export function facesOf(events: readonly StoredEvent[]): Faces {
  let faces: Faces = { id: null, othersOnId: [], liveness: null, livenessSession: null };
  let livenessPhoto: string | null = null;
  for (const { type, data } of events) {
    const { data: event } = applicantEventSchema.safeParse({ type, data: JSON.parse(data) });
    if (event?.type === 'id_photo_stored') {
      const { face, other_faces } = event.data;
      faces = { ...faces, id: face, othersOnId: other_faces ?? [] };
    }
    if (event?.type === 'liveness_photo_stored') {
      livenessPhoto = event.data.key;
      faces = { ...faces, liveness: null, livenessSession: event.data.session_id };
    }
    if (event?.type === 'faces_compared' && event.data.liveness_photo === livenessPhoto) {
      faces = { ...faces, liveness: event.data.liveness_face };
    }
  }
  return faces;
}
