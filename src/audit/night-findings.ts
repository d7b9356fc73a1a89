/** Collects what one night compared, what did not match, and what it did not get to. */
import { log } from '#src/platform/log.ts';
import { type Mismatch, MOST_MISMATCHES, type NightFindings, urgencyOf } from './day-heads.ts';

/** The findings of one night. */
export type Findings = ReturnType<typeof createFindings>;

/** Creates the collection. It keeps as many mismatches of each urgency as a file may name, and counts all. */
export function createFindings() {
  const counts = { rows: 0, objects: 0, files: 0, mismatches: 0 };
  const leftOut = { cases: 0, files: 0, heads: 0, moved: 0, rows: 0, unanswered: 0 };
  const mismatches: Mismatch[] = [];
  const kept = new Map<number, number>();
  const found = new Map<string, Mismatch['what']>();

  return {
    counts,
    leftOut,

    /** Adds a mismatch, unless the night has found the same already. */
    add({ user_id, what, repaired }: Mismatch): void {
      if (found.get(user_id) === what) return;
      found.set(user_id, what);
      counts.mismatches += 1;
      const urgency = urgencyOf({ what, repaired });
      const before = kept.get(urgency) ?? 0;
      if (before >= MOST_MISMATCHES) return;
      kept.set(urgency, before + 1);
      mismatches.push({ user_id, what, repaired });
      log('error', 'night_mismatch', { user_id, what, repaired });
    },

    /** Whether a mismatch of that applicant was added. */
    has: (userId: string): boolean => found.has(userId),

    /** Notes that an object did not answer. @returns whether it should be logged: after many, it is only counted */
    noteUnanswered(): boolean {
      leftOut.unanswered += 1;
      return leftOut.unanswered <= MOST_MISMATCHES;
    },

    /** Gives all of it, as the file has it. */
    all: (): NightFindings => ({ checks: { ...counts, left_out: { ...leftOut } }, mismatches }),
  };
}
