/** Builds a form with pictures as bytes (RFC 7578): sending `FormData` would copy each picture three times. */
import { concatenate } from '#src/image/bytes.ts';

/** A picture to send. */
export type Picture = { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string };

/** The body of a form and its Content-Type. */
export type Multipart = { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string };

/**
 * Builds the form. Values may contain anything, because the boundary cannot be guessed.
 * @param fields text fields by name; names are constants of this service, so they are not escaped
 * @param pictures file fields by name
 */
export function multipartOf(
  fields: Readonly<Record<string, string>>,
  pictures: Readonly<Record<string, Picture>>,
): Multipart {
  const boundary = crypto.randomUUID();
  const utf8 = new TextEncoder();
  const headOf = (rest: string) =>
    utf8.encode(`--${boundary}\r\nContent-Disposition: form-data; ${rest}\r\n\r\n`);
  const lineEnd = utf8.encode('\r\n');
  const texts = Object.entries(fields).flatMap(([name, value]) => [
    headOf(`name="${name}"`),
    utf8.encode(value),
    lineEnd,
  ]);
  const files = Object.entries(pictures).flatMap(([name, { bytes, contentType }]) => {
    const extension = contentType === 'image/png' ? 'png' : 'jpg';
    const type = `Content-Type: ${contentType}`;
    return [headOf(`name="${name}"; filename="${name}.${extension}"\r\n${type}`), bytes, lineEnd];
  });
  const bytes = concatenate([...texts, ...files, utf8.encode(`--${boundary}--\r\n`)]);
  return { bytes, contentType: `multipart/form-data; boundary=${boundary}` };
}
