import { describe, expect, it } from 'vitest';
import { createBacklog, MOST_PENDING } from '../../../scripts/import/backlog.ts';
import { createCaller } from '../../../scripts/import/caller.ts';
import type { Outcome } from '../../../scripts/import/outcome.ts';
import { createPace } from '../../../scripts/import/pace.ts';

/** A clock that goes on when somebody sleeps. */
function createClock() {
  let time = 1_000_000;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    time += ms;
    // Others get their turn.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { now: () => time, sleep, slept };
}

const WELL = { busy: false, retryAfterMs: 0 };
const BUSY = { busy: true, retryAfterMs: 0 };

describe('the pace', () => {
  it('begins with four, and adds one for each round that goes well, up to the most', async () => {
    const pace = createPace(6, createClock());
    const limits = [pace.limit];
    for (let n = 0; n < 30; n += 1) {
      (await pace.enter(0))(WELL);
      limits.push(pace.limit);
    }
    expect([limits[0], limits[3], limits[4], limits[8], limits[9], limits.at(-1)]).toEqual([
      4, 4, 5, 5, 6, 6,
    ]);
  });

  it('lets in no more than the limit, the others as these end', async () => {
    const pace = createPace(2, createClock());
    const entered = [await pace.enter(0), await pace.enter(0)];
    let third = false;
    const waiting = pace.enter(0).then((end) => {
      third = true;
      return end;
    });
    await Promise.resolve();
    expect(third).toBe(false);
    entered[0]?.(WELL);
    await waiting;
    expect(third).toBe(true);
  });

  it('halves once for those that were on their way together, and never below one', async () => {
    const clock = createClock();
    const pace = createPace(8, clock);
    for (let n = 0; n < 40; n += 1) (await pace.enter(0))(WELL);
    expect(pace.limit).toBe(8);
    const together = await Promise.all(Array.from({ length: 8 }, () => pace.enter(0)));
    for (const end of together) end(BUSY);
    expect(pace.limit).toBe(4);
    for (let n = 0; n < 5; n += 1) {
      await clock.sleep(1);
      (await pace.enter(0))(BUSY);
    }
    expect(pace.limit).toBe(1);
  });

  it('waits as long as the service asks', async () => {
    const clock = createClock();
    const pace = createPace(4, clock);
    (await pace.enter(0))({ busy: true, retryAfterMs: 7_000 });
    (await pace.enter(0))(WELL);
    expect(clock.slept).toEqual([7_000]);
  });

  it('holds at most 16 MB of pictures, but one of any size', async () => {
    const pace = createPace(8, createClock());
    const first = await pace.enter(20_000_000);
    let entered = 0;
    const others = [8_000_000, 8_000_000, 1].map((bytes) =>
      pace.enter(bytes).then((end) => {
        entered += 1;
        return end;
      }),
    );
    await Promise.resolve();
    expect(entered).toBe(0);
    first(WELL);
    (await others[0])?.(WELL);
    await Promise.all(others);
    expect(entered).toBe(3);
  });
});

const json = (status: number, headers = {}) => new Response('{}', { status, headers });

