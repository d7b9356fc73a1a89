/** How D1 goes about each list, filter and page: by an index, from where the page starts, in the order that is asked for. */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createRecords, type Position, type RowWrite } from '../../src/d1/applicants.ts';
import { readOverview } from '../../src/d1/console/overview.ts';
import { createReviewRecords } from '../../src/d1/console/queue-counts.ts';
import { readQueueHealth } from '../../src/d1/console/queue-health.ts';
import { type SearchFilter, searchApplicants } from '../../src/d1/console/search.ts';
import { searchAnywhere } from '../../src/d1/console/search-anywhere.ts';
import { listPairs, type PairsWrite, removePair } from '../../src/d1/known-pairs.ts';
import { movesFrom } from '../../src/d1/moves.ts';
import {
  createNightRecords,
  type MovePlace,
  type NightRecords,
  placeAt,
  ROTATION,
} from '../../src/d1/night-queries.ts';
import { readOperations } from '../../src/d1/operations.ts';
import { readReviewerFigures, removeOldDecisions } from '../../src/d1/reviewer-figures.ts';
import { firstIdOf } from '../../src/d1/row.ts';
import { createSettingsRecords } from '../../src/d1/settings-rollout.ts';
import { listUndelivered } from '../../src/d1/unfinished.ts';
import { userIdsFrom } from '../../src/d1/user-ids.ts';
import { sealedRow } from '../support/sealed-rows.ts';

const SINCE = '2026-01-01T00:00:00.000Z';
const SINCE_MS = Date.parse(SINCE);
const AFTER: Position = { at: SINCE_MS, id: firstIdOf(SINCE_MS) };
const created = { createdAfter: SINCE, createdBefore: '2026-02-01T00:00:00.000Z' };
const reason = 'similarity_low';
const status = 'in_review';

/** Every combination of what the search can be narrowed to; for who waits and is approved it asks nothing. */
const SEARCHES: readonly SearchFilter[] = ['', 'user']
  .flatMap((text): SearchFilter[] =>
    [{}, { status }, { status: 'approved' }].flatMap((byStatus) =>
      [
        {},
        { createdFrom: SINCE },
        { createdBefore: SINCE },
        { createdFrom: SINCE, createdBefore: '2027' },
      ].flatMap((byCreation) =>
        [{}, { waitingSince: SINCE }].map((byWait) => ({ text, ...byStatus, ...byCreation, ...byWait })),
      ),
    ),
  )
  .filter(({ text, waitingSince, ...given }) => text !== '' || !waitingSince || given.status !== 'approved');

/** A row with a session. */
function writeOf(user: string): RowWrite {
  const row = sealedRow(user, { status, reasons: `["${reason}"]`, review_opened_ms: SINCE_MS });
  return { row, sessionIds: [`session-of-${user}`], wakeMs: 1, movedMs: SINCE_MS };
}

/** Page after page of one row each, to the end. */
function night(read: (records: NightRecords) => AsyncIterable<unknown>) {
  return async (db: D1Database) => {
    for await (const page of read(createNightRecords(db, 1))) expect(page).toHaveLength(1);
  };
}

/** The rows that moved, page after page of one row each. */
function movedRows(place: MovePlace) {
  return async (db: D1Database) => {
    for await (const { rows } of createNightRecords(db, 1).movedFrom(place)) expect(rows).toHaveLength(1);
  };
}

const PAIRS: PairsWrite = {
  formerFaces: ['f0'],
  isFaceless: false,
  open: [{ other: 'user', face: 'f1', otherFace: 'f2', similarity: 0.9, foundMs: SINCE_MS }],
};

