/** The ID photo out of the form that the applicant sends. */
import { MAX_IMAGE_BYTES, MAX_JSON_BYTES, readAtMost } from '../http/body.ts';
import { attachingTo } from '../http/id-photos.ts';
import { checkIdPhoto, type PhotoProblem, storeIdPhoto } from '../id-photo.ts';
import type { World } from '../world.ts';
import type { PhotoAdvice } from './sheets.tsx';
import type { Visit } from './visit.ts';

/** Null once it is stored, or where none is awaited any more; else what the applicant can do about it. */
export async function takePhoto(
  request: Request,
  { object }: Visit,
  world: World,
): Promise<PhotoAdvice | null> {
  const awaited = await object.awaitsIdPhoto();
  if (!awaited.ok) return null;
  const body = await readAtMost(request, MAX_IMAGE_BYTES + MAX_JSON_BYTES);
  if (!body) return 'adviceTooLarge';
  const file = await fileIn(new Request(request, { body }));
  if (!file) return 'adviceMissing';
  if (file.size > MAX_IMAGE_BYTES) return 'adviceTooLarge';
  const checked = await checkIdPhoto(new Uint8Array(await file.arrayBuffer()), world);
  if (!checked.ok) return adviceFor(checked.problem);
  await storeIdPhoto(checked, awaited.value.photoPrefix, world, attachingTo(object, 'applicant'));
  return null;
}

/** There are two fields, for camera and file; the one left alone comes as an empty file. */
async function fileIn(request: Request): Promise<File | null> {
  const form = await request.formData().catch(() => null);
  const files = form?.getAll('id_photo').filter((part) => part instanceof File && part.size > 0) ?? [];
  return files.find((part) => part instanceof File) ?? null;
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
