/** The log as it lies in an object's own storage. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { createLogStore } from '../../src/applicant/storage/log-store.ts';
import { createSideDataStore } from '../../src/applicant/storage/side-data.ts';
import { FIRST_PREV_HASH } from '../../src/event-log/hash-chain.ts';

const inNewObject = <T>(look: (storage: DurableObjectStorage) => T): Promise<T> =>
  runInDurableObject(env.APPLICANTS.getByName(crypto.randomUUID()), (_, { storage }) => look(storage));

const entry = {
  events: [{ type: 'session_expired', data: { session_id: 's' } } as const],
  at: '2026-01-01T00:00:00.000Z',
  actor: 'clock',
  sideDataEntries: [],
};

it('an object that was only asked whether it is there stores nothing', async () => {
  const user = crypto.randomUUID();
  expect(await env.APPLICANTS.getByName(user).read()).toBeNull();
  expect(await env.APPLICANTS.getByName(user).events(0, 10)).toBeNull();
  expect(await env.APPLICANTS.getByName(user).checkRow(null, true, null)).toBeNull();
  await runInDurableObject(env.APPLICANTS.getByName(user), async (_, { storage }) => {
    expect(storage.sql.exec('SELECT name FROM sqlite_master').toArray()).toEqual([]);
    expect(await storage.getAlarm()).toBeNull();
  });
});

it('an append of which a part fails leaves nothing of the others', async () => {
  await inNewObject((storage) => {
    const store = createLogStore(storage, createSideDataStore(storage));
    const fails = () =>
      store.append({ ...entry, sideDataEntries: [{ name: 'note:1', value: 'x' }] }, 0, () => {
        throw new Error('no alarm');
      });
    expect(fails).toThrow('no alarm');
    expect([...storage.kv.list()]).toEqual([]);
    const [first] = store.append(entry, 0, () => {});
    expect([first?.prev_hash, store.events(0).length]).toEqual([FIRST_PREV_HASH, 1]);
  });
});

it('a log is read in its order, from anywhere, beyond ten events too', async () => {
  await inNewObject((storage) => {
    const store = createLogStore(storage, createSideDataStore(storage));
    for (let seq = 0; seq < 12; seq += 1) store.append(entry, seq, () => {});
    const whole = store.events(0);
    expect(whole.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(store.events(8, 3)).toEqual(whole.slice(8, 11));
    expect(store.load().map(({ hash }) => hash)).toEqual(whole.map(({ hash }) => hash));
    expect(whole.slice(1).map(({ prev_hash }) => prev_hash)).toEqual(
      whole.slice(0, -1).map(({ hash }) => hash),
    );
  });
});
