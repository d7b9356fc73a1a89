/** Figures are worth nothing that an onboarding needs: whatever becomes of them, the onboarding goes on. */
import { env } from 'cloudflare:workers';
import { afterEach, expect, it, vi } from 'vitest';
import { createReporter } from '../../src/figures/reporter.ts';
import { passTime, reportVerdict } from '../support/controlled-applicant.ts';
import { newUserId, readApplicant } from '../support/customer.ts';
import { growth, scrape } from '../support/metrics.ts';
import { createWithSession, runInApplicant } from '../support/onboard.ts';
import { useScriptedSetup } from '../support/scripted-setup.ts';

const stage = useScriptedSetup();
afterEach(() => void vi.useRealTimers());

/** A namespace whose object does that when it is called. */
const figuresThat = (does: () => Promise<never>) => ({ getByName: () => ({ report: does, read: does }) });
const ways: [string, () => Promise<never>][] = [
  ['fail', () => Promise.reject(new Error('away'))],
  ['never answer', () => new Promise(() => {})],
  [
    'throw',
    () => {
      throw new Error('away');
    },
  ],
];

it.each(ways)('an applicant is approved while the figures %s', async (_, does) => {
  const person = newUserId('face-');
  const { user, sessionId } = await createWithSession(person);
  const right = await runInApplicant(user, (object) => object.env);
  await runInApplicant(user, (object) => {
    object.env = { ...right, FIGURES: figuresThat(does) } as unknown as Env;
  });
  stage.ilive.decide(sessionId, 'pass', person);
  await reportVerdict(user, sessionId, 'pass');
  await env.APPLICANTS.getByName(user).wake();
  expect((await readApplicant(user)).status).toBe('approved');
});

it('what could not be reported is reported with the next report, once', async () => {
  let away = true;
  const before = await scrape();
  const right = env.FIGURES.getByName('figures');
  const flaky = {
    getByName: () => ({
      report: (report: Parameters<typeof right.report>[0]) =>
        away ? Promise.reject(new Error('away')) : right.report(report),
    }),
  };
  const reporter = createReporter({ ...env, FIGURES: flaky } as unknown as Env);
  reporter.count('row_writes_failed');
  await reporter.report();
  away = false;
  reporter.count('row_writes_failed');
  await reporter.report();
  await reporter.report();
  expect(growth(before, await scrape()).kyc_row_writes_failed_total).toBe(2);
});

/** An object that notes each report, and takes it when it is let. */
function slowFigures() {
  const taken: number[] = [];
  const waiting: (() => void)[] = [];
  const report = async ({ figures }: { figures: { counters: Record<string, number> } }) => {
    taken.push(figures.counters.x ?? 0);
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const reporter = createReporter({ FIGURES: { getByName: () => ({ report }) } } as unknown as Env);
  return { reporter, taken, answer: () => waiting.shift()?.() };
}

it('a report waits for the one on its way, so that what is read next has both', async () => {
  const { reporter, taken, answer } = slowFigures();
  reporter.count('x');
  void reporter.report();
  let arrived = false;
  const second = reporter.report().then(() => {
    arrived = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect([taken, arrived]).toEqual([[1], false]);
  answer();
  await second;
  expect(arrived).toBe(true);
});

it('requests share reports: one on its way, one a second, and nothing that was counted is left out', async () => {
  vi.useFakeTimers({ now: Date.now() });
  const { reporter, taken, answer } = slowFigures();
  const request = () => {
    reporter.count('x');
    return reporter.reportSoon();
  };
  const first = request();
  await vi.advanceTimersByTimeAsync(0);
  const others = Array.from({ length: 500 }, request);
  await vi.advanceTimersByTimeAsync(500);
  expect(taken).toEqual([1]);
  answer();
  await vi.advanceTimersByTimeAsync(499);
  expect(taken).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(taken).toEqual([1, 500]);
  answer();
  await Promise.all([first, ...others]);
  // A flood of ten seconds, each report answered at once.
  for (let tenth = 0; tenth < 100; tenth += 1) {
    for (let nth = 0; nth < 10; nth += 1) void request();
    await vi.advanceTimersByTimeAsync(100);
    answer();
  }
  await vi.advanceTimersByTimeAsync(2_000);
  answer();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(taken.reduce((sum, one) => sum + one)).toBe(1_501);
  expect(taken.length).toBeLessThanOrEqual(2 + 12);
});

it('a request that ends before its report was sent keeps later ones from reporting for seconds only', async () => {
  vi.useFakeTimers({ now: Date.now() });
  const { reporter, taken } = slowFigures();
  reporter.count('x');
  void reporter.reportSoon();
  await vi.advanceTimersByTimeAsync(0);
  // Its timers never fire: the request is gone.
  vi.clearAllTimers();
  reporter.count('x');
  await reporter.reportSoon();
  expect(taken).toEqual([1]);
  await vi.advanceTimersByTimeAsync(6_000);
  reporter.count('x');
  void reporter.reportSoon();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(taken).toEqual([1, 2]);
});

it('a row that cannot be written is counted until it can', async () => {
  const { user, sessionId } = await createWithSession(newUserId('face-'));
  const before = await scrape();
  const right = await runInApplicant(user, (object) => object.env);
  const db = {
    prepare: (query: string) => env.DB.prepare(query),
    batch: () => Promise.reject(new Error('D1 is away')),
  };
  await runInApplicant(user, (object) => {
    object.env = { ...right, DB: db } as unknown as Env;
  });
  stage.ilive.decide(sessionId, 'fail', 'x');
  await reportVerdict(user, sessionId, 'fail');
  await env.APPLICANTS.getByName(user).wake();
  const away = growth(before, await scrape());
  expect(away.kyc_rows_behind).toBe(1);
  expect(away.kyc_row_writes_failed_total).toBeGreaterThanOrEqual(1);
  await runInApplicant(user, (object) => {
    object.env = right;
  });
  passTime(10 * 60_000);
  await env.APPLICANTS.getByName(user).wake();
  // Forgotten at the latest when it is not heard of again.
  passTime(12 * 60_000);
  expect((await scrape()).get('kyc_rows_behind')).toBe(0);
});
