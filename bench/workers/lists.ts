/** Every page that reads D1, by name, with what it read: `GET /?page=…`. The lists' own code on the real database. */
import { createRecords } from '../../src/d1/applicants.ts';
import { createReviewRecords } from '../../src/d1/console/queue-counts.ts';
import { type SearchFilter, searchApplicants } from '../../src/d1/console/search.ts';
import { movesFrom } from '../../src/d1/moves.ts';
import { firstIdOf } from '../../src/d1/row.ts';
import { userIdsFrom } from '../../src/d1/user-ids.ts';
import { countedDatabase } from './counted-bindings.ts';
import { takeTally } from './tally.ts';

/** As long as a page is by default. */
const SIZE = 50;
/** Among the first hundreds that `bench/support/grown.ts` fills in: of a list that begins with the newest, near the end. */
const DEEP_MS = Date.parse('2026-01-01T02:00:00.000Z');
const DEEP = { at: DEEP_MS, id: firstIdOf(DEEP_MS) };

type Page = (db: D1Database) => Promise<unknown>;

const search =
  (filter: SearchFilter): Page =>
  async (db) =>
    (await searchApplicants(db, filter, SIZE)).found;

const PAGES: Readonly<Record<string, Page>> = {
  'list: all, first page': (db) => createRecords(db).applicants({}, null, SIZE),
  'list: all, deep': (db) => createRecords(db).applicants({}, DEEP, SIZE),
  'list: created between': (db) =>
    createRecords(db).applicants(
      { createdAfter: '2026-01-01T01:00:00.000Z', createdBefore: '2026-01-01T06:00:00.000Z' },
      null,
      SIZE,
    ),
  'list: status approved': (db) => createRecords(db).applicants({ status: 'approved' }, null, SIZE),
  'list: status in_review, deep': (db) => createRecords(db).applicants({ status: 'in_review' }, DEEP, SIZE),
  'list: reason similarity_low': (db) =>
    createRecords(db).applicants({ reason: 'similarity_low' }, null, SIZE),
  'list: reason and status': (db) =>
    createRecords(db).applicants({ reason: 'similarity_low', status: 'in_review' }, DEEP, SIZE),
  'queue: first page': (db) => createRecords(db).reviews({}, null, SIZE),
  'queue: by reason, deep': (db) => createRecords(db).reviews({ reason: 'similarity_low' }, DEEP, SIZE),
  'queue: senior': (db) => createRecords(db).reviews({ queue: 'senior' }, null, SIZE),
  'queue: standard, by reason, deep': (db) =>
    createRecords(db).reviews({ queue: 'standard', reason: 'similarity_low' }, DEEP, SIZE),
  'queue: claimed by a reviewer': (db) => createRecords(db).reviews({ claimedBy: 'anna' }, null, SIZE),
  'queue: free': (db) => createRecords(db).reviews({ isFree: true }, null, SIZE),
  'queue: counts': (db) => createReviewRecords(db).counts(),
  'search: by user_id': search({ text: 'bench-grown-0000012' }),
  'search: by session': search({ text: '00000' }),
  'search: a prefix of all': search({ text: 'bench' }),
  'search: a prefix of many sessions': search({ text: '0' }),
  'search: a prefix and a status': search({ text: 'bench', status: 'in_review' }),
  'search: a prefix of many sessions and a status': search({ text: '0', status: 'in_review' }),
  'search: anybody in a status': search({ text: '', status: 'approved' }),
  'search: a status and created between': search({
    text: '',
    status: 'in_review',
    createdFrom: '2026-01-01T01:00:00.000Z',
    createdBefore: '2026-01-01T06:00:00.000Z',
  }),
  'search: who waits': search({ text: '', waitingSince: '2027-06-01T00:00:00.000Z' }),
  'search: who waits, created of late': search({
    text: '',
    waitingSince: '2027-06-01T00:00:00.000Z',
    createdFrom: '2026-01-01T05:00:00.000Z',
  }),
  'webhook: whose session': (db) => createRecords(db).userOfSession('00000000-bench-grown-0000012-1'),
  'export: whose logs': async (db) => (await userIdsFrom(db, 'bench-grown-0000012', SIZE)).userIds,
  'export: who moved since': async (db) =>
    (await movesFrom(db, { movedMs: DEEP_MS, userId: '' }, SIZE)).moves,
  'row: by user_id': (db) => createRecords(db).row('bench-grown-0000000'),
  'sweep: overdue': (db) => createRecords(db).claimOverdue(1, 2, SIZE),
};

/** Its rows and time; what comes back tells how many it shows. */
export default {
  async fetch(request, { DB }) {
    const name = new URL(request.url).searchParams.get('page');
    if (name === null) return Response.json(Object.keys(PAGES));
    const page = PAGES[name];
    if (!page) return new Response(null, { status: 404 });
    takeTally('object');
    const shown = await page(database(DB));
    const counts = takeTally('object');
    return Response.json({
      shown: Array.isArray(shown) ? shown.length : 1,
      read: counts['d1.rows_read'] ?? 0,
    });
  },
} satisfies ExportedHandler<{ readonly DB: D1Database }>;

const known = new WeakMap<D1Database, D1Database>();

function database(db: D1Database): D1Database {
  const counted = known.get(db) ?? countedDatabase(db);
  known.set(db, counted);
  return counted;
}
