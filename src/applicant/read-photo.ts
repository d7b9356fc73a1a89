/** Reads a photo for a reviewer. What was looked at is in the log before the picture is read. */
import type { Result } from '#src/core/result.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import type { PhotoKind, Photos } from '#src/photos/photo-store.ts';
import type { ApplicantObject } from '#src/platform/objects.ts';

/**
 * Records the view and reads the picture.
 * @param typeOnly for `HEAD`: the picture has no bytes, and no view is recorded
 * @returns a refusal when there is no such applicant or picture
 * @throws when R2 or the applicant's object cannot be reached
 */
export async function readPhoto(
  object: Pick<ApplicantObject, 'viewPhoto' | 'locatePhoto'>,
  photos: Pick<Photos, 'get' | 'head'>,
  photo: PhotoKind,
  actor: string,
  typeOnly: boolean,
): Promise<Result<Picture>> {
  const located = await (typeOnly ? object.locatePhoto(photo) : object.viewPhoto(photo, actor));
  if (!located.ok) return located;
  const { key } = located.value;
  const picture = typeOnly ? await photos.head(key) : await photos.get(key);
  return picture ? { ok: true, value: picture } : { ok: false, refusal: { code: 'photo_not_found' } };
}
