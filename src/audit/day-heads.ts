/**
 * The file of a day: the head of each chain that moved, and a root that stands for all of them and for all days before.
 */
import { z } from 'zod';
import { hashCanonical } from '#src/platform/canonical-json.ts';
import type { TextMacs } from '#src/platform/text-mac.ts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();
const linkSchema = z.strictObject({ date: z.iso.date(), root: hex });
const chainHeadSchema = z.lazy(() =>
  z.strictObject({ user_id: z.string(), seq: z.int().positive(), hash: hex }),
);

/** The most mismatches that a file names. `checks.mismatches` counts all. */
export const MOST_MISMATCHES = 1_000;

const leftOutSchema = z.lazy(() =>
  z.strictObject({
    /** Open cases. They are spread over several nights, at most thirty. */
    cases: count,
    /** Earlier day files that were not read. */
    files: count,
    /** Heads in earlier files that are newer than the row in D1. */
    heads: count,
    /** Rows that moved. Their heads are those in D1 where the MAC is right. */
    moved: count,
    /** Rows of the night's thirtieth. */
    rows: count,
    /** Objects that were asked and did not answer. */
    unanswered: count,
  }),
);

const checksSchema = z.lazy(() =>
  z.strictObject({
    /** Rows of D1 whose MAC was checked. */
    rows: count,
    /** Objects that were asked about their row. */
    objects: count,
    /** Earlier day files whose heads were compared with the rows. */
    files: count,
    /** All mismatches, named or not. */
    mismatches: count,
    /** What was not asked about, because of the bounds of one night. */
    left_out: leftOutSchema,
  }),
);

/** The place in the rows that moved from which the next night goes on. `id`, and `moved_ms` with `user_id`, as in D1. */
const remainingSchema = z.lazy(() =>
  z.strictObject({
    /** How many rows were left. */
    rows: count,
    id: count,
    moved_ms: count,
    user_id: z.string(),
  }),
);

const mismatchSchema = z.lazy(() =>
  z.strictObject({
    /** The applicant; empty for `counts`, `schema` and rows whose `user_id` no applicant can have. */
    user_id: z.string(),
    /**
     * `altered`: the row is not what the service wrote. `stale`: an old row with a valid MAC. `missing`: a day file names
     * the applicant, but D1 has no row. `foreign`: a row that the service did not write, of an applicant that has no log.
     * `counts`: the queue's counts were wrong. `schema`: D1 has tables, indexes or triggers that the migrations do not make,
     * or lacks some. `log_shorter`: a day file or an authentic row names an event that the log
     * does not contain, so events are lost.
     */
    what: z.enum(['altered', 'stale', 'missing', 'foreign', 'counts', 'schema', 'log_shorter']),
    /** Whether it was put right: the row written again from the log, a foreign row removed, the queue counted again. */
    repaired: z.boolean(),
  }),
);

/**
 * The file of a day, `audit/YYYY-MM-DD.json` in R2. `previous` is the newest file before it, null for the first. `earlier`
 * has those before that one, oldest first, so that the MAC of the newest file is enough to trust all.
 */
export const dayHeadsSchema = z.lazy(() =>
  z.strictObject({
    /** The day (UTC). `chains` moved after the day of the previous file, and up to the end of this day or later. */
    date: z.iso.date(),
    previous: linkSchema.nullable(),
    earlier: z.array(linkSchema),
    chains: z.array(chainHeadSchema),
    /** What the night compared. */
    checks: checksSchema,
    mismatches: z.array(mismatchSchema).max(MOST_MISMATCHES),
    /** Rows that moved which this file had no room for; null when it has all. */
    remaining: remainingSchema.nullable(),
    root: hex,
    /** HMAC over date and root, and the id of its key: the service wrote this file. */
    root_mac: hex,
    root_mac_key: z.string().regex(/^[0-9a-f]{8}$/),
  }),
);
/** A parsed file of a day. */
export type DayHeads = z.infer<typeof dayHeadsSchema>;
/** A day and the root of its file. */
export type DayLink = z.infer<typeof linkSchema>;
/** The head of a chain: the number and hash of its newest event, without looks at photos. */
export type ChainHead = z.infer<typeof chainHeadSchema>;
/** A mismatch that a night found. */
export type Mismatch = z.infer<typeof mismatchSchema>;
/** Rows that moved and are not in the file. */
export type Remaining = z.infer<typeof remainingSchema>;
/** What a night checked, and what did not match. */
export type NightFindings = {
  readonly checks: DayHeads['checks'];
  readonly mismatches: readonly Mismatch[];
};

