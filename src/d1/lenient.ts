/**
 * Reads tables of D1 that no MAC covers and no night compares. Who can write to D1 can put anything there, so a row that
 * cannot be read is left out, and the others count all the same.
 */
import { z } from 'zod';

/** The latest time that is taken for one (ms since the epoch): the end of the year 9999, the last of RFC 3339. */
export const LATEST_MS = 253_402_300_799_999;

/** A time in ms since the epoch; null where it is none. */
export const lenientTime = z.int().min(0).max(LATEST_MS).nullable().catch(null);
/** A count; 0 where it is none. */
export const lenientCount = z.int().nonnegative().catch(0);

/** SQL: a column of text, of which no more is read than any of ours has. */
export const shortText = (name: string, most = 200) => `substr(${name}, 1, ${most}) AS ${name}`;

/** Reads rows one by one. @returns those that the schema takes */
export function readableRows<T>(schema: z.ZodType<T>, rows: readonly unknown[]): readonly T[] {
  return rows.flatMap((row) => {
    const { success, data } = schema.safeParse(row);
    return success ? [data] : [];
  });
}

/** Reads a JSON text. @returns null where it is none */
export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
