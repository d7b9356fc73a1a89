/** The service and the bare Worker side by side, with one iLive that takes no time, and rounds of onboardings at each in turn. */
import { bareSteps } from './bare-steps.ts';
import { workerdCpuMs } from './cpu.ts';
import { listenForDecisions } from './decisions.ts';
import { eachAtOnce } from './each.ts';
import { startIliveStub } from './ilive-stub.ts';
import { stepsOf, userNamed } from './onboard.ts';
import { FIRST_PORT, type Service, startService } from './service.ts';
import { median } from './stats.ts';
import { startWorker } from './worker.ts';

/** How many onboardings a round has, and how many of them run at the same time. */
export const EACH = 96;
export const AT_ONCE = 16;
/** Rounds that count; one more before them warms up. */
export const ROUNDS = 4;

/** One side's round, for each onboarding: its workerd's CPU, and that of the bench itself, which is caller and iLive. */
export type Round = { readonly perSecond: number; readonly cpuMs: number; readonly benchCpuMs: number };

/** The middle of its rounds, number by number. */
export type Sides = { readonly ours: Round; readonly bare: Round };

/**
 * Starts both, measures, and hands the warm service to `then` with a round more to do.
 * @param storage the folder under which both keep what they store; see `startWorker`
 */
export async function measurePair<T>(
  storage: string | undefined,
  then: (service: Service, again: () => Promise<Round>) => Promise<T>,
): Promise<{ readonly sides: Sides; readonly after: T }> {
  const decisions = listenForDecisions();
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: 0 });
  const inspectorPort = FIRST_PORT + 3;
  const where = storage === undefined ? {} : { storage };
  const ours = { port: FIRST_PORT + 1, iliveUrl: stub.url, heard: decisions.heard, inspectorPort };
  const service = await startService({ ...ours, ...where });
  const ourProcesses = [...(await workerdCpuMs()).keys()];
  const settings = { ILIVE_BASE_URL: stub.url };
  const config = 'bench/workers/bare.toml';
  const bare = await startWorker({ config, port: FIRST_PORT + 2, settings, ...where });
  const { create, upload, start, verdict } = stepsOf(service, stub);
  const oursOf = async (user: string) => {
    for (const step of [create, upload, start, verdict(1, 'pass')]) await step(user);
    await decisions.decided(user);
  };
  const bareOf = bareSteps(bare.url);
  let made = 0;

  async function round(work: (user: string) => Promise<void>, isOurs: boolean): Promise<Round> {
    const users = Array.from({ length: EACH }, (_, index) => userNamed('happy', made + index));
    made += EACH;
    const cpu = async () =>
      [...(await workerdCpuMs())]
        .filter(([pid]) => ourProcesses.includes(pid) === isOurs)
        .reduce((sum, [, ms]) => sum + ms, 0);
    const before = await cpu();
    const ownBefore = process.cpuUsage();
    const from = performance.now();
    await eachAtOnce(AT_ONCE, users, work);
    const seconds = (performance.now() - from) / 1_000;
    const { user, system } = process.cpuUsage(ownBefore);
    return {
      perSecond: EACH / seconds,
      cpuMs: ((await cpu()) - before) / EACH,
      benchCpuMs: (user + system) / 1_000 / EACH,
    };
  }

  try {
    const rounds: { ours: Round; bare: Round }[] = [];
    for (let nth = 0; nth <= ROUNDS; nth += 1) {
      const pair = { ours: await round(oursOf, true), bare: await round(bareOf, false) };
      if (nth > 0) rounds.push(pair);
    }
    const middle = (who: keyof Sides): Round => {
      const of = (what: keyof Round) => median(rounds.map((it) => it[who][what]));
      return { perSecond: of('perSecond'), cpuMs: of('cpuMs'), benchCpuMs: of('benchCpuMs') };
    };
    const after = await then(service, () => round(oursOf, true));
    return { sides: { ours: middle('ours'), bare: middle('bare') }, after };
  } finally {
    await bare.stop();
    await service.stop();
    await stub.close();
  }
}
