/** Where pictures may be put, and where they lie. */
import { livenessPhotoInUse, type State } from '#src/core/model.ts';
import type { Result } from '#src/core/result.ts';
import type { PhotoKind } from '#src/photos/photo-store.ts';

/** Where an ID photo may be put, if one is awaited. */
export function placeForIdPhoto(state: State | null): Result<{ photoPrefix: string }> {
  if (!state) return { ok: false, refusal: { code: 'applicant_not_found' } };
  const { status } = state.standing;
  if (status === 'awaiting_id_photo' || status === 'awaiting_liveness') {
    return { ok: true, value: { photoPrefix: state.photoPrefix } };
  }
  return { ok: false, refusal: { code: 'wrong_status', status } };
}

/** Where the picture in use lies. */
export function placeOf(state: State | null, photo: PhotoKind): Result<{ key: string }> {
  const stored = state && (photo === 'id' ? state.idPhoto : livenessPhotoInUse(state));
  return stored
    ? { ok: true, value: { key: stored.key } }
    : { ok: false, refusal: { code: 'photo_not_found' } };
}
