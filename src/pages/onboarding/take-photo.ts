/** The ID photo out of the form that the applicant sends. */

import { checkUpload, storeIdPhoto } from '#src/applicant/upload-id-photo.ts';
import type { Services } from '#src/config/services.ts';
import { MAX_IMAGE_BYTES } from '#src/http/body.ts';
import type { PhotoProblem } from '#src/photos/check-id-photo.ts';
import type { ApplicantSession } from './applicant-session.ts';
import type { PhotoAdvice } from './photo-screen.tsx';

/** In the log, who acts on the pages. */
export const ACTOR = 'applicant';

/** `onward` once it is stored, or where none is awaited any more; else what the applicant can do about it. */
export type Taken = PhotoAdvice | 'advance' | 'used_up';

/** Takes the photo. Each file that gets as far as the check counts, whatever comes of it: the check costs money. */
export async function takePhoto(
  form: FormData,
  { object, view }: ApplicantSession,
  services: Services,
): Promise<Taken> {
  if (view.status !== 'awaiting_id_photo' && view.status !== 'awaiting_liveness') return 'advance';
  const file = fileIn(form);
  if (!file) return 'adviceMissing';
  if (file.size > MAX_IMAGE_BYTES) return 'adviceTooLarge';
  const received = await object.receiveIdPhoto(file.size, ACTOR);
  if (!received.ok) return received.refusal.code === 'upload_limit_reached' ? 'used_up' : 'advance';
  const checked = await checkUpload(new Uint8Array(await file.arrayBuffer()), services);
  if (!checked.ok) return adviceFor(checked.refusal);
  await storeIdPhoto(checked.value, received.value.photoPrefix, services, object, ACTOR);
  return 'advance';
}

/** There are two fields, for camera and file; the one left alone comes as an empty file. */
function fileIn(form: FormData): File | null {
  return form.getAll('id_photo').find((part): part is File => part instanceof File && part.size > 0) ?? null;
}

function adviceFor({ code }: PhotoProblem): PhotoAdvice {
  switch (code) {
    case 'no_face_in_id_photo':
      return 'adviceNoFace';
    case 'empty_image':
    case 'unsupported_image':
    case 'invalid_image':
      return 'adviceUnreadable';
  }
}
