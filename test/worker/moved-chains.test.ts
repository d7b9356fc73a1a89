/** Whose rows have moved: for an export that goes on from where it was, and for the night. */
import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createRecords } from '../../src/d1/applicants.ts';
import { type Move, type Moves, movesFrom } from '../../src/d1/moves.ts';
import { createNightRecords, placeAt } from '../../src/d1/night-queries.ts';
import { EARLY_MS } from '../../src/d1/row.ts';
import { FULL, REPLAY } from '../support/scale.ts';
import { CREATED_MS, rowMac, sealedRow } from '../support/sealed-rows.ts';

/** The whole table, by user id: when each row moved. */
type Rows = Map<string, Row>;
type Row = { readonly createdMs: number; readonly movedMs: number };

const records = createRecords(env.DB);
const NUM_RUNS = FULL ? 300 : 40;

beforeEach(async () => {
  await env.DB.prepare('DELETE FROM applicants').run();
});

/** The rows and nothing else stand there. */
async function stand(rows: Rows): Promise<void> {
  const insert = env.DB.prepare(
    `INSERT INTO applicants SELECT (value ->> 'createdMs' << 11) + key % 2048, value ->> 'user', 1, '', 'verifying', '[]', NULL, NULL, NULL, NULL, 0, '[]',
       '{}', '', '', NULL, value ->> 'movedMs' FROM json_each(?)`,
  );
  const all = Array.from(rows, ([user, row]) => ({ user, ...row }));
  await env.DB.batch([env.DB.prepare('DELETE FROM applicants'), insert.bind(JSON.stringify(all))]);
}

async function move(rows: Rows, user: string, movedMs: number): Promise<void> {
  const row = rows.get(user);
  if (!row || movedMs < row.movedMs) return;
  rows.set(user, { ...row, movedMs });
  await env.DB.prepare('UPDATE applicants SET moved_ms = ? WHERE user_id = ?').bind(movedMs, user).run();
}

/** What a full sort gives. */
function sorted(rows: Rows, since: number): readonly Move[] {
  return Array.from(rows, ([userId, { movedMs }]) => ({ movedMs, userId }))
    .filter(({ movedMs }) => movedMs >= since)
    .toSorted((a, b) => a.movedMs - b.movedMs || (a.userId < b.userId ? -1 : 1));
}

/** Page after page, as the export reads them. */
async function exported(since: number, size: number, between = async () => {}): Promise<readonly Move[]> {
  const moves: Move[] = [];
  for (let from: Move = { movedMs: since, userId: '' }; ; ) {
    const page = await movesFrom(env.DB, from, size);
    expect(page.moves.length).toBeLessThanOrEqual(size);
    moves.push(...page.moves);
    if (!page.next) return moves;
    expect(page.moves.length).toBeGreaterThan(0);
    from = page.next;
    await between();
  }
}

/** All pages of the night, by user id. */
async function read(since: number, size: number, between = async () => {}): Promise<readonly string[]> {
  const users: string[] = [];
  for await (const { rows } of createNightRecords(env.DB, size).movedFrom(placeAt(since))) {
    expect(rows.length).toBeLessThanOrEqual(size);
    users.push(...rows.map(({ user_id }) => user_id));
    await between();
  }
  return users;
}

/** The same by nights that each read one page, and go on where the one before stopped. */
async function readByNights(since: number, size: number): Promise<readonly string[]> {
  const night = createNightRecords(env.DB, size);
  const users: string[] = [];
  for (let place = placeAt(since); ; ) {
    const left = await night.countMovedFrom(place);
    const page = await night.movedFrom(place).next();
    if (page.done) {
      expect(left).toBe(0);
      return users;
    }
    users.push(...page.value.rows.map(({ user_id }) => user_id));
    place = page.value.next;
    expect(await night.countMovedFrom(place)).toBe(left - page.value.rows.length);
  }
}

