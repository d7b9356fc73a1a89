/** Side data that may be personal: metadata and notes, of which the log has a salted hash, and stored answers. */
import { z } from 'zod';
import { type Metadata, metadataSchema } from '#src/contract/applicant.ts';
import { hashCanonical } from '#src/platform/canonical-json.ts';
import { DAY_MS } from '#src/platform/day.ts';
import type { Outdated, SideDataEntry } from './side-data.ts';

const saltedSchema = z.object({ salt: z.string(), value: z.unknown() });

/**
 * Makes the side data of a value that must be erasable, and its hash for the log: SHA-256, hex, over a random salt and
 * the canonical JSON (RFC 8785) of the value. The side data holds the salt, so erasure removes it too.
 * @param name of the side data
 */
export function salted(
  name: string,
  value: Metadata | string,
): { readonly row: SideDataEntry; readonly hash: string } {
  const salt = crypto.randomUUID();
  return { row: { name, value: JSON.stringify({ salt, value }) }, hash: hashCanonical(value, salt) };
}

/** Reads the metadata out of its side data; empty when there is none. */
export function metadataOf(row: string | null): Metadata {
  return row === null ? {} : metadataSchema.parse(saltedSchema.parse(JSON.parse(row)).value);
}

/** Reads a reviewer's note out of its side data; null when there is none. */
export function noteOf(row: string | null): string | null {
  return row === null ? null : z.string().parse(saltedSchema.parse(JSON.parse(row)).value);
}

const NOTE = 'note:';

/**
 * Names the side data of a decision's note.
 * @param seq of the decision's event
 */
export function noteName(seq: number): string {
  return `${NOTE}${seq}`;
}

/** A reviewer's note. `seq` is the number of its event. */
export type Note = { seq: number; note: string };

/** Reads the notes among all side data, oldest first. */
export function notesIn(entries: readonly SideDataEntry[]): Note[] {
  const notes = entries.flatMap(({ name, value }) => {
    const note = name.startsWith(NOTE) ? noteOf(value) : null;
    return note === null ? [] : [{ seq: Number(name.slice(NOTE.length)), note }];
  });
  return notes.toSorted((a, b) => a.seq - b.seq);
}

const ANSWER = 'answer:';
/** The most answers of one applicant: all of them are in memory when one is stored, or when an erasure removes them. */
const MOST_ANSWERS = 100;
const answerSchema = z.object({ kept_at: z.iso.datetime(), answer: z.string() });

/** Names the side data of an answer that is given again to a repeated request. */
export function answerName(name: string): string {
  return `${ANSWER}${name}`;
}

/**
 * Makes the side data of an answer.
 * @param now ms since the epoch
 */
export function answerRow(name: string, answer: string, now: number): SideDataEntry {
  const value = { kept_at: new Date(now).toISOString(), answer };
  return { name: answerName(name), value: JSON.stringify(value) };
}

/** Reads an answer out of its side data; null when there is none. */
export function answerOf(row: string | null): string | null {
  return row === null ? null : answerSchema.parse(JSON.parse(row)).answer;
}

/** Reads the answers among all side data. */
export function answersIn(entries: readonly SideDataEntry[]): z.infer<typeof answerSchema>[] {
  const answers = entries.filter(({ name }) => name.startsWith(ANSWER));
  return answers.map(({ value }) => answerSchema.parse(JSON.parse(value)));
}

/**
 * Selects the answers that are older than a day. Their idempotency key has expired, or never recorded them because the
 * request broke off before that.
 * @param now ms since the epoch
 */
export function dayOldAnswers(now: number): Outdated {
  return { prefix: ANSWER, before: new Date(now - DAY_MS).toISOString(), most: MOST_ANSWERS };
}
