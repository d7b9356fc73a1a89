/**
 * How single values of iLive's answers are read: what is rounding, what counts as missing, what cannot be read.
 */
import { z } from 'zod';

/**
 * By how much a score may lie outside of its range and still be that range's end. Face vectors are normalised in single
 * or half precision; half precision rounds at 2^-10, just under this. More than that is another scale, not rounding.
 */
export const SCORE_ROUNDING = 0.001;

const clamped = (value: number) => Math.min(1, Math.max(0, value));

/** A score from 0 to 1. Rounding is clamped. */
export const score = z
  .number()
  .min(-SCORE_ROUNDING)
  .max(1 + SCORE_ROUNDING)
  .transform(clamped);

/**
 * The quality of a photo. Another type than a number counts as missing. A number on another scale makes the answer
 * unreadable: as missing it could hide that each photo is too poor.
 */
export const qualityScore = z
  .union([
    score,
    z
      .unknown()
      .refine((given) => typeof given !== 'number')
      .transform(() => null),
  ])
  .optional()
  .default(null);

/**
 * A similarity of two faces. Engines that compare by cosine give down to -1 for faces that differ: that is read as 0,
 * which is below every threshold.
 */
export const similarity = z
  .number()
  .min(-1 - SCORE_ROUNDING)
  .max(1 + SCORE_ROUNDING)
  .transform(clamped);

/** A text that the log can hold: without lone surrogates, and of limited length because the log is kept for ever. */
export const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((given) => given.isWellFormed());

/** An id of ours that iLive repeats. An integer becomes text, if JSON carries it exactly: a rounded one could be another's. */
export const id = z.preprocess(
  (given) => (Number.isSafeInteger(given) && !Object.is(given, -0) ? String(given) : given),
  text(200),
);

/** What an id must be to become part of a path: `..` would change which resource a call is about. */
const PATH_ID = /^[A-Za-z0-9_-]{1,128}$/;

/** Tells whether a text can be an id of iLive's. */
export function isPathId(given: string): boolean {
  return PATH_ID.test(given);
}

/** An id of iLive's, which becomes part of the path of later calls. */
export const pathId = id.refine(isPathId);

/** Makes a value that decides nothing by itself optional: null if it is absent or cannot be read. */
export const orMissing = <S extends z.ZodType>(schema: S) =>
  schema.nullable().optional().default(null).catch(null);

/** Does the same for a part that may be absent altogether: undefined if it cannot be read. */
export const orAbsent = <S extends z.ZodType>(schema: S) => schema.nullish().catch(undefined);

/** Returns the path of the first field that a schema refused. */
export function pathOf(error: z.ZodError): readonly PropertyKey[] {
  return error.issues[0]?.path ?? [];
}

/** Names a field of an answer: `matches.3.similarity`, or `body` for the answer as a whole. Never holds a value. */
export function fieldName(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'body' : path.map(String).join('.');
}

/**
 * Names the fields that were sent and count as missing, because they could not be read.
 * @param given the answer as sent
 * @param read the same answer after it was parsed
 */
export function fieldsNotRead(
  given: unknown,
  read: unknown,
  path: readonly string[] = [],
): readonly string[] {
  if (given === null || given === undefined) return [];
  if (read === null || read === undefined) return [fieldName(path)];
  if (typeof read !== 'object') return [];
  if (typeof given !== 'object') return [fieldName(path)];
  const fields = new Map<string, unknown>(Object.entries(given));
  return Object.entries(read).flatMap(([name, value]) =>
    fieldsNotRead(fields.get(name), value, [...path, name]),
  );
}
