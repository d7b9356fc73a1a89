import { startsWith } from './bytes.ts';

/** The signature of a PNG file (PNG section 5.2). */
export const PNG_SIGNATURE = '\x89PNG\r\n\x1a\n';

/** The SOI marker and the first byte of the marker that must follow it (T.81 B.2.1). */
const JPEG_SIGNATURE = '\xff\xd8\xff';

/** Formats that are sent by mistake, listed only so that the refusal can name them. The first that fits counts. */
const OTHER_FORMATS: readonly {
  readonly signature: string;
  readonly offset: number;
  readonly name: string;
}[] = [
  { signature: 'GIF8', offset: 0, name: 'GIF' },
  { signature: 'WEBP', offset: 8, name: 'WebP' },
  { signature: 'ftypavif', offset: 4, name: 'AVIF' },
  { signature: 'ftyphei', offset: 4, name: 'HEIC' },
  { signature: 'ftyphev', offset: 4, name: 'HEIC' },
  { signature: 'ftypmif1', offset: 4, name: 'HEIC' },
  { signature: 'ftyp', offset: 4, name: 'video' },
  { signature: '%PDF', offset: 0, name: 'PDF' },
  { signature: 'II*\0', offset: 0, name: 'TIFF' },
  { signature: 'MM\0*', offset: 0, name: 'TIFF' },
  { signature: 'BM', offset: 0, name: 'BMP' },
  { signature: 'PK\x03\x04', offset: 0, name: 'ZIP' },
  { signature: '<', offset: 0, name: 'SVG, XML or HTML' },
];

/** The format of a file. `name` is null if its first bytes fit no format in our list. */
export type ImageFormat =
  | { readonly kind: 'jpeg' }
  | { readonly kind: 'png' }
  | { readonly kind: 'other'; readonly name: string | null };

/** Detects the format of a file by its first bytes, never by a Content-Type or file name. */
export function detectImageFormat(bytes: Uint8Array): ImageFormat {
  if (startsWith(bytes, JPEG_SIGNATURE)) return { kind: 'jpeg' };
  if (startsWith(bytes, PNG_SIGNATURE)) return { kind: 'png' };
  const other = OTHER_FORMATS.find(({ signature, offset }) => startsWith(bytes, signature, offset));
  return { kind: 'other', name: other?.name ?? null };
}
