/** Personal data beside the log: what the caller and the reviewer wrote. The log holds a salted hash of it. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { type Metadata, metadataSchema } from '../http/schema.ts';
import type { Personal } from './store.ts';

const saltedSchema = z.object({ salt: z.string(), value: z.unknown() });

/** A value to be stored erasably: its row, and the hash for the log. The salt goes when the value goes. */
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

/** The name of an answer that is given again to the same idempotency key. */
export function answerName(name: string): string {
  return `answer:${name}`;
}
