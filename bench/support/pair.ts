/** The service and the bare Worker side by side, with one iLive that takes no time, and rounds of the same work at each in turn. */
import { bareStepsOf } from './bare-steps.ts';
import { type Checkout, ownCheckout } from './checkout.ts';
import { cpuAtRest, workerdCpuMs } from './cpu.ts';
import { eachAtOnce } from './each.ts';
import { type IliveStub, startIliveStub } from './ilive-stub.ts';
import { type Step, userNamed } from './onboard.ts';
import { FIRST_PORT } from './service.ts';
import { median } from './stats.ts';
import { startWorker } from './worker.ts';
import type { Work, Works } from './works.ts';

/** How many users a round has, and how many of them are worked for at the same time. */
export const EACH = 100;
export const AT_ONCE = 16;
/** Rounds that count; one more before them warms up. */
export const ROUNDS = 4;

/** One side's round, for each user: its workerd's CPU, and that of the bench itself, which is caller and iLive. */
export type Round = { readonly perSecond: number; readonly cpuMs: number; readonly benchCpuMs: number };

/** The middle of its rounds, number by number; `former` is null where no other checkout was given. */
export type Sides = { readonly ours: Round; readonly bare: Round; readonly former: Round | null };

/** Where it runs: the folder under which all keep what they store (see `startWorker`), and the checkout to compare with. */
export type PairOptions = { readonly storage?: string; readonly former?: Checkout };

/** One of those that are measured. */
type Side = {
  readonly work: Work;
  /** Ids of its workerd processes. */
  readonly processes: readonly number[];
  readonly stop: () => Promise<void>;
};

/** Starts all sides and measures them. */
export async function measurePair(works: Works, { storage, former }: PairOptions = {}): Promise<Sides> {
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: 0 });
  const where = storage === undefined ? {} : { storage };
  const sides: Side[] = [];
  try {
    sides.push(await startServiceSide(works, stub, { port: FIRST_PORT + 1, ...where }));
    sides.push(await startBareSide(works, stub, { port: FIRST_PORT + 2, ...where }));
    if (former) {
      sides.push(await startServiceSide(works, stub, { port: FIRST_PORT + 4, checkout: former, ...where }));
    }
    const rounds: Round[][] = sides.map(() => []);
    for (let nth = 0; nth <= ROUNDS; nth += 1) {
      const inTurn = [...sides.entries()];
      // What comes later may find the machine in another state: each second round goes the other way.
      for (const [index, side] of nth % 2 === 0 ? inTurn : inTurn.toReversed()) {
        const measured = await round(side, usersOf(nth * sides.length + index));
        if (nth > 0) rounds[index]?.push(measured);
      }
    }
    const [ours = [], bare = [], before] = rounds;
    return { ours: middleOf(ours), bare: middleOf(bare), former: before ? middleOf(before) : null };
  } finally {
    for (const { stop } of sides.toReversed()) await stop();
    await stub.close();
  }
}

/** Where a side listens and keeps what it stores. */
type SideOptions = { readonly port: number; readonly storage?: string };

/** Starts a service, of this checkout where no other is given, with what is to be done at it. */
export async function startServiceSide(
  { atService }: Works,
  stub: IliveStub,
  {
    checkout = ownCheckout,
    ...options
  }: SideOptions & { readonly checkout?: Checkout; readonly inspectorPort?: number },
) {
  const { startService, stepsOf, listenForDecisions, config } = checkout;
  const { heard, decided } = listenForDecisions();
  const others = await workerdCpuMs();
  const service = await startService({
    ...options,
    ...(config === undefined ? {} : { config }),
    iliveUrl: stub.url,
    heard,
  });
  const work = atService({ ...stepsOf(service, stub), decided: async (user) => void (await decided(user)) });
  return { service, work, processes: await processesBut(others), stop: service.stop };
}

async function startBareSide({ atBare }: Works, stub: IliveStub, options: SideOptions): Promise<Side> {
  const others = await workerdCpuMs();
  const settings = { ILIVE_BASE_URL: stub.url };
  const { url, stop } = await startWorker({ ...options, config: 'bench/workers/bare.toml', settings });
  return { work: atBare(bareStepsOf(url)), processes: await processesBut(others), stop };
}

async function processesBut(others: ReadonlyMap<number, number>): Promise<readonly number[]> {
  return [...(await workerdCpuMs()).keys()].filter((pid) => !others.has(pid));
}

/** The users of one round, who have been in none before. */
export function usersOf(nth: number): readonly string[] {
  return Array.from({ length: EACH }, (_, index) => userNamed('happy', nth * EACH + index));
}

/** Prepares the users, lets the side finish what it still has to do, and measures what is timed. */
export async function round(
  { work, processes }: Omit<Side, 'stop'>,
  users: readonly string[],
): Promise<Round> {
  const all = (steps: readonly Step[]) =>
    eachAtOnce(AT_ONCE, users, async (user) => {
      for (const step of steps) await step(user);
    });
  await all(work.prepare);
  const before = await cpuAtRest(processes);
  const ownBefore = process.cpuUsage();
  const from = performance.now();
  await all(work.timed);
  const seconds = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(ownBefore);
  // What follows a decision is part of its price, and would be in the next side's way.
  const cpuMs = (await cpuAtRest(processes)) - before;
  return {
    perSecond: EACH / seconds,
    cpuMs: cpuMs / EACH,
    benchCpuMs: (user + system) / 1_000 / EACH,
  };
}

function middleOf(rounds: readonly Round[]): Round {
  const of = (what: keyof Round) => median(rounds.map((it) => it[what]));
  return { perSecond: of('perSecond'), cpuMs: of('cpuMs'), benchCpuMs: of('benchCpuMs') };
}
