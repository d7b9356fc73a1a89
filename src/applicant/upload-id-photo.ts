/** Checks, stores and attaches an ID photo that was uploaded by the API or on the applicant's page. A refused one is deleted. */
import type { Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Result } from '#src/core/result.ts';
import { type CheckedPhoto, checkIdPhoto, type PhotoProblem } from '#src/photos/check-id-photo.ts';
import type { ApplicantObject } from '#src/platform/objects.ts';

/** Removes metadata from the picture, and asks iLive whether there is a face on it when `CHECK_ID_PHOTO` is on. */
export function checkUpload(
  bytes: Uint8Array,
  { ilive, slot, config }: Services,
): Promise<Result<CheckedPhoto, PhotoProblem>> {
  return checkIdPhoto(bytes, { ilive, slot, enabled: config.CHECK_ID_PHOTO });
}

/**
 * Stores a checked photo under the applicant's prefix, which is known before anything lies there, and has the applicant
 * take it. Where the status changed while the picture was on its way, nothing of it stays.
 * @param object whose photo it is
 * @param actor who uploads it
 */
export async function storeIdPhoto(
  { image, warnings, face }: CheckedPhoto,
  photoPrefix: string,
  { photos }: Pick<Services, 'photos'>,
  object: Pick<ApplicantObject, 'awaitsIdPhoto' | 'attachIdPhoto'>,
  actor: string,
): Promise<Result<ApplicantView>> {
  // Body and check may have taken minutes: who was erased meanwhile is looked through only once more.
  const awaited = await object.awaitsIdPhoto();
  if (!awaited.ok) return awaited;
  const stored = await photos.put(photoPrefix, 'id', image);
  const photo = { ...stored, contentType: image.contentType, warnings, face };
  const attached = await object.attachIdPhoto(photo, actor);
  if (!attached.ok) await photos.remove(stored.key);
  return attached;
}
