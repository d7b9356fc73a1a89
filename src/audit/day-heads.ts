/** The heads of a day: which event each chain ended with, and the root that stands for all of them and all days before. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
const linkSchema = z.strictObject({ date: z.iso.date(), root: hex });
const chainHeadSchema = z.strictObject({ user_id: z.string(), seq: z.int().positive(), hash: hex });

/** The most mismatches that a file names. `checks.mismatches` counts all of them. */
export const MOST_MISMATCHES = 1_000;

const checksSchema = z.strictObject({
  /** Rows of D1 whose MAC was checked. */
  rows: count,
  /** Objects that were asked about their row. */
  objects: count,
  /** Earlier day files whose heads were compared with the rows. */
  files: count,
  /** All mismatches, named or not. */
  mismatches: count,
});

const mismatchSchema = z.strictObject({
  /** Whose row or log it is; empty for `counts`. */
  user_id: z.string(),
  /**
   * `altered`: the row is not what the service wrote. `stale`: an old row with a valid MAC. `missing`: a day file knows the
   * applicant, D1 has no row. `foreign`: a row of an applicant that has no log. `counts`: the queue's counts.
   * `log_shorter`: the log itself ends before a head that was written down, so events are lost.
   */
  what: z.enum(['altered', 'stale', 'missing', 'foreign', 'counts', 'log_shorter']),
  /** Whether the row was written again from the log. */
  repaired: z.boolean(),
});

/** The file of a day, `audit/YYYY-MM-DD.json`. `previous` is the newest file before it. */
export const dayHeadsSchema = z.strictObject({
  /** The day, UTC. Chains that moved after the day before it that has a file, up to at least its end. */
  date: z.iso.date(),
  previous: linkSchema.nullable(),
  chains: z.array(chainHeadSchema),
  /** What the night compared, or null when it could not. */
  checks: checksSchema.nullable(),
  mismatches: z.array(mismatchSchema).max(MOST_MISMATCHES),
  root: hex,
});
/** The same, read. */
export type DayHeads = z.infer<typeof dayHeadsSchema>;
/** A day and what stands for it. */
export type DayLink = z.infer<typeof linkSchema>;
/** What a chain ended with. */
export type ChainHead = z.infer<typeof chainHeadSchema>;
/** What does not match, as a night found it. */
export type Mismatch = z.infer<typeof mismatchSchema>;
/** What a night checked, null when it could not, and what did not match. */
export type NightFindings = {
  readonly checks: DayHeads['checks'];
  readonly mismatches: readonly Mismatch[];
};

/** SHA-256, lower-case hex, over the canonical JSON (RFC 8785) of the file without its root. */
export function rootOf({ date, previous, chains, checks, mismatches }: Omit<DayHeads, 'root'>): string {
  const text = canonicalize({ date, previous, chains, checks, mismatches });
  if (text === undefined) throw new Error('a day has no canonical JSON');
  return createHash('sha256').update(text).digest('hex');
}

/** What a day says of a chain. */
export type KnownHead = { readonly seq: number; readonly hash: string; readonly date: string };

/** What is wrong with a day's file. */
export type DayBreak = { readonly date: string; readonly detail: string };

/** A day without its heads. */
export type Day = DayLink & NightFindings;

/** All days together. */
export type Heads = {
  /** By `user_id`. */
  readonly known: ReadonlyMap<string, readonly KnownHead[]>;
  /** Oldest first. */
  readonly days: readonly Day[];
  /** The first day has none before it, so nothing older is missing. */
  readonly sinceTheFirst: boolean;
  readonly broken: readonly DayBreak[];
};

/** Checks each root and that each day follows the one before; in any order, the same file once or more. */
export function gatherHeads(files: Iterable<DayHeads>): Heads {
  const known = new Map<string, KnownHead[]>();
  const broken: DayBreak[] = [];
  const days: (Day & Pick<DayHeads, 'previous'>)[] = [];
  for (const file of files) {
    const { date, previous, chains, checks, mismatches, root } = file;
    if (rootOf(file) !== root) broken.push({ date, detail: 'altered: its root is not that of its content' });
    const twin = days.find((day) => day.date === date);
    if (twin?.root === root) continue;
    if (twin) broken.push({ date, detail: 'forked: there is another file of this day' });
    days.push({ date, root, previous, checks, mismatches });
    for (const { user_id, seq, hash } of chains) {
      const heads = known.get(user_id) ?? [];
      heads.push({ seq, hash, date });
      known.set(user_id, heads);
    }
  }
  days.sort((one, other) => (one.date < other.date ? -1 : 1));
  for (const [index, { date, previous }] of days.entries()) {
    const before = days[index - 1];
    if (before) broken.push(...misled(date, previous, before));
  }
  return { known, days, sinceTheFirst: days[0]?.previous === null, broken };
}

/** What is wrong with the way from a day to the one before it among the files. */
function misled(date: string, previous: DayLink | null, before: DayLink): readonly DayBreak[] {
  if (previous?.date !== before.date) {
    const named = previous ? `the file of ${previous.date}` : 'no other';
    return [{ date, detail: `missing: it follows ${named}, but ${before.date} is the one before it here` }];
  }
  if (previous.root === before.root) return [];
  return [{ date, detail: `forked: it follows another file of ${before.date}` }];
}
