/** Answers with a picture of an applicant. */
import type { Context } from 'hono';
import type { HttpEnv } from './context.ts';
import { PHOTO_HEADERS } from './security-headers.ts';

/** A picture whose bytes were checked against the log, and its type as the log names it. */
export type ShownPicture = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: 'image/jpeg' | 'image/png';
};

/**
 * Answers with the picture. Its headers keep a browser from taking it for anything but a picture.
 * @param name of the file without its extension; it must hold no personal data
 */
export function photoResponse(c: Context<HttpEnv>, { bytes, contentType }: ShownPicture, name: string) {
  const extension = contentType === 'image/png' ? 'png' : 'jpg';
  return c.body(bytes, 200, {
    ...PHOTO_HEADERS,
    'content-type': contentType,
    'content-disposition': `inline; filename="${name}.${extension}"`,
  });
}
