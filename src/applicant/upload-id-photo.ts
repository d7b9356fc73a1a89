/** Checks, stores and attaches an ID photo, uploaded by the API or on the applicant's page. Deletes a refused one. */
import type { Services } from '#src/config/services.ts';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Result } from '#src/core/result.ts';
import type { Lane } from '#src/ilive/rate-limit/rate-limit.ts';
import { type CheckedPhoto, checkIdPhoto } from '#src/photos/check-id-photo.ts';
import type { PhotoProblem } from '#src/photos/photo-problem.ts';
import type { ApplicantObject } from '#src/platform/objects.ts';
import type { UploadSource } from './applicant.ts';

/**
 * Removes metadata from a picture. When `CHECK_ID_PHOTO` is on, also asks iLive whether it shows a face.
 * @param progress told before iLive is asked, which costs money
 * @param lane of the rate limiter
 */
export function checkUpload(
  bytes: Uint8Array,
  { ilive, slot, config }: Services,
  progress?: UploadProgress,
  lane: Lane = 'onboarding',
): Promise<Result<CheckedPhoto, PhotoProblem>> {
  const detect: typeof ilive.detect = (image) => {
    if (progress) progress.asked = true;
    return ilive.detect(image);
  };
  // Not awaited here: that would hold the bytes until the check is over.
  return checkIdPhoto(bytes, {
    ilive: { detect },
    slot: (priority, calls) => slot(priority, calls, lane),
    enabled: config.CHECK_ID_PHOTO,
  });
}

/** How far an upload by the API has come. */
export type UploadProgress = {
  /** iLive was asked, or is about to be. */
  asked: boolean;
  /** The log tells the upload. */
  attached: boolean;
};

/**
 * Runs an upload by the API. Unless the picture is attached its ticket ends with it, however that is: it counts on if
 * iLive was asked.
 * @param work sets in its parameter how far it has come
 */
export async function withTicket<T>(
  ticket: string,
  object: Pick<ApplicantObject, 'endUpload'>,
  work: (progress: UploadProgress) => Promise<T>,
): Promise<T> {
  const progress = { asked: false, attached: false };
  try {
    return await work(progress);
  } finally {
    if (!progress.attached) await object.endUpload(ticket, progress.asked);
  }
}

/**
 * Stores a checked photo under the applicant's prefix and attaches it to the applicant. When the applicant no longer
 * awaits a photo, it is refused and nothing of it stays in R2.
 * @param photoPrefix the applicant's R2 prefix; the log names it before anything is stored there
 * @param object of the applicant
 * @param actor who uploads the photo
 * @param source the link to the applicant's page that it is uploaded on, or the ticket of an upload by the API
 */
export async function storeIdPhoto(
  { image, warnings, face, otherFaces }: CheckedPhoto,
  photoPrefix: string,
  { photos }: Pick<Services, 'photos'>,
  object: Pick<ApplicantObject, 'locateIdPhotoUpload' | 'attachIdPhoto'>,
  actor: string,
  source: UploadSource,
): Promise<Result<ApplicantView>> {
  // Reading and checking the photo may have taken minutes. After an erasure R2 is cleared twice, a minute apart: a
  // photo that is stored later than that would stay.
  const awaited = await object.locateIdPhotoUpload();
  if (!awaited.ok) return awaited;
  const stored = await photos.put(photoPrefix, 'id', image);
  const photo = { ...stored, contentType: image.contentType, warnings, face, otherFaces };
  const attached = await object.attachIdPhoto(photo, actor, source);
  if (!attached.ok) await photos.remove(stored.key);
  return attached;
}
