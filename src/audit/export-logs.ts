/** Exports all logs page by page, from the objects that hold them: one line for each event (NDJSON). */
import { z } from 'zod';
import type { StoredEvent } from '#src/event-log/event-store.ts';

/** Why an applicant's log could not be exported. */
export type Problem = 'log_unreadable' | 'log_missing' | 'out_of_reach';

/** Some events of a log, or why the object gave none. */
export type LogRead =
  | { readonly ok: true; readonly events: readonly StoredEvent[] }
  | { readonly ok: false; readonly problem: Problem };

/** How the export finds the logs and reads them. */
export type ExportPorts = {
  /** Gives at most `limit` places in the export's order, from `from` on, which is included. */
  readonly placesFrom: (from: Place, limit: number) => Promise<Places>;
  /** Reads at most `limit` events of a log, from the one after number `after` on. */
  readonly read: (userId: string, after: number, limit: number) => Promise<LogRead>;
};

/** A log's place in the export's order. `at` is when its row last moved (ms), 0 in an export of all logs. */
export type Place = { readonly at: number; readonly userId: string };

/** Consecutive places. `next` is the place after them, or null after the last of all. */
export type Places = { readonly places: readonly Place[]; readonly next: Place | null };

const position = z.lazy(() =>
  z.strictObject({
    /** The filter of the export (RFC 3339), or null for all logs. A cursor is valid only with the same filter. */
    moved_since: z.iso.datetime().nullable(),
    at: z.int().min(0),
    user_id: z.string().max(120),
    /** The number of the last event of this log that is already exported, 0 when none is. */
    seq: z.int().min(0),
    applicants: z.int().min(0),
    events: z.int().min(0),
    problems: z.int().min(0),
  }),
);
/** The cursor: how far an export has come, and its counts so far. */
export const exportPositionSchema = position;
/** A parsed cursor. */
export type ExportPosition = Readonly<z.infer<typeof position>>;

/** The position before the first log. */
export const EXPORT_BEGIN: ExportPosition = {
  moved_since: null,
  at: 0,
  user_id: '',
  seq: 0,
  applicants: 0,
  events: 0,
  problems: 0,
};

/** Objects called concurrently. */
const AT_ONCE = 8;
/** Places read at a time, and most objects called for one page: a request has a bounded number of calls. */
const PLACES = 100;
const MOST_OBJECTS = 400;

/** The lines of a page, and where the next page begins: null after the last page. */
export type ExportPage = { readonly lines: readonly string[]; readonly next: ExportPosition | null };

/**
 * Makes one page of the export. It may be shorter than `limit` and still not be the last.
 * @param from where the page begins
 * @param limit the most lines, without the closing line
 * @param closing further fields of the closing line, which ends the last page and has the counts of the whole export
 */
export async function exportPage(
  { placesFrom, read }: ExportPorts,
  from: ExportPosition,
  limit: number,
  closing: Readonly<Record<string, string>>,
): Promise<ExportPage> {
  const lines: string[] = [];
  let position = from;
  for (let called = 0; called < MOST_OBJECTS; called += PLACES) {
    const { places, next } = await placesFrom({ at: position.at, userId: position.user_id }, PLACES);
    for (let start = 0; start < places.length; start += AT_ONCE) {
      const chunk = places.slice(start, start + AT_ONCE);
      const room = limit - lines.length;
      const logs = await Promise.all(
        chunk.map((place) => read(place.userId, doneOf(place, position), room + 1)),
      );
      for (const [index, place] of chunk.entries()) {
        const log = logs[index];
        position = { ...position, at: place.at, user_id: place.userId, seq: doneOf(place, position) };
        if (!log || lines.length >= limit) return { lines, next: position };
        if (log.ok) {
          const shown = log.events.slice(0, limit - lines.length);
          lines.push(...shown.map((event) => lineOf(place.userId, event)));
          const events = position.events + shown.length;
          // A log is counted with its first events: the others may be on the next page, and out of reach by then.
          const applicants = position.applicants + (position.seq === 0 ? 1 : 0);
          position = { ...position, applicants, events, seq: shown.at(-1)?.seq ?? position.seq };
          if (shown.length < log.events.length) return { lines, next: position };
        } else {
          lines.push(`${JSON.stringify({ problem: log.problem, user_id: place.userId })}\n`);
          position = { ...position, problems: position.problems + 1 };
        }
      }
    }
    if (!next) {
      const { applicants, events, problems } = position;
      lines.push(`${JSON.stringify({ applicants, events, problems, ...closing })}\n`);
      return { lines, next: null };
    }
    position = { ...position, at: next.at, user_id: next.userId, seq: 0 };
  }
  return { lines, next: position };
}

/** Gives the number of the last event of that log that is already exported, 0 when none is. */
function doneOf({ at, userId }: Place, position: ExportPosition): number {
  return userId === position.user_id && at === position.at ? position.seq : 0;
}

function lineOf(user_id: string, { seq, type, at, actor, data, prev_hash, hash }: StoredEvent): string {
  return `${JSON.stringify({ user_id, seq, type, at, actor, data: JSON.parse(data), prev_hash, hash })}\n`;
}
