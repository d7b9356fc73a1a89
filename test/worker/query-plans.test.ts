/** How D1 goes about each list, filter and page: by an index, from where the page starts, in the order that is asked for. */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createRecords, type Position } from '../../src/records/applicant-records.ts';
import { createAuditRecords, FIRST_EVENT } from '../../src/records/audit-records.ts';
import { callLateCopies } from '../../src/records/late-copies.ts';
import { readOverview } from '../../src/records/overview-records.ts';
import { createReviewRecords } from '../../src/records/review-records.ts';
import { type PeopleFilter, searchPeople } from '../../src/records/search-records.ts';
import { createSettingsRecords } from '../../src/records/settings-records.ts';

const AFTER: Position = { at: '2026-01-01T00:00:00.000Z', userId: 'user' };
const created = { createdAfter: '2026-01-01T00:00:00.000Z', createdBefore: '2026-02-01T00:00:00.000Z' };
const reason = 'similarity_low';
const status = 'in_review';

/** Every combination of what the search can be narrowed to; for who waits and is approved it asks nothing. */
const SEARCHES: readonly PeopleFilter[] = ['', 'user']
  .flatMap((text): PeopleFilter[] =>
    [{}, { status }, { status: 'approved' }].flatMap((byStatus) =>
      [
        {},
        { createdFrom: AFTER.at },
        { createdBefore: AFTER.at },
        { createdFrom: AFTER.at, createdBefore: '2027' },
      ].flatMap((byCreation) =>
        [{}, { waitingSince: AFTER.at }].map((byWait) => ({ text, ...byStatus, ...byCreation, ...byWait })),
      ),
    ),
  )
  .filter(({ text, waitingSince, ...given }) => text !== '' || !waitingSince || given.status !== 'approved');

const PAGES: [string, (db: D1Database) => Promise<unknown>][] = [
  ...[null, AFTER].flatMap((after): [string, (db: D1Database) => Promise<unknown>][] => {
    const from = after ? 'from a place' : 'first page';
    const list =
      (filter: Parameters<ReturnType<typeof createRecords>['applicants']>[0]) => (db: D1Database) =>
        createRecords(db).applicants(filter, after, 50);
    return [
      [`list, ${from}`, list({})],
      [`list, created between, ${from}`, list(created)],
      [`list, status, ${from}`, list({ status })],
      [`list, status and created between, ${from}`, list({ status, ...created })],
      [`list, reason, ${from}`, list({ reason })],
      [`list, reason and created between, ${from}`, list({ reason, ...created })],
      [`list, reason and status, ${from}`, list({ reason, status })],
      [`list, all filters, ${from}`, list({ reason, status, ...created })],
      [`queue, ${from}`, (db) => createRecords(db).reviews({}, after, 50)],
      [`queue, age, ${from}`, (db) => createRecords(db).reviews({ openedBefore: AFTER.at }, after, 50)],
      [`queue, reason, ${from}`, (db) => createRecords(db).reviews({ reason }, after, 50)],
      [
        `queue, reason and age, ${from}`,
        (db) => createRecords(db).reviews({ reason, openedBefore: AFTER.at }, after, 50),
      ],
    ];
  }),
  ...SEARCHES.map((filter): [string, (db: D1Database) => Promise<unknown>] => [
    `search, ${JSON.stringify(filter)}`,
    (db) => searchPeople(db, filter, 50),
  ]),
  ['queue, counts', (db) => createReviewRecords(db).counts()],
  ['whose session', (db) => createRecords(db).userOfSession('session')],
  ['overdue', (db) => createRecords(db).claimOverdue(1, 2, 50)],
  ['due time', (db) => createRecords(db).putWakeAt('user', 1, 2)],
  ['export', (db) => createAuditRecords(db).events(FIRST_EVENT, 50)],
  [
    'new chains',
    (db) => createAuditRecords(db).newChains({ place: '2026-01-01T00:00:00.000Z', userId: '' }, 50),
  ],
  ['chains that moved', (db) => createAuditRecords(db).movedChains({ place: '2026-01-01', userId: '' }, 50)],
  ['late copies', (db) => callLateCopies(db, 1)],
  ['next to be told', (db) => createSettingsRecords(db).tellNext('f', 'user', 1, 50)],
];

/**
 * The newest of all come from the index's own end, one after the other until the page is full; the settings are one row,
 * and the queue's counts one for each reason.
 */
const NO_SCAN: ReadonlySet<string> = new Set([
  'SCAN a USING INDEX applicants_by_created',
  'SCAN settings',
  'SCAN queue_counts',
  // Within one batch: its events, in their order.
  'SCAN e VIRTUAL TABLE INDEX 1:',
]);

/** The database, which notes the plan of each statement before it is made. */
function explaining(db: D1Database, plans: string[]): D1Database {
  const noted = (statement: D1PreparedStatement, query: string, values: unknown[]): D1PreparedStatement => {
    const before =
      (run: (...given: any[]) => Promise<any>) =>
      async (...given: any[]) => {
        const plan = db.prepare(`EXPLAIN QUERY PLAN ${query}`).bind(...values);
        plans.push(...(await plan.all<{ detail: string }>()).results.map(({ detail }) => detail));
        return run.apply(statement, given);
      };
    return Object.assign(Object.create(statement), {
      explained: before(() => Promise.resolve(statement)),
      bind: (...given: unknown[]) => noted(statement.bind(...given), query, given),
      all: before(statement.all),
      run: before(statement.run),
      first: before(statement.first),
    });
  };
  return Object.assign(Object.create(db), {
    prepare: (query: string) => noted(db.prepare(query), query, []),
    batch: async (statements: any[]) =>
      db.batch(await Promise.all(statements.map((statement) => statement.explained()))),
  });
}

it.each(PAGES)('%s: no scan, no sort', async (_, page) => {
  const plans: string[] = [];
  await page(explaining(env.DB, plans));
  expect(plans).not.toEqual([]);
  expect(plans.filter((line) => /\bSCAN\b|TEMP B-TREE/.test(line) && !NO_SCAN.has(line))).toEqual([]);
});

it('the overview: the chosen period alone, by the index; what it counts there is sorted by group', async () => {
  const plans: string[] = [];
  await readOverview(explaining(env.DB, plans), AFTER.at);
  expect(plans.filter((line) => /\b(applicants|reasons|events|sessions)\b/.test(line))).toEqual(
    Array(6).fill('SEARCH applicants USING INDEX applicants_by_created (created_at>?)'),
  );
  const others = plans.filter((line) => /\bSCAN\b|TEMP B-TREE/.test(line));
  expect([...new Set(others)].toSorted()).toEqual([
    // Within one row: its reasons, its hits.
    'SCAN json_each VIRTUAL TABLE INDEX 1:',
    // Groups are days, reasons and buckets: a few dozen of each, whatever falls into them. The reasons stand by their number.
    'USE TEMP B-TREE FOR GROUP BY',
    'USE TEMP B-TREE FOR ORDER BY',
  ]);
});
