/** The log's copy, batch by batch: however it is cut and sent again, each event is there once, as it was. */
import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecords, type Snapshot } from '../../src/records/applicant-records.ts';
import { createAuditRecords, FIRST_EVENT } from '../../src/records/audit-records.ts';
import { chainOf } from '../support/audited.ts';
import { FULL, REPLAY } from '../support/scale.ts';

const records = createRecords(env.DB);
const audit = createAuditRecords(env.DB);

/** As the object's log holds it. */
const logOf = (user: string, length: number): Snapshot['events'] =>
  chainOf(user, length).map(({ user_id, data, ...event }) => ({ ...event, data: JSON.stringify(data) }));

const documentOf = (user_id: string, seq: number) =>
  ({
    ...{
      user_id,
      seq,
      status: 'verifying',
      reasons: [],
      created_at: '2026-01-01T00:00:00.000Z',
      review: null,
    },
  }) as unknown as Snapshot['document'];

const follow = (user: string, seq: number, events: Snapshot['events'], keepsLog = true) =>
  records.follow({ document: documentOf(user, seq), ending: null, wakeAt: null, keepsLog, events });

/** The whole export, by pages of that size. */
async function exported(limit = 1_000) {
  const events = [];
  for (let after = FIRST_EVENT; ; ) {
    const page = await audit.events(after, limit);
    events.push(...page);
    const last = page.at(-1);
    if (!last || page.length < limit) return events;
    after = { userId: last.user_id, seq: last.seq };
  }
}

const ofUser = async (user: string) => (await exported()).filter((event) => event.user_id === user);
const named = (user: string, events: Snapshot['events']) =>
  events.map((event) => ({ user_id: user, ...event }));

/** A cut: how many events are new, how many of those copied before are sent again, for the lists alone, or once more later. */
const cut = fc.record({
  add: fc.nat({ max: 4 }),
  again: fc.nat({ max: 5 }),
  listsOnly: fc.boolean(),
  late: fc.boolean(),
});

describe('the batches', () => {
  it('hold each event once and as it was, however they are cut, repeated or late', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 2 }), cut), { maxLength: 20 }), async (cuts) => {
        run += 1;
        const users = [0, 1, 2].map((nth) => `cut-${run}-${nth}`);
        const logs = users.map((user) => logOf(user, 100));
        const ends = users.map(() => 0);
        const sent: (() => Promise<void>)[] = [];
        for (const [nth, { add, again, listsOnly, late }] of cuts) {
          const from = Math.max(0, ends[nth]! - again);
          const end = ends[nth]! + add;
          if (!listsOnly) ends[nth] = end;
          const send = () => follow(users[nth]!, Math.max(1, end), logs[nth]!.slice(from, end), !listsOnly);
          sent.push(send);
          await send();
          // What timed out arrives after all, some time later.
          if (late) await sent[Math.floor(sent.length / 2)]!();
        }
        const all = (await exported()).filter(({ user_id }) => user_id.startsWith(`cut-${run}-`));
        expect(all).toEqual(users.flatMap((user, nth) => named(user, logs[nth]!.slice(0, ends[nth]))));
        const heads = await audit.newChains({ place: '', userId: '' }, 100_000);
        for (const [nth, user] of users.entries()) {
          const head = logs[nth]![ends[nth]! - 1];
          expect(heads.find(({ user_id }) => user_id === user)).toEqual(
            head && expect.objectContaining({ seq: head.seq, hash: head.hash }),
          );
        }
      }),
      { numRuns: FULL ? 300 : 30, ...REPLAY },
    );
  });

  it('are a row each, and none where nothing is new', async () => {
    const log = logOf('rows', 9);
    const count = async () =>
      (await env.DB.prepare('SELECT count(*) AS n FROM event_batches').first<number>('n'))!;
    const before = await count();
    await follow('rows', 3, log.slice(0, 3));
    await follow('rows', 5, log.slice(0, 5));
    await follow('rows', 5, log.slice(0, 5));
    await follow('rows', 9, log.slice(5));
    expect((await count()) - before).toBe(3);
    expect(await ofUser('rows')).toEqual(named('rows', log));
  });

  it('of two who had no event at first lie apart', async () => {
    const users = ['late-1', 'late-2'];
    for (const user of users) await follow(user, 3, []);
    for (const user of users) await follow(user, 3, logOf(user, 3));
    for (const user of users) expect(await ofUser(user)).toEqual(named(user, logOf(user, 3)));
  });

  it('keep the text of an event as it is', async () => {
    const user = 'odd';
    const data = JSON.stringify({
      text: '"\\\u0000\ud800 é\u2028',
      n: [1e21, 0.1, -5e-324],
      __proto__: null,
    });
    const log = logOf(user, 3).map((event) => ({ ...event, data }));
    await follow(user, 3, log);
    expect(await ofUser(user)).toEqual(named(user, log));
  });

  it('are exported by pages of any size, each exact, also from within a batch', async () => {
    await follow('pages', 9, logOf('pages', 9));
    const all = await exported();
    for (const limit of [1, 2, 7, 50]) expect(await exported(limit)).toEqual(all);
  });

  it('hide no others where one is no JSON any more', async () => {
    const before = await exported();
    await follow('spoilt', 2, logOf('spoilt', 2));
    await env.DB.prepare(
      `UPDATE event_batches SET events = 'x' WHERE id >> 24 = (SELECT log_no FROM applicants WHERE user_id = 'spoilt')`,
    ).run();
    expect(await exported()).toEqual(before);
    expect((await audit.newChains({ place: '', userId: '' }, 100_000)).length).toBeGreaterThan(3);
  });

  it('are made by the migration of the events that were there', async () => {
    await follow('long', 450, logOf('long', 450));
    await env.DB.prepare(`DELETE FROM event_batches WHERE events = 'x'`).run();
    const before = await exported();
    const queriesOf = (name: string) => env.MIGRATIONS.find((it) => it.name.includes(name))!.queries;
    const old = queriesOf('records').find((query) => query.includes('CREATE TABLE events'))!;
    const run = (query: string) => env.DB.prepare(query).run();
    await run('CREATE TABLE kept AS SELECT user_id, seq, type, at, actor, data, prev_hash, hash FROM events');
    await run('DROP VIEW events');
    await run('DROP TABLE event_batches');
    await run('ALTER TABLE applicants DROP COLUMN log_no');
    await run(old);
    await run('INSERT INTO events SELECT * FROM kept');
    for (const query of queriesOf('event_batches')) await run(query);
    expect(await exported()).toEqual(before);
    const { results } = await env.DB.prepare(
      `SELECT json_array_length(events) AS n FROM event_batches b JOIN applicants a ON b.id >> 24 = a.log_no
       WHERE a.user_id = 'long'`,
    ).all();
    expect(results).toEqual([{ n: 200 }, { n: 200 }, { n: 50 }]);
    await follow('long', 452, logOf('long', 452).slice(449));
    expect(await ofUser('long')).toEqual(named('long', logOf('long', 452)));
    await follow('new', 2, logOf('new', 2));
    expect(await ofUser('new')).toEqual(named('new', logOf('new', 2)));
  });
});
