/** The export of all logs, page by page, from the objects in which they live: a line for each event (NDJSON). */
import { z } from 'zod';
import type { StoredEvent } from '#src/event-log/event-store.ts';

/** Why an applicant's log is not in the export. */
export type Problem = 'log_unreadable' | 'log_missing' | 'out_of_reach';

/** What asking an object for events after a number gave, at most so many. */
export type LogRead =
  | { readonly ok: true; readonly events: readonly StoredEvent[] }
  | { readonly ok: false; readonly problem: Problem };

/** Where the export finds whom, in its order, and what of them. */
export type ExportPorts = {
  /** Whose logs come next, from that place on, which is among them: at most so many, and the place after them. */
  readonly placesFrom: (from: Place, limit: number) => Promise<Places>;
  readonly read: (userId: string, after: number, limit: number) => Promise<LogRead>;
};

/** A log's place in the order; `at` is when it moved (ms), 0 in an export of everybody. */
export type Place = { readonly at: number; readonly userId: string };

/** Some places in their order; `next` is null after the last of all. */
export type Places = { readonly places: readonly Place[]; readonly next: Place | null };

const position = z.strictObject({
  /** What the export was asked for: a cursor goes on with the same export, or not at all. */
  moved_since: z.iso.datetime().nullable(),
  at: z.int().min(0),
  user_id: z.string().max(120),
  /** Events of this log that are exported already. */
  seq: z.int().min(0),
  applicants: z.int().min(0),
  events: z.int().min(0),
  problems: z.int().min(0),
});
/** How far an export has come, and what it has counted on its way: the cursor. */
export const exportPositionSchema = position;
/** The same, read. */
export type ExportPosition = Readonly<z.infer<typeof position>>;

/** Before the first log. */
export const EXPORT_BEGIN: ExportPosition = {
  moved_since: null,
  at: 0,
  user_id: '',
  seq: 0,
  applicants: 0,
  events: 0,
  problems: 0,
};

/** Objects asked at the same time. */
const AT_ONCE = 8;
/** Places asked for at a time, and objects asked for one page: a request has a bounded number of calls. */
const PLACES = 100;
const MOST_OBJECTS = 400;

/** A page's lines, and where the next one begins; null after the last. */
export type ExportPage = { readonly lines: readonly string[]; readonly next: ExportPosition | null };

/**
 * The next page, of at most so many events.
 * @param closing further fields of the closing line, which counts the whole export up to there
 */
export async function exportPage(
  { placesFrom, read }: ExportPorts,
  from: ExportPosition,
  limit: number,
  closing: Readonly<Record<string, string>>,
): Promise<ExportPage> {
  const lines: string[] = [];
  let position = from;
  for (let asked = 0; asked < MOST_OBJECTS; asked += PLACES) {
    const { places, next } = await placesFrom({ at: position.at, userId: position.user_id }, PLACES);
    for (let nth = 0; nth < places.length; nth += AT_ONCE) {
      const chunk = places.slice(nth, nth + AT_ONCE);
      const room = limit - lines.length;
      const logs = await Promise.all(chunk.map((log) => read(log.userId, doneOf(log, position), room + 1)));
      for (const [index, place] of chunk.entries()) {
        const log = logs[index];
        position = { ...position, at: place.at, user_id: place.userId, seq: doneOf(place, position) };
        if (!log || lines.length >= limit) return { lines, next: position };
        if (log.ok) {
          const shown = log.events.slice(0, limit - lines.length);
          lines.push(...shown.map((event) => lineOf(place.userId, event)));
          const events = position.events + shown.length;
          // A log counts where it begins: what follows may be on the next page, and out of reach by then.
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

/** How many events of the log at that place are exported already. */
function doneOf({ at, userId }: Place, position: ExportPosition): number {
  return userId === position.user_id && at === position.at ? position.seq : 0;
}

function lineOf(user_id: string, { seq, type, at, actor, data, prev_hash, hash }: StoredEvent): string {
  return `${JSON.stringify({ user_id, seq, type, at, actor, data: JSON.parse(data), prev_hash, hash })}\n`;
}
