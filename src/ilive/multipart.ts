/** Builds a form with pictures (RFC 7578) that copies none of them: `FormData` would copy each three times. */

/** A picture to send. */
export type Picture = { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string };

/** The body of a form, in pieces, and its Content-Type. */
export type Multipart = {
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  /** Of all pieces, in bytes. */
  readonly length: number;
  readonly contentType: string;
};

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
  const encode = (text: string) => new Uint8Array(utf8.encode(text));
  const headOf = (rest: string) => encode(`--${boundary}\r\nContent-Disposition: form-data; ${rest}\r\n\r\n`);
  const lineEnd = encode('\r\n');
  const texts = Object.entries(fields).flatMap(([name, value]) => [
    headOf(`name="${name}"`),
    encode(value),
    lineEnd,
  ]);
  const files = Object.entries(pictures).flatMap(([name, { bytes, contentType }]) => {
    const extension = contentType === 'image/png' ? 'png' : 'jpg';
    const type = `Content-Type: ${contentType}`;
    return [headOf(`name="${name}"; filename="${name}.${extension}"\r\n${type}`), bytes, lineEnd];
  });
  const pieces = [...texts, ...files, encode(`--${boundary}--\r\n`)];
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return { pieces, length, contentType: `multipart/form-data; boundary=${boundary}` };
}