/** After the creation: within the quarter of an hour, on both sides of its end, and days later. Few, so that many are equal. */
const movedAfter = fc.oneof(
  fc.constantFrom(0, 1, EARLY_MS - 1, EARLY_MS, EARLY_MS + 1, 2 * EARLY_MS, 90 * EARLY_MS),
  fc.nat({ max: 3 }).map((n) => n * (EARLY_MS / 2)),
);
const row = fc.record({
  user: fc.nat({ max: 99 }).map((n) => `m-${n}`),
  created: fc.oneof(
    fc.nat({ max: 3 }),
    fc.nat({ max: 8 }).map((n) => n * (EARLY_MS / 2)),
  ),
  movedAfter,
});
/** Many of the same moments, in which places are told apart by user id alone. */
const dense = fc.record({
  user: fc.nat({ max: 99 }).map((n) => `m-${n}`),
  created: fc.nat({ max: 1 }),
  movedAfter: fc.constantFrom(0, 1, EARLY_MS + 1),
});
const upTo30 = { maxLength: 30, size: 'max' } as const;
const rows = fc.oneof(fc.array(row, upTo30), fc.array(dense, upTo30));
const table = rows.map((all): Rows => {
  const placed = all.map(({ user, created, movedAfter: after }): [string, Row] => {
    const createdMs = CREATED_MS + created;
    return [user, { createdMs, movedMs: createdMs + after }];
  });
  return new Map(placed);
});
const since = fc.oneof(
  fc.constant(0),
  movedAfter.map((ms) => CREATED_MS + ms),
  fc.constant(CREATED_MS + 400 * EARLY_MS),
);
const size = fc.integer({ min: 1, max: 9 });
/** Who moves, and how much later than all that has moved so far: before the second page, the third, and so on. */
const meanwhile = fc.array(
  fc.record({ nth: fc.nat({ max: 29 }), later: fc.constantFrom(0, 1, EARLY_MS, 3 * EARLY_MS) }),
  { maxLength: 6 },
);

/** Makes these moves, one at each call. */
function moving(rows: Rows, moves: readonly { readonly nth: number; readonly later: number }[]) {
  const left = [...moves];
  let now = Math.max(CREATED_MS, ...Array.from(rows.values(), ({ movedMs }) => movedMs));
  return async () => {
    const next = left.shift();
    const user = [...rows.keys()][next?.nth ?? 0];
    if (!next || user === undefined) return;
    // Whatever happens now has not happened before what is there already.
    now += next.later + 1;
    await move(rows, user, now);
  };
}

describe('the moves since a moment', () => {
  it('come in pages of any size exactly as a full sort gives them', async () => {
    await fc.assert(
      fc.asyncProperty(table, since, size, async (rows, from, limit) => {
        await stand(rows);
        expect(await exported(from, limit)).toEqual(sorted(rows, from));
      }),
      { numRuns: NUM_RUNS, ...REPLAY },
    );
  });

  it('miss no row that moves meanwhile, which comes again at its new place', async () => {
    let again = 0;
    await fc.assert(
      fc.asyncProperty(table, since, size, meanwhile, async (rows, from, limit, moves) => {
        await stand(rows);
        const begun = sorted(rows, from);
        const found = await exported(from, limit, moving(rows, moves));
        const shown = found.map(({ movedMs, userId }) => `${movedMs} ${userId}`);
        expect(shown).toEqual(
          expect.arrayContaining(sorted(rows, from).map((it) => `${it.movedMs} ${it.userId}`)),
        );
        // In order, none twice at the same place, nobody from elsewhere.
        expect(found).toEqual(
          found.toSorted((a, b) => a.movedMs - b.movedMs || (a.userId < b.userId ? -1 : 1)),
        );
        expect(new Set(shown).size).toBe(shown.length);
        expect(found.every(({ userId }) => rows.has(userId))).toBe(true);
        expect(found.length).toBeGreaterThanOrEqual(begun.length);
        if (found.length > begun.length) again += 1;
      }),
      { numRuns: NUM_RUNS, ...REPLAY },
    );
    expect(again).toBeGreaterThan(0);
  });

  it('begin at a place, which is among them', async () => {
    await stand(
      new Map(['a', 'b', 'c'].map((user) => [user, { createdMs: CREATED_MS, movedMs: CREATED_MS + 5 }])),
    );
    const from = (userId: string, movedMs = CREATED_MS + 5) => movesFrom(env.DB, { movedMs, userId }, 2);
    const users = ({ moves }: Moves) => moves.map(({ userId }) => userId);
    expect(users(await from(''))).toEqual(['a', 'b']);
    expect(users(await from('b'))).toEqual(['b', 'c']);
    expect(users(await from('bb'))).toEqual(['c']);
    expect(users(await from('', CREATED_MS + 6))).toEqual([]);
  });
});

