/** What a line says about a customer. Pure. */
import { z } from 'zod';
import type { Metadata } from '#src/contract/applicant.ts';
import { knownFaceSchema } from '#src/contract/known-faces.ts';
import type { Result } from '#src/core/result.ts';
import { parseExactJson } from '#src/http/exact-json.ts';
import { type PhotoPlace, photoPlaceOf } from './photo-place.ts';
import type { Line } from './read-lines.ts';

/** A customer to import. */
export type CustomerLine = {
  readonly line: number;
  readonly userId: string;
  /** Null for `<user_id>.jpg`, `.jpeg` or `.png` in the folder of photos. */
  readonly photo: PhotoPlace | null;
  readonly metadata: Metadata | null;
  readonly source: string | null;
  readonly keepPhoto: boolean | null;
};

/** Why a customer is left out. `code` is stable; `detail` says what is wrong and what to do. */
export type Refusal = { readonly code: string; readonly detail: string };

/** A line that is left out. `userId` is null where the line does not say it. */
export type BadLine = { readonly line: number; readonly userId: string | null; readonly refusal: Refusal };

const lineSchema = z.strictObject({
  ...knownFaceSchema.shape,
  photo: z.string().optional(),
  keep_photo: z.boolean().optional(),
});
const FIELDS = Object.keys(lineSchema.shape).join(', ');

/** Reads a line. */
export function parseCustomerLine(line: Line): Result<CustomerLine, BadLine> {
  const { number } = line;
  if ('problem' in line) return bad(number, null, PROBLEMS[line.problem]);
  const json = jsonOf(line.text);
  if (json === null || (json.ok && !isObject(json.value))) return bad(number, null, notJson(line.text));
  if (!json.ok) return bad(number, null, `${issuesOf(json.refusal)}.`);
  const read = lineSchema.safeParse(json.value);
  if (!read.success)
    return bad(number, userIdIn(json.value), `${issuesOf(read.error)}. The fields are ${FIELDS}.`);
  const {
    user_id: userId,
    photo: written,
    metadata = null,
    source = null,
    keep_photo: keepPhoto = null,
  } = read.data;
  const photo = written === undefined ? null : photoPlaceOf(written);
  if (photo !== null && !photo.ok) return bad(number, userId, `photo: ${photo.refusal}`);
  const place = photo?.value ?? null;
  return { ok: true, value: { line: number, userId, photo: place, metadata, source, keepPhoto } };
}

const PROBLEMS = {
  too_long: 'The line is longer than 65,536 bytes: a line is one customer, without the picture itself.',
  not_utf8: 'The line is not UTF-8: save the file as UTF-8.',
} as const;

function bad(line: number, userId: string | null, detail: string): Result<never, BadLine> {
  return { ok: false, refusal: { line, userId, refusal: { code: 'invalid_line', detail } } };
}

function jsonOf(text: string) {
  try {
    return parseExactJson(text);
  } catch {
    return null;
  }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

function notJson(text: string): string {
  const start = text.trimStart()[0];
  if (start === '[' || start === ']')
    return 'No array: one JSON object a line, without brackets and commas around.';
  if (start !== '{') return 'Not JSON: each line is an object such as {"user_id": "user-1"}.';
  return 'Not JSON: the whole object must stand on one line, with double quotes and no comma behind.';
}

function issuesOf({ issues }: z.ZodError): string {
  const shown = issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  return shown.join('; ');
}

/** The id of a line that is wrong elsewhere, so that the report can name it. */
function userIdIn(value: unknown): string | null {
  const found = knownFaceSchema.pick({ user_id: true }).loose().safeParse(value);
  return found.success ? found.data.user_id : null;
}