const page = (name: string, read: (db: D1Database) => Promise<unknown>): [string, typeof read] => [
  name,
  read,
];

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
      [`queue, age, ${from}`, (db) => createRecords(db).reviews({ openedBefore: SINCE }, after, 50)],
      [`queue, reason, ${from}`, (db) => createRecords(db).reviews({ reason }, after, 50)],
      ...(['standard', 'senior'] as const).flatMap((queue) => [
        page(`queue, ${queue}, ${from}`, (db) => createRecords(db).reviews({ queue }, after, 50)),
        page(`queue, ${queue}, all filters, ${from}`, (db) =>
          createRecords(db).reviews({ queue, reason, openedBefore: SINCE, isFree: true }, after, 50),
        ),
      ]),
      page(`queue, free, ${from}`, (db) => createRecords(db).reviews({ isFree: true }, after, 50)),
      page(`queue, claimed, ${from}`, (db) => createRecords(db).reviews({ claimedBy: 'anna' }, after, 50)),
      page(`queue, claimed, all filters, ${from}`, (db) =>
        createRecords(db).reviews(
          { claimedBy: 'anna', queue: 'senior', reason, openedBefore: SINCE },
          after,
          50,
        ),
      ),
      [
        `queue, reason and age, ${from}`,
        (db) => createRecords(db).reviews({ reason, openedBefore: SINCE }, after, 50),
      ],
    ];
  }),
  ...SEARCHES.map((filter): [string, (db: D1Database) => Promise<unknown>] => [
    `search, ${JSON.stringify(filter)}`,
    (db) => searchApplicants(db, filter, 50),
  ]),
  ...SEARCHES.filter(
    ({ text, status, waitingSince }) => text !== '' && !(waitingSince && status === 'approved'),
  ).flatMap((filter) =>
    [null, AFTER.id].map((before) =>
      page(`search anywhere, ${JSON.stringify(filter)}, before ${before}`, (db) =>
        searchAnywhere(db, filter, before, 50),
      ),
    ),
  ),
  ['overview, now', (db) => readQueueHealth(db, [reason], [1, 2], { dueBefore: 1, movedBefore: 1 })],
  ['overview, reviewers', (db) => readReviewerFigures(db, SINCE)],
  ['old decisions', (db) => removeOldDecisions(db, SINCE_MS)],
  ['queue, whether it has changed', (db) => createReviewRecords(db).changes()],
  ['queue, counts', (db) => createReviewRecords(db).counts()],
  ['whose session', (db) => createRecords(db).userOfSession('session')],
  ['overdue', (db) => createRecords(db).claimOverdue(1, 2, 50)],
  ['a row', (db) => createRecords(db).row('user')],
  ['place in the queue', (db) => createRecords(db).placeInQueue('user', SINCE)],
  ['a row that goes', (db) => createRecords(db).remove('user')],
  ['a new row', (db) => createRecords(db).put(writeOf('new'))],
  ['a row that is written anew', (db) => createRecords(db).put({ ...writeOf('new'), force: true })],
  ['export, user ids', (db) => userIdsFrom(db, 'user', 50)],
  ['export, moves', (db) => movesFrom(db, { movedMs: SINCE_MS, userId: 'user' }, 1)],
  ['night, what moved', movedRows(placeAt(SINCE_MS))],
  ['night, open cases', night((records) => records.openCases(1, 0))],
  ...Array.from({ length: 3 }, (_, nth): [string, (db: D1Database) => Promise<unknown>] => [
    `night, a share, ${nth}`,
    night((records) => records.share(ROTATION, nth)),
  ]),
  ['night, rows of no applicant', (db) => createNightRecords(db).removeUnnamed(1)],
  ['night, how many moved', (db) => createNightRecords(db).countMovedFrom(placeAt(SINCE_MS))],
  ['night, how many are open', (db) => createNightRecords(db).countOpen()],
  ['night, how many a share has', (db) => createNightRecords(db).countShare(0)],
  ['night, heads of a day', (db) => createNightRecords(db).behind([{ user_id: 'user', seq: 1, hash: '' }])],
  ['next to be told', (db) => createSettingsRecords(db).markNext('f', 'user', 1, 50)],
  ['metrics and status', (db) => readOperations(db, SINCE_MS, SINCE_MS)],
  ['undelivered, first page', (db) => listUndelivered(db, 'parked', null, 50)],
  ['undelivered, from a place', (db) => listUndelivered(db, 'parked', [1, 'user', 1], 50)],
  ['pairs, first page', (db) => listPairs(db, null, 50)],
  ['pairs, from a place', (db) => listPairs(db, [0.5, 'a', 'b'], 50)],
  ['a pair that neither knows', (db) => removePair(db, 'b', 'a')],
  ['a row with pairs', (db) => createRecords(db).put({ ...writeOf('new'), pairs: PAIRS })],
  [
    'a row that has no face',
    (db) => createRecords(db).put({ ...writeOf('new'), pairs: { ...PAIRS, isFaceless: true } }),
  ],
  ['unfinished work', (db) => createRecords(db).putUnfinished('user', [])],
  ['how far a change has got', (db) => createSettingsRecords(db).rolloutPosition('f')],
];

/** Scans and sorts of what a statement brings along or of a table of a few rows, and of one applicant's reasons. */
const SMALL: ReadonlySet<string> = new Set([
  'SCAN settings',
  'SCAN queue_counts',
  'SCAN cases_opened',
  'SCAN endings',
  'SCAN unfinished_counts',
  'SCAN cron_runs',
  // Made of one row.
  'SCAN CONSTANT ROW',
  // The sessions of a write, the heads of a day's file.
  'SCAN json_each VIRTUAL TABLE INDEX 1:',
  'SCAN j VIRTUAL TABLE INDEX 1:',
  // The former faces of one applicant.
  'SCAN f VIRTUAL TABLE INDEX 3:',
  'USE TEMP B-TREE FOR json_group_array(ORDER BY)',
]);