describe('what the night reads of them', () => {
  it('is each row that moved once, in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(table, since, size, async (rows, from, limit) => {
        await stand(rows);
        const expected = sorted(rows, from).map(({ userId }) => userId);
        expect((await read(from, limit)).toSorted()).toEqual(expected.toSorted());
        expect((await readByNights(from, limit)).toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: NUM_RUNS, ...REPLAY },
    );
  });

  it('misses no row that moves meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(table, since, size, meanwhile, async (rows, from, limit, moves) => {
        await stand(rows);
        const begun = sorted(rows, from).map(({ userId }) => userId);
        const found = new Set(await read(from, limit, moving(rows, moves)));
        expect(begun.filter((user) => !found.has(user))).toEqual([]);
        expect([...found].filter((user) => (rows.get(user)?.movedMs ?? 0) < from)).toEqual([]);
      }),
      { numRuns: NUM_RUNS, ...REPLAY },
    );
  });

  it('is read by a thousand rows at a time, however many there are', async () => {
    const count = 4_500;
    const rows: Rows = new Map();
    for (let nth = 0; nth < count; nth += 1) {
      const createdMs = CREATED_MS + Math.floor(nth / 1_000);
      rows.set(`many-${nth}`, { createdMs, movedMs: createdMs + (nth % 3 === 0 ? EARLY_MS + 1 : 0) });
    }
    await stand(rows);
    let calls = 0;
    const db: D1Database = Object.assign(Object.create(env.DB), {
      prepare(query: string) {
        calls += 1;
        return env.DB.prepare(query);
      },
    });
    const users: string[] = [];
    for await (const page of createNightRecords(db).movedFrom(placeAt(0)))
      users.push(...page.rows.map((it) => it.user_id));
    expect(users.toSorted()).toEqual([...rows.keys()].toSorted());
    // Of 3,000 rows three full pages and an empty one, of 1,500 a full page and a half.
    expect(calls).toBe(4 + 2);
  });
});

describe('when a row has moved', () => {
  const AT = CREATED_MS + 1_000;
  const movedMs = async () => (await records.row('moved'))?.moved_ms;
  const put = (seq: number, at: number, given: object = {}, wakeMs: number | null = null) =>
    records.put({
      row: sealedRow('moved', { head_seq: seq, ...given }),
      sessionIds: [],
      wakeMs,
      movedMs: at,
    });

  it('is the time of the last write that changed what the MAC covers', async () => {
    await put(1, AT);
    expect(await movedMs()).toBe(AT);
    await put(1, AT + 1);
    expect(await movedMs()).toBe(AT);
    await put(1, AT + 2, {}, AT);
    expect(await movedMs()).toBe(AT);
    await put(2, AT + 3);
    expect(await movedMs()).toBe(AT + 3);
    await put(2, AT + 4, { document: '{"updated_at":"2026-01-01T00:00:00.000Z","next_action":"wait"}' });
    expect(await movedMs()).toBe(AT + 4);
  });

  it('stays where only the key is another', async () => {
    const { createRowMac } = await import('../../src/d1/row-mac.ts');
    await put(1, AT);
    const { row_mac: _, mac_key: __, ...content } = sealedRow('moved');
    const resealed = createRowMac([new Uint8Array(32).fill(7)]).seal(content);
    await records.put({ row: resealed, sessionIds: [], wakeMs: null, movedMs: AT + 5 });
    expect(await records.row('moved')).toMatchObject({ mac_key: resealed.mac_key, moved_ms: AT });
  });

  it('never goes back, nor does an older row move it', async () => {
    await put(3, AT);
    await put(4, AT - 500);
    expect(await movedMs()).toBe(AT);
    await put(2, AT + 500);
    expect(await records.row('moved')).toMatchObject({ head_seq: 4, moved_ms: AT });
    expect(rowMac.isGenuine((await records.row('moved'))!)).toBe(true);
  });
});
