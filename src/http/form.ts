/** Parses forms of both kinds that browsers and HTTP clients send. */
import type { Result } from '#src/core/result.ts';
import { parseHeaderValue } from './header-parameters.ts';
import { type FieldProblem, type FormField, parseMultipart } from './multipart.ts';

/** More than any form of ours has. Each field is an object, so a body of separators alone would take 200 times its size. */
const MAX_FIELDS = 100;
/** A form without files, in bytes: the longest note, each character of it in 12 bytes. */
const MAX_URL_ENCODED_BYTES = 65_536;

const AMPERSAND = 0x26;

/** The fields of a form, in their order. */
export type Form = readonly FormField[];

/**
 * Parses the body of a form, multipart or URL-encoded.
 * @param contentType the header of the request
 */
export function parseForm(body: Uint8Array<ArrayBuffer>, contentType: string): Result<Form, FieldProblem> {
  const { value: mediaType } = parseHeaderValue(contentType);
  if (mediaType === 'multipart/form-data') return parseMultipart(body, contentType);
  if (mediaType !== 'application/x-www-form-urlencoded') {
    return { ok: false, refusal: { path: 'Content-Type', message: 'must be that of a form' } };
  }
  if (body.length > MAX_URL_ENCODED_BYTES) {
    const message = `must have at most ${MAX_URL_ENCODED_BYTES} bytes; a file needs multipart/form-data`;
    return { ok: false, refusal: { path: '', message } };
  }
  if (body.filter((byte) => byte === AMPERSAND).length >= MAX_FIELDS) {
    return { ok: false, refusal: { path: '', message: `the form must have at most ${MAX_FIELDS} fields` } };
  }
  const utf8 = new TextEncoder();
  const pairs = [...new URLSearchParams(new TextDecoder().decode(body))];
  const value = pairs.map(([name, text]) => {
    return { name, isFile: false, charset: null, bytes: new Uint8Array(utf8.encode(text)) };
  });
  return { ok: true, value };
}

/**
 * Decodes a field as text.
 * @param defaultCharset of fields that name none (RFC 7578 section 4.6)
 * @returns null when the bytes are not text in that charset, or the charset is not known
 */
export function textOf({ bytes, charset }: FormField, defaultCharset = 'utf-8'): string | null {
  try {
    return new TextDecoder(charset ?? defaultCharset, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}

/** Returns the text of the first field with that name; null when there is none or it is not UTF-8. */
export function textIn(form: Form, name: string): string | null {
  const field = form.find((candidate) => candidate.name === name);
  return field ? textOf(field) : null;
}
