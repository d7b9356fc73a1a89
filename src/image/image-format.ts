import { startsWith } from './bytes.ts';
import { findOtherFormat } from './other-formats.ts';

/** The signature of a PNG file (PNG section 5.2). */
export const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

/** The SOI marker and the first byte of the marker that must follow it (T.81 B.2.1). */
const JPEG_SIGNATURE = '\xff\xd8\xff';

/** What to do with a picture that is not taken as it is. */
export const SAVE_AS_JPEG = 'Open it and save it as JPEG, then send that.';

/** The format of a file: for another than JPEG and PNG, its name and what to do. */
export type ImageFormat =
  | { readonly kind: 'jpeg' }
  | { readonly kind: 'png' }
  | { readonly kind: 'other'; readonly name: string; readonly advice: string };

/** Detects the format of a file by its first bytes, never by a Content-Type or file name. */
export function detectImageFormat(bytes: Uint8Array): ImageFormat {
  if (startsWith(bytes, JPEG_SIGNATURE)) return { kind: 'jpeg' };
  if (startsWith(bytes, PNG_SIGNATURE)) return { kind: 'png' };
  const { name, group } = findOtherFormat(bytes);
  return { kind: 'other', name, advice: ADVICE[group] };
}

const ADVICE: Readonly<Record<ReturnType<typeof findOtherFormat>['group'], string>> = {
  iphone:
    'On an iPhone choose Settings → Camera → Formats → Most Compatible and take the photo again, or open it and save ' +
    'it as JPEG, then send that.',
  picture: SAVE_AS_JPEG,
  document: 'Photograph the document, or open it and save the page as JPEG, then send that.',
  video: 'Take a photo and send that.',
  encoded: 'Send the bytes of the picture as they are, without encoding, packing or other bytes around them.',
  unknown: 'If it is a picture, open it and save it as JPEG, then send that.',
};
