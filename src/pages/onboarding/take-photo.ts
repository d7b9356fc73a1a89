/** Takes the ID photo from the form that the applicant sends. */

import { checkUpload, storeIdPhoto } from '#src/applicant/upload-id-photo.ts';
import type { Services } from '#src/config/services.ts';
import { MAX_IMAGE_BYTES } from '#src/contract/limits.ts';
import { APPLICANT_ACTOR } from '#src/core/events.ts';
import type { Form } from '#src/http/form.ts';
import type { FormField } from '#src/http/multipart.ts';
import type { PhotoProblem } from '#src/photos/photo-problem.ts';
import type { ApplicantSession } from './applicant-session.ts';
import type { PhotoAdvice } from './photo-screen.tsx';

/**
 * What follows from a form with a photo: `advance` when the photo is stored or none is awaited any more, `used_up` when
 * no further upload is allowed, else the text that says what the applicant can do.
 */
export type PhotoOutcome = PhotoAdvice | 'advance' | 'used_up';

/**
 * Checks and stores the photo of a form. Each file that reaches the check counts as an upload, whatever the result: the
 * check costs money.
 * @throws when R2 or the applicant's object cannot be reached
 */
export async function takePhoto(
  form: Form,
  { object, link }: ApplicantSession,
  services: Services,
): Promise<PhotoOutcome> {
  const file = fileIn(form);
  if (!file) return 'adviceMissing';
  if (file.bytes.length > MAX_IMAGE_BYTES) return 'adviceTooLarge';
  const received = await object.receiveIdPhoto(file.bytes.length, APPLICANT_ACTOR, link);
  if (!received.ok) return received.refusal.code === 'upload_limit_reached' ? 'used_up' : 'advance';
  const checked = await checkUpload(file.bytes, services);
  if (!checked.ok) return adviceFor(checked.refusal);
  const { photoPrefix } = received.value;
  await storeIdPhoto(checked.value, photoPrefix, services, object, APPLICANT_ACTOR, { link });
  return 'advance';
}

/** Finds the file. The form has two fields, for camera and file; the unused one is sent as an empty file. */
function fileIn(form: Form): FormField | null {
  return form.find(({ name, bytes }) => name === 'id_photo' && bytes.length > 0) ?? null;
}

const MORE_EXACTLY: Readonly<Record<NonNullable<PhotoProblem['about']>, PhotoAdvice>> = {
  heic: 'adviceHeic',
  pdf: 'advicePdf',
  webp: 'adviceWebp',
  avif: 'adviceAvif',
  too_small: 'adviceTooSmall',
};

function adviceFor({ code, about }: PhotoProblem): PhotoAdvice {
  if (about) return MORE_EXACTLY[about];
  switch (code) {
    case 'no_face_in_id_photo':
      return 'adviceNoFace';
    case 'image_too_large':
      return 'adviceTooLarge';
    case 'empty_image':
    case 'unsupported_image':
    case 'invalid_image':
      return 'adviceUnreadable';
  }
}
