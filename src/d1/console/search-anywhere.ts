/**
 * The console's search for a text anywhere in a user id or in a value of the metadata. No index helps with that, so it
 * looks at the newest applicants, a bounded number of them, and says where it stopped.
 */
import { z } from 'zod';
import type { ApplicantView } from '#src/contract/applicant.ts';
import { listedView } from '../listed.ts';
import { createdMs, firstIdOf, LISTED_COLUMNS } from '../row.ts';
import type { SearchFilter } from './search.ts';

/** At how many applicants one search looks. Each is read twice. */
export const LOOKED_AT = 2_000;

/** What was found, newest first. */
export type FoundAnywhere = {
  readonly found: readonly ApplicantView[];
  /** Whether more of those it looked at contain the text. */
  readonly more: boolean;
  /** At how many applicants it looked, and when the last one of them was created (RFC 3339; null for none). */
  readonly lookedAt: number;
  readonly backTo: string | null;
  /** The id before which to go on; null when it looked at all that the other filters let pass. */
  readonly next: number | null;
};

const NOTHING: FoundAnywhere = { found: [], more: false, lookedAt: 0, backTo: null, next: null };
const placedSchema = z.looseObject({ id: z.number() });
const windowSchema = z.object({ n: z.int(), last: z.int().nullable() });

const CONTAINS = (text: string) =>
  `EXISTS (SELECT 1 FROM json_each(?) t WHERE instr(lower(${text}), t.value))`;
const MATCHES = `(${CONTAINS('a.user_id')} OR EXISTS (SELECT 1 FROM json_tree(iif(json_valid(a.document), a.document, '{}'), '$.metadata') m
  WHERE m.type IN ('text', 'integer', 'real') AND ${CONTAINS('m.atom')}))`;

/**
 * Finds applicants whose user id or metadata contains the text, in upper or lower case.
 * @param before the id before which it looks, or null for the newest
 * @param limit the most applicants that are found
 * @throws when D1 cannot be reached
 */
export async function searchAnywhere(
  db: D1Database,
  { text, status, createdFrom, createdBefore, waitingSince }: SearchFilter,
  before: number | null,
  limit: number,
): Promise<FoundAnywhere> {
  if (text === '' || (waitingSince !== undefined && (status ?? 'in_review') !== 'in_review')) return NOTHING;
  const wanted = waitingSince === undefined ? status : 'in_review';
  const last = createdBefore === undefined ? Number.MAX_SAFE_INTEGER : firstIdOf(Date.parse(createdBefore));
  const until = Math.min(before ?? last, last);
  const since = createdFrom === undefined ? 0 : firstIdOf(Date.parse(createdFrom));
  const waiting = waitingSince === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(waitingSince);
  const values = [since, until, ...(wanted === undefined ? [] : [wanted])];
  const newest = `FROM applicants WHERE id >= ? AND id < ? ${wanted === undefined ? '' : 'AND status = ?'}
    ORDER BY id DESC LIMIT ${LOOKED_AT}`;
  const isWaiting = waitingSince === undefined ? '' : `AND a.review_opened_ms < ${waiting}`;
  const needles = JSON.stringify(needlesOf(text));
  const [rows, looked] = await db.batch([
    db
      .prepare(
        `SELECT ${LISTED_COLUMNS} FROM (SELECT * ${newest}) a WHERE ${MATCHES} ${isWaiting}
         ORDER BY a.id DESC LIMIT ${limit + 1}`,
      )
      .bind(...values, needles, needles),
    db.prepare(`SELECT count(*) AS n, min(id) AS last FROM (SELECT id ${newest})`).bind(...values),
  ]);
  const now = Date.now();
  const all = z.array(placedSchema).parse(rows?.results ?? []);
  const { n, last: lastId } = windowSchema.parse(looked?.results[0]);
  const shown = all.slice(0, limit);
  // A full page goes on behind its last row; else the search goes on where it stopped looking.
  const more = all.length > limit;
  const next = more ? (shown.at(-1)?.id ?? null) : n === LOOKED_AT ? lastId : null;
  return {
    found: shown.flatMap((row) => listedView(row, now) ?? []),
    more,
    lookedAt: n,
    backTo: lastId === null ? null : new Date(createdMs(lastId)).toISOString(),
    next,
  };
}

/**
 * Returns the forms in which a text is looked for. D1 lowers ASCII letters alone, so other letters are looked for as
 * typed, all lower and all upper, each composed and decomposed (Unicode NFC and NFD).
 */
export function needlesOf(text: string): readonly string[] {
  const cases = [text, text.toLowerCase(), text.toUpperCase()];
  const forms = cases.flatMap((each) => [each.normalize('NFC'), each.normalize('NFD')]);
  return [...new Set(forms.map(asciiLower))];
}

/** Returns the first value of the metadata that contains the text, with its key; null for none. */
export function matchIn(metadata: ApplicantView['metadata'], text: string): readonly [string, string] | null {
  const needles = needlesOf(text);
  const values = Object.entries(metadata).filter(([, value]) => ['string', 'number'].includes(typeof value));
  const found = values.find(([, value]) => needles.some((each) => asciiLower(String(value)).includes(each)));
  return found ? [found[0], String(found[1])] : null;
}

function asciiLower(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
