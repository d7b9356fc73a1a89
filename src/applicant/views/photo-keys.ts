/** Where pictures are stored in R2. */
import { livenessPhotoInUse, type State } from '#src/core/model.ts';
import type { Result } from '#src/core/result.ts';
import type { PhotoKind } from '#src/photos/photo-store.ts';

/** Returns the R2 prefix to store an ID photo under, or a refusal when none is awaited. */
export function idPhotoPrefix(state: State | null): Result<{ photoPrefix: string }> {
  if (!state) return { ok: false, refusal: { code: 'applicant_not_found' } };
  const { name: status } = state.status;
  if (status === 'awaiting_id_photo' || status === 'awaiting_liveness') {
    return { ok: true, value: { photoPrefix: state.photoPrefix } };
  }
  return { ok: false, refusal: { code: 'wrong_status', status } };
}

/** Returns the R2 key of the picture in use, or a refusal when there is none. */
export function photoKeyOf(state: State | null, photo: PhotoKind): Result<{ key: string }> {
  const stored = state && (photo === 'id' ? state.idPhoto : livenessPhotoInUse(state));
  return stored
    ? { ok: true, value: { key: stored.key } }
    : { ok: false, refusal: { code: 'photo_not_found' } };
}
