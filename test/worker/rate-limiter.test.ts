import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** The default tier is 600 a minute: three calls take 0.3 s of it. */
const TIER = { perMinute: 600, perSecond: 50 };
const THREE_CALLS_MS = 303.1;

let limiter: DurableObjectStub<import('../../src/ilive/rate-limit/rate-limiter.ts').RateLimiter>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  limiter = env.RATE_LIMITER.getByName(crypto.randomUUID());
});
afterEach(() => {
  vi.useRealTimers();
});

const kept = () => runInDurableObject(limiter, (_, state) => [...state.storage.kv.list()].length);

async function reserved(times: number): Promise<number> {
  let last = 0;
  for (let i = 0; i < times; i += 1) ({ startAt: last } = await limiter.slot('next', 3, TIER));
  return last;
}

it('knows after an eviction what it handed out before: everybody has asked, so nobody keeps it awake', async () => {
  const last = await reserved(200);
  expect(last - Date.now()).toBeGreaterThan(58_000);
  await evictDurableObject(limiter);
  const { startAt: next } = await limiter.slot('next', 3, TIER);
  expect(next - last).toBeGreaterThanOrEqual(THREE_CALLS_MS - 1);
  // It was written ahead of what was handed out, so that not each grant is a write.
  expect(next - last).toBeLessThan(5_000 + 2 * THREE_CALLS_MS);
  expect((await limiter.slot('next', 3, TIER)).startAt - next).toBeCloseTo(THREE_CALLS_MS, 0);
});

it('writes nothing while hardly anybody waits', async () => {
  await reserved(10);
  expect(await kept()).toBe(0);
});

it('forgets a backlog that is over', async () => {
  await reserved(200);
  await evictDurableObject(limiter);
  vi.setSystemTime(Date.now() + 120_000);
  expect(await limiter.slot('next', 3, TIER)).toEqual({ startAt: Date.now(), final: true });
});

it('spreads out alarms that ring in one heap', async () => {
  await reserved(200);
  vi.setSystemTime(Date.now() + 30_000);
  const heap = [];
  for (let i = 0; i < 4; i += 1) heap.push(await limiter.slot('due', 3, TIER));
  const waits = heap.map(({ startAt }) => Math.round(startAt - Date.now()));
  expect(waits).toEqual([0, 303, 606, 909]);
  expect(heap.every(({ final }) => final)).toBe(true);
});

it('charges nothing for a slot that is wanted soon or not at all', async () => {
  await reserved(20);
  const { startAt: before } = await limiter.slot('next', 3, TIER);
  expect(await limiter.slot('soon', 1, TIER)).toMatchObject({ final: false });
  expect((await limiter.slot('next', 3, TIER)).startAt - before).toBeCloseTo(THREE_CALLS_MS, 0);
});