/** The newest of all come from the table's own end, one after the other until the page is full. */
const FROM_THE_END: ReadonlySet<string> = new Set(['list, first page', 'search, {"text":""}']);

/** Its ids come by an index in their order; one page of rows is put back into it. */
const IN_PAGES = /^night, a share, \d+$/;

/** The claims of one reviewer that have not run out. */
const OF_ONE_REVIEWER = /^queue, claimed, /;

/** The rows at which it looks are a bounded number, found by a key (below); of them each value is looked at. */
const ANYWHERE = /^search anywhere, /;
const IN_WINDOW: ReadonlySet<string> = new Set([
  ...['SCAN a', 'SCAN (subquery-1)', 'USE TEMP B-TREE FOR ORDER BY'],
  ...[
    'SCAN t VIRTUAL TABLE INDEX 1:',
    'SCAN t EXISTS VIRTUAL TABLE INDEX 1:',
    'SCAN m VIRTUAL TABLE INDEX 3:',
  ],
]);

/** Counts of the first thousand rows that an index gives, for a few reasons and times; a page of those that are stuck. */
const OF_NOW: ReadonlySet<string> = new Set([
  ...[
    'SCAN CONSTANT ROW',
    'SCAN r VIRTUAL TABLE INDEX 1:',
    'SCAN b VIRTUAL TABLE INDEX 1:',
    'USE TEMP B-TREE FOR ORDER BY',
  ],
]);
/** The decisions of a period, found by the key, at most fifty thousand, are sorted by reviewer. */
const OF_REVIEWERS = /^(SCAN (counted|timed|c|m)$|SCAN \(subquery-\d+\)$|USE TEMP B-TREE FOR )/;

/** The counts of `metrics and status` and of claims are of the first thousand rows that an index gives. */
function isBounded(name: string, line: string): boolean {
  if (name === 'overview, reviewers') return OF_REVIEWERS.test(line);
  if (name === 'overview, now') return OF_NOW.has(line) || /^SCAN \(subquery-\d+\)$/.test(line);
  if (ANYWHERE.test(name)) return IN_WINDOW.has(line);
  if (line === 'SCAN a') return FROM_THE_END.has(name);
  // Once a night the ids of all rows are read, from the index that has nothing else.
  if (line === 'SCAN a USING COVERING INDEX sqlite_autoindex_applicants_1')
    return name === 'night, rows of no applicant';
  if (/^SCAN \(subquery-\d+\)$/.test(line)) return ['metrics and status', 'queue, counts'].includes(name);
  // Of the pairs of one write, at most as many as a search has hits.
  if (line === 'USE TEMP B-TREE FOR GROUP BY') return name === 'a row with pairs';
  if (line === 'USE TEMP B-TREE FOR ORDER BY') return IN_PAGES.test(name) || OF_ONE_REVIEWER.test(name);
  return SMALL.has(line);
}

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

it.each(PAGES)('%s: no scan, no sort', async (name, page) => {
  await env.DB.batch([env.DB.prepare('DELETE FROM applicants'), env.DB.prepare('DELETE FROM sessions')]);
  for (const user of ['user', 'user-2', 'user-3']) await createRecords(env.DB).put(writeOf(user));
  const plans: string[] = [];
  await page(explaining(env.DB, plans));
  expect(plans).not.toEqual([]);
  expect(plans.filter((line) => /\bSCAN\b|TEMP B-TREE/.test(line) && !isBounded(name, line))).toEqual([]);
});

