/** Where the faces are on the photos in use, out of the log. */

import { applicantEventSchema, type FaceBox } from '#src/core/events.ts';
import type { StoredEvent } from '#src/event-log/event-store.ts';

/** On each photo; null where nobody said. */
export type Faces = {
  readonly id: FaceBox | null;
  readonly liveness: FaceBox | null;
  /** The newest session of which there is a photo; null where of none. */
  readonly livenessSession: string | null;
};

/** Of the newest ID photo, and of the liveness photo as it was compared last. */
export function facesOf(events: readonly StoredEvent[]): Faces {
  let faces: Faces = { id: null, liveness: null, livenessSession: null };
  let livenessPhoto: string | null = null;
  for (const { type, data } of events) {
    const { data: event } = applicantEventSchema.safeParse({ type, data: JSON.parse(data) });
    if (event?.type === 'id_photo_stored') faces = { ...faces, id: event.data.face };
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