/** How urgent it is that a file names the mismatch: lost events (0), what is not repaired (1), what is (2). */
export function urgencyOf({ what, repaired }: Omit<Mismatch, 'user_id'>): number {
  if (what === 'log_shorter') return 0;
  return repaired ? 2 : 1;
}

/**
 * Computes the root: SHA-256, lower-case hex, over the canonical JSON (RFC 8785) of the file without its root and the MAC
 * of that.
 */
export function rootOf(file: Omit<DayHeads, 'root' | 'root_mac' | 'root_mac_key'>): string {
  const { date, previous, earlier, chains, checks, mismatches, remaining } = file;
  return hashCanonical({ date, previous, earlier, chains, checks, mismatches, remaining });
}

/** The text that the MAC of a file covers. */
export function sealedText({ date, root }: DayLink): string {
  return `${date} ${root}`;
}

/** Gives the links to the files before this one, oldest first. */
export function linksBefore({
  earlier,
  previous,
}: Pick<DayHeads, 'earlier' | 'previous'>): readonly DayLink[] {
  return previous ? [...earlier, previous] : [];
}

/** Collects the roots of the files that the service wrote: those with a right MAC, and those that one of them names. */
export function genuineRoots(files: Iterable<DayHeads>, mac: TextMacs): ReadonlySet<string> {
  const roots = new Set<string>();
  for (const file of files) {
    const seal = { mac: file.root_mac, mac_key: file.root_mac_key };
    if (rootOf(file) !== file.root || !mac.isRight(sealedText(file), seal)) continue;
    for (const { root } of [...linksBefore(file), file]) roots.add(root);
  }
  return roots;
}

/** The head of a chain as the file of a day names it. */
export type KnownHead = { readonly seq: number; readonly hash: string; readonly date: string };

/** What is wrong with a day's file. */
export type DayBreak = { readonly date: string; readonly detail: string };

/** The file of a day without its chains. */
export type Day = DayLink & NightFindings & Pick<DayHeads, 'remaining'>;

/** All day files together. */
export type Heads = {
  /** By `user_id`; the heads of one chain are in the order in which the files came. */
  readonly known: ReadonlyMap<string, readonly KnownHead[]>;
  /** Oldest first. */
  readonly days: readonly Day[];
  /** Whether the oldest file names no previous one, so that no older file is missing. */
  readonly sinceTheFirst: boolean;
  readonly broken: readonly DayBreak[];
};

/**
 * Checks the root of each file and that each day follows the one before it, and collects the heads.
 * @param files in any order; the same file may come more than once
 * @param genuine the roots of the files that the service wrote: any other file is named, and what it says is not taken.
 *   Null when this is not known
 */
export function gatherHeads(files: Iterable<DayHeads>, genuine: ReadonlySet<string> | null = null): Heads {
  const known = new Map<string, KnownHead[]>();
  const broken: DayBreak[] = [];
  const days: (Day & Pick<DayHeads, 'previous'>)[] = [];
  for (const file of files) {
    const { date, previous, chains, checks, mismatches, remaining, root } = file;
    const isAltered = rootOf(file) !== root;
    if (isAltered) broken.push({ date, detail: 'altered: its root is not that of its content' });
    else if (genuine && !genuine.has(root))
      broken.push({ date, detail: 'not genuine: the service did not write this file' });
    if (genuine && (isAltered || !genuine.has(root))) continue;
    const twin = days.find((day) => day.date === date);
    if (twin?.root === root) continue;
    if (twin) broken.push({ date, detail: 'forked: there is another file of this day' });
    days.push({ date, root, previous, checks, mismatches, remaining });
    for (const { user_id, seq, hash } of chains) {
      const heads = known.get(user_id) ?? [];
      heads.push({ seq, hash, date });
      known.set(user_id, heads);
    }
  }
  days.sort((one, other) => (one.date < other.date ? -1 : 1));
  for (const [index, { date, previous }] of days.entries()) {
    const before = days[index - 1];
    if (before) broken.push(...linkBreaks(date, previous, before));
  }
  return { known, days, sinceTheFirst: days[0]?.previous === null, broken };
}

/** Finds what is wrong with the link from a day to the day before it among the files. */
function linkBreaks(date: string, previous: DayLink | null, before: DayLink): readonly DayBreak[] {
  if (previous?.date !== before.date) {
    const named = previous ? `the file of ${previous.date}` : 'no other';
    return [{ date, detail: `missing: it follows ${named}, but ${before.date} is the one before it here` }];
  }
  if (previous.root === before.root) return [];
  return [{ date, detail: `forked: it follows another file of ${before.date}` }];
}
