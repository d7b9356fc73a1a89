/** Why an ID photo is refused at the upload, in words for the person who sent it. */
import type { PictureFault } from '#src/ilive/refused-picture.ts';
import { detectImageFormat } from '#src/image/image-format.ts';
import type { ImageProblem } from '#src/image/image-result.ts';

/** Why a photo is refused. `detail` is English text for the person who sent it. */
export type PhotoProblem = {
  readonly code:
    | 'empty_image'
    | 'image_too_large'
    | 'unsupported_image'
    | 'invalid_image'
    | 'no_face_in_id_photo';
  readonly detail: string;
  /** What a page can give more exact advice about: the file is of this format, or the picture is too small. */
  readonly about?: 'heic' | 'pdf' | 'webp' | 'avif' | 'too_small';
};

/** No face was found, whichever way the photo was turned. */
export const NO_FACE: PhotoProblem = {
  code: 'no_face_in_id_photo',
  detail:
    'Photograph the side of the document with the portrait, upright, flat, sharp and well lit, and upload it again.',
};

/** The formats that a page names, by their names in a sentence. */
const NAMED_FORMATS: Readonly<Record<string, NonNullable<PhotoProblem['about']>>> = {
  HEIC: 'heic',
  PDF: 'pdf',
  WebP: 'webp',
  AVIF: 'avif',
};

/** Makes the problem of a file that is no picture that we take. */
export function problemOfFile(problem: ImageProblem, bytes: Uint8Array): PhotoProblem {
  const format = detectImageFormat(bytes);
  if (problem.code !== 'unsupported_image' || format.kind !== 'other') return problem;
  const about = NAMED_FORMATS[format.name];
  return about ? { ...problem, about } : problem;
}

/** Makes the problem of a picture that iLive refuses. */
export function problemOfFault(fault: PictureFault): PhotoProblem {
  switch (fault) {
    case 'empty':
      return {
        code: 'empty_image',
        detail: 'The face check read no picture. Take the photo again and upload it.',
      };
    case 'too_large':
      return {
        code: 'image_too_large',
        detail:
          'The face check takes no picture of this size. Make it smaller, such as 2000 pixels wide, and upload it again.',
      };
    case 'too_small':
      return {
        code: 'invalid_image',
        detail:
          'The picture is too small for the face check. Upload the photo in its original size, or take it from closer.',
        about: 'too_small',
      };
    case 'unsupported':
      return {
        code: 'unsupported_image',
        detail:
          'The face check does not take this kind of picture. Open it, save it as JPEG and upload it again.',
      };
    case 'unreadable':
      return {
        code: 'invalid_image',
        detail:
          'The face check cannot read the picture. Open it, save it as JPEG and upload it again, or take a new photo.',
      };
  }
}