it.each([
  ['list, first page', []],
  ['list, from a place', ['rowid<?']],
  ['list, status and created between, from a place', ['status=? AND rowid>? AND rowid<?']],
  ['list, all filters, from a place', ['reason=? AND status=? AND id>? AND id<?', 'rowid=?']],
  ['search anywhere, {"text":"user"}, before null', ['rowid>? AND rowid<?', 'rowid>? AND rowid<?']],
  [
    'search anywhere, {"text":"user","status":"in_review","waitingSince":"2026-01-01T00:00:00.000Z"}, before null',
    ['status=? AND rowid>? AND rowid<?', 'status=? AND rowid>? AND rowid<?'],
  ],
  [
    'overview, now',
    [
      'reason=? AND review_opened_ms<?',
      'review_opened_ms<?',
      'review_opened_ms<?',
      'status=?',
      'kind=?',
      'status=?',
    ],
  ],
  ['old decisions', ['at_ms=? AND user_id=? AND seq=?', 'at_ms<?']],
  ['queue, age, from a place', ['review_opened_ms>? AND review_opened_ms<?']],
  [
    'queue, reason and age, from a place',
    ['reason=? AND (review_opened_ms,id)>(?,?) AND review_opened_ms<?', 'rowid=?'],
  ],
  ['queue, standard, first page', ['queue=? AND review_opened_ms>?']],
  ['queue, senior, from a place', ['queue=? AND review_opened_ms>?']],
  [
    'queue, senior, all filters, from a place',
    ['reason=? AND queue=? AND (review_opened_ms,id)>(?,?) AND review_opened_ms<?', 'rowid=?'],
  ],
  ['queue, claimed, first page', ['claimed_by=? AND claimed_until_ms>?']],
  ['queue, claimed, all filters, from a place', ['claimed_by=? AND claimed_until_ms>?', 'id=? AND reason=?']],
  ['queue, counts', ['review_opened_ms>?', 'claimed_until_ms>?']],
  ['export, user ids', ['user_id>?']],
  ['export, moves', ['rowid>?', '(moved_ms,user_id)>(?,?) AND moved_ms<?']],
  ['night, open cases', ['review_opened_ms>?', 'id=?']],
  ['night, what moved', ['rowid>?', 'id=?', '(moved_ms,user_id)>(?,?)', 'id=?']],
  ['night, how many moved', ['rowid>?', '(moved_ms,user_id)>(?,?)']],
  ['night, how many are open', ['review_opened_ms>?']],
  ['night, heads of a day', ['user_id=?']],
  ['overdue', ['rowid=?', 'wake_ms<?']],
  ['next to be told', ['user_id=?', 'user_id>?']],
])('%s: begins where the page does', async (name, keys) => {
  await env.DB.prepare('DELETE FROM applicants').run();
  const plans: string[] = [];
  await PAGES.find(([page]) => page === name)![1](explaining(env.DB, plans));
  const searched = plans.flatMap((line) => line.match(/^SEARCH .*?\((.*)\)(?: LEFT-JOIN)?$/)?.[1] ?? []);
  expect(searched).toEqual(keys);
});

it('the overview: the chosen period alone, by the key; what it counts there is sorted by group', async () => {
  const plans: string[] = [];
  await readOverview(explaining(env.DB, plans), SINCE);
  expect(plans.filter((line) => /\b(applicants|reasons|sessions)\b/.test(line))).toEqual(
    Array(6).fill('SEARCH applicants USING INTEGER PRIMARY KEY (rowid>?)'),
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

it('the counts of the queue, once a night: the entries of open cases alone', async () => {
  await createRecords(env.DB).put(writeOf('counted'));
  await env.DB.prepare("UPDATE queue_counts SET n = 9 WHERE reason = ''").run();
  const plans: string[] = [];
  expect(await createNightRecords(explaining(env.DB, plans)).recount()).toBe('corrected');
  const tables = plans.filter((line) => /\b(applicants|reasons)\b/.test(line));
  expect(tables.length).toBeGreaterThan(0);
  expect(tables.filter((line) => !/USING COVERING INDEX \w+_by_(review|queue)\b/.test(line))).toEqual([
    // Only where they were wrong: reasons that have no row.
    'SCAN reasons USING INDEX reasons_by_created',
    'USING ROWID SEARCH ON TABLE applicants FOR IN-OPERATOR',
  ]);
});

it('a write reads a handful of rows, its triggers included, however many there are', async () => {
  const many = 3_000;
  await env.DB.batch([
    env.DB.prepare('DELETE FROM applicants'),
    env.DB.prepare(
      `WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < ?1)
       INSERT INTO applicants SELECT (?2 + n) << 11, 'many-' || n, 1, '', 'in_review', '["${reason}"]', ?2 + n, 'standard', NULL, NULL, 0, '[]', '{}',
         '', '', ?2 + n, ?2 + n FROM n`,
    ).bind(many, SINCE_MS),
  ]);
  const read: number[] = [];
  const db: D1Database = Object.assign(Object.create(env.DB), {
    async batch(statements: D1PreparedStatement[]) {
      const results = await env.DB.batch(statements);
      read.push(results.reduce((sum, { meta }) => sum + meta.rows_read, 0));
      return results;
    },
  });
  const records = createRecords(db);
  const { row, ...write } = writeOf('many-7');
  await records.put(writeOf('one-more'));
  await records.put({ row, ...write });
  await records.put({
    ...write,
    row: { ...row, head_seq: 2, status: 'approved', reasons: '[]', review_opened_ms: null },
  });
  await records.put({ row, ...write, force: true });
  expect(read).toHaveLength(4);
  expect(Math.max(...read)).toBeLessThan(25);
});
