/** Personal data beside the log: what the caller and the reviewer wrote. The log holds a salted hash of it. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { type Metadata, metadataSchema } from '#src/contract/applicant.ts';
import type { Outdated, Personal } from './side-data.ts';

const saltedSchema = z.object({ salt: z.string(), value: z.unknown() });

/** Returns the row of a value that must be erasable, and its salted hash for the log. The row holds the salt. */
export function salted(
  name: string,
  value: Metadata | string,
): { readonly row: Personal; readonly hash: string } {
  const salt = crypto.randomUUID();
  const hash = createHash('sha256')
    .update(salt)
    .update(canonicalize(value) ?? '')
    .digest('hex');
  return { row: { name, value: JSON.stringify({ salt, value }) }, hash };
}

/** The metadata as given, empty where there is none. */
export function metadataOf(row: string | null): Metadata {
  return row === null ? {} : metadataSchema.parse(saltedSchema.parse(JSON.parse(row)).value);
}

/** The note as written, or null. */
export function noteOf(row: string | null): string | null {
  return row === null ? null : z.string().parse(saltedSchema.parse(JSON.parse(row)).value);
}

/** The name of a decision's note. */
export function noteName(seq: number): string {
  return `note:${seq}`;
}

const ANSWER = 'answer:';
const DAY_MS = 86_400_000;
const answerSchema = z.object({ kept_at: z.iso.datetime(), answer: z.string() });

/** The name of an answer that is given again to the same idempotency key. */
export function answerName(name: string): string {
  return `${ANSWER}${name}`;
}

/** The row that stores an answer. `now` in ms since the epoch. */
export function answerRow(name: string, answer: string, now: number): Personal {
  const value = { kept_at: new Date(now).toISOString(), answer };
  return { name: answerName(name), value: JSON.stringify(value) };
}

/** The answer as it was given, or null. */
export function answerOf(row: string | null): string | null {
  return row === null ? null : answerSchema.parse(JSON.parse(row)).answer;
}

/** Selects the answers whose key has expired, or never recorded them because the request died in between. */
export function dayOldAnswers(now: number): Outdated {
  return { prefix: ANSWER, before: new Date(now - DAY_MS).toISOString() };
}
