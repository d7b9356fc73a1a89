/** Where a line says that the picture is. Pure. */
import { isAbsolute, win32 } from 'node:path';
import type { Result } from '#src/core/result.ts';

/** A file below the folder of photos, or an https address. */
export type PhotoPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'url'; readonly url: URL };

const MAX_CHARACTERS = 2_000;
/** Control and format characters, line separators and lone surrogates: a path with them looks like another one. */
const ODD = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Reads a line's `photo`. The refusal says what to write in place of it. */
export function photoPlaceOf(written: string): Result<PhotoPlace, string> {
  if (written === '') return refused('is empty: leave it out for <user_id>.jpg, .jpeg or .png.');
  if (written.length > MAX_CHARACTERS) return refused(`has more than ${MAX_CHARACTERS} characters.`);
  if (ODD.test(written)) return refused('has control or invisible characters: rename the file.');
  if (/^data:/i.test(written))
    return refused('is the picture itself: write the name of a file in the folder of photos.');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written)) return urlOf(written);
  if (isAbsolute(written) || win32.isAbsolute(written) || /^[a-z]:/i.test(written))
    return refused('must be a path from the folder of photos on, or an https address.');
  if (written.includes('\\')) return refused('has a backslash: write / between folders.');
  if (written.split('/').includes('..')) return refused('must not lead out of the folder of photos.');
  return { ok: true, value: { kind: 'file', path: written } };
}

function urlOf(written: string): Result<PhotoPlace, string> {
  const url = URL.parse(written);
  if (!url || /\s/.test(written)) return refused('is no address.');
  if (url.protocol !== 'https:')
    return refused('must be an https address, or a path from the folder of photos on.');
  if (url.username !== '' || url.password !== '') return refused('must not hold a user or password.');
  return { ok: true, value: { kind: 'url', url } };
}

function refused(why: string): Result<never, string> {
  return { ok: false, refusal: why };
}