function callerOf(answers: (time: number) => Response | Error) {
  const clock = createClock();
  const begun = clock.now();
  const said: string[] = [];
  const stop = new AbortController();
  const call = createCaller({
    target: { url: 'https://kyc.example', key: 'k' },
    pace: createPace(4, clock),
    clock,
    stop: stop.signal,
    say: (text) => said.push(text),
    fetch: async () => {
      const answer = answers(clock.now() - begun);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { call, clock, said, stop };
}

describe('a call', () => {
  it.each([
    ['429', () => json(429), false],
    ['500', () => json(500), true],
    ['503', () => json(503, { 'retry-after': '2' }), true],
    ['a broken connection', () => new TypeError('fetch failed', { cause: new Error('ECONNRESET') }), true],
  ])('is made again after %s; whether it may have been done is known', async (_, failure, maybeDone) => {
    const answers = [failure(), failure(), json(201)];
    const { call } = callerOf(() => answers.shift() ?? json(500));
    expect(await call({ path: '/' })).toMatchObject({ status: 201, maybeDone });
  });

  it.each([
    200, 201, 400, 401, 403, 404, 409, 410, 413, 415, 422, 302,
  ])('is not made again after %i', async (status) => {
    const { call, clock } = callerOf(() => json(status));
    expect(await call({ path: '/' })).toMatchObject({ status, maybeDone: false });
    expect(clock.slept).toEqual([]);
  });

  it('takes a 429 until tomorrow as being about this customer', async () => {
    const { call } = callerOf(() => json(429, { 'retry-after': '40000' }));
    expect(await call({ path: '/' })).toMatchObject({ status: 429 });
  });

  it('ends the run after a quarter of an hour, and tells in between', async () => {
    const { call, said } = callerOf(
      () => new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }),
    );
    await expect(call({ path: '/' })).rejects.toThrow('does not answer: ECONNREFUSED');
    expect(said[0]).toContain('ECONNREFUSED');
    expect(said.length).toBeGreaterThan(5);
    expect(said.length).toBeLessThan(16);
  });

  it('leaves out one that fails for as long while others are answered', async () => {
    let others = 0;
    const { call } = callerOf(() => json(others++ % 2 === 0 ? 500 : 200));
    const failing = call({ path: '/' });
    for (let n = 0; n < 40; n += 1) await call({ path: '/' });
    expect(await failing).not.toBeUndefined();
  });

  it('begins nothing once the run stops', async () => {
    const { call, stop } = callerOf(() => json(200));
    stop.abort('interrupted');
    await expect(call({ path: '/' })).rejects.toBe('interrupted');
  });
});

describe('those on their way', () => {
  const known = (userId: string, state: 'waiting' | 'searched' | 'failed', sha256 = 'a') => ({
    user_id: userId,
    status: 'known',
    known_face: { sent_sha256: sha256, state, problem: state === 'failed' ? 'no_face' : null },
    dedupe: null,
  });

  function backlogOf(
    read: (userId: string, now: number) => ReturnType<typeof known> | 'absent' | 'not_answered',
  ) {
    const clock = createClock();
    const stop = new AbortController();
    const ended: [string, Outcome][] = [];
    const asked: string[] = [];
    const backlog = createBacklog({
      clock,
      stop: stop.signal,
      read: async (userId) => {
        asked.push(userId);
        return read(userId, clock.now());
      },
      finish: async ({ userId }, outcome) => void ended.push([userId, outcome]),
    });
    return { backlog, clock, stop, ended, asked };
  }
  const pending = (userId: string, isNew = true) => ({ line: 1, userId, sha256: 'a', isNew });

  it('are asked for until each is in, without asking all of them all the time', async () => {
    // The service indexes ten a second, in turn.
    const FACES = 500;
    const { backlog, ended, asked } = backlogOf((userId, now) =>
      known(userId, (now - 1_000_000) / 100 >= Number(userId) ? 'searched' : 'waiting'),
    );
    for (let n = 0; n < FACES; n += 1) await backlog.add(pending(String(n)));
    backlog.close();
    await backlog.follow();
    expect(ended).toHaveLength(FACES);
    expect(asked.length).toBeLessThan(3 * FACES);
  });

  it('do not wait for one that hangs', async () => {
    const { backlog, ended, stop } = backlogOf((userId) =>
      known(userId, userId === 'hangs' ? 'waiting' : 'searched'),
    );
    await backlog.add(pending('hangs'));
    for (let n = 0; n < 50; n += 1) await backlog.add(pending(String(n)));
    backlog.close();
    const following = backlog.follow();
    await expect.poll(() => ended.length).toBe(50);
    stop.abort();
    await following;
    expect(backlog.left().map(({ userId }) => userId)).toEqual(['hangs']);
  });

  it('are as many as may be; another one waits for room', async () => {
    const { backlog, stop } = backlogOf((userId) => known(userId, 'waiting'));
    for (let n = 0; n < MOST_PENDING; n += 1) await backlog.add(pending(String(n)));
    let added = false;
    const adding = backlog.add(pending('more')).then(() => {
      added = true;
    });
    await Promise.resolve();
    expect([added, backlog.size]).toEqual([false, MOST_PENDING]);
    const following = backlog.follow();
    stop.abort();
    await Promise.all([adding, following]);
  });

  it.each([
    ['in', known('u', 'searched'), { result: 'indexed' }],
    ['failed', known('u', 'failed'), { result: 'refused', refusal: { code: 'no_face' } }],
    ['replaced', known('u', 'searched', 'b'), { result: 'refused', refusal: { code: 'replaced' } }],
    [
      'erased',
      { ...known('u', 'searched'), status: 'erased' },
      { result: 'refused', refusal: { code: 'gone' } },
    ],
    [
      'onboarded',
      { ...known('u', 'searched'), status: 'verifying' },
      { result: 'refused', refusal: { code: 'wrong_status' } },
    ],
    ['unknown', 'absent', { result: 'refused', refusal: { code: 'applicant_not_found' } }],
  ] as const)('end as what they are: %s', async (_, seen, outcome) => {
    const { backlog, ended } = backlogOf(() => seen as ReturnType<typeof known>);
    await backlog.add(pending('u'));
    backlog.close();
    await backlog.follow();
    expect(ended).toEqual([['u', expect.objectContaining({ result: outcome.result })]]);
    expect(ended[0]?.[1]).toMatchObject(outcome);
  });
});
