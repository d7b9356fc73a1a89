/** What the object itself found wrong with its row in D1 and repaired, kept until the night has asked for it. */
import { z } from 'zod';
import type { RowFound } from '#src/d1/row-check.ts';
import { createKeyValues } from './key-values.ts';

/**
 * How long a finding is given again after it was first asked for (ms): two runs of one night, at the same time, both
 * learn it, since only one of them writes the file.
 */
const KEPT_MS = 60 * 60_000;

const findingSchema = z.object({
  found: z.enum(['altered', 'stale', 'missing', 'log_shorter']),
  /** When the night first asked for it (ms since the epoch); null before that. */
  askedAt: z.number().nullable(),
});

/** What was found. */
export type Finding = Exclude<RowFound, 'current'>;

/** The finding of one object. */
export type RowFinding = ReturnType<typeof createRowFinding>;

/** Reads and writes synchronously. */
export function createRowFinding(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);
  const put = (finding: z.infer<typeof findingSchema>) =>
    keyValues.put('row_finding', '', JSON.stringify(finding));

  return {
    /** Keeps a finding for the next night. */
    keep(found: Finding): void {
      put({ found, askedAt: null });
    },

    /** Gives the finding to the night; null when there is none, or an earlier night had it. */
    take(now: number): Finding | null {
      const text = keyValues.get('row_finding', '');
      if (text === null) return null;
      const { found, askedAt } = findingSchema.parse(JSON.parse(text));
      if (askedAt === null) put({ found, askedAt: now });
      else if (now - askedAt > KEPT_MS) {
        keyValues.drop('row_finding', '');
        return null;
      }
      return found;
    },
  };
}
