/**
 * With an iLive that takes no time, in turn with the bare Worker: verdicts decided a second and whole onboardings a second;
 * and what the time of an onboarding goes to.
 */
import { access } from 'node:fs/promises';
import { type Figure, type Findings, fixed, type Part, table } from '../report.ts';
import { readSources, type SourceAt } from '../support/bundle-parts.ts';
import { checkoutIn } from '../support/checkout.ts';
import { startIliveStub } from '../support/ilive-stub.ts';
import {
  AT_ONCE,
  EACH,
  measurePair,
  ROUNDS,
  type Round,
  round,
  type Sides,
  startServiceSide,
  usersOf,
} from '../support/pair.ts';
import { type Profile, profiled, timesBy } from '../support/profile.ts';
import { FIRST_PORT } from '../support/service.ts';
import { onboardings, verdicts } from '../support/works.ts';

/**
 * How many times as many verdicts as the service of 2026-11-23 a plain FastAPI and PostgreSQL stack decided, with the same
 * five calls and none of our guarantees, on a machine of this kind: the goal against that checkout in the same run.
 */
const OVER_FORMER = 1.55;
/** The goal for whole onboardings, against the bare Worker in the same run. */
const LEAST_OF_BARE = 0.65;
/** Folder of another checkout, with its `node_modules`, whose service decides the same verdicts in the same run. */
const FORMER = process.env.BENCH_FORMER;
const SHOWN = 12;
/** A folder in memory, on Linux. */
const MEMORY = '/dev/shm';

/** The part. */
export const throughput: Part = { title: 'Throughput', run };

async function run(): Promise<Findings> {
  const inMemory = await access(MEMORY).then(
    () => true,
    () => false,
  );
  const decided = await measurePair(verdicts, FORMER ? { former: await checkoutIn(FORMER) } : {});
  const onboarded = await measurePair(onboardings);
  const memory = inMemory ? await measurePair(onboardings, { storage: MEMORY }) : null;
  const profile = await profileOf();
  return {
    figures: [
      ...figuresOf('verdicts decided', 'verdict', decided, null),
      ...(decided.former ? [overFormer(decided.ours, decided.former)] : []),
      ...figuresOf('onboardings', 'onboarding', onboarded, LEAST_OF_BARE),
      plain('CPU of caller and iLive per onboarding, ms (bare)', both(onboarded, 'benchCpuMs')),
      ...(memory ? figuresInMemory(memory) : []),
    ],
    notes: [
      `${ROUNDS} rounds of ${EACH} users each, in turn, after one that warms up; the median of the rounds. Caller, iLive and both Workers`,
      `share this machine. **Verdicts**: all users of a round have a photo and an open session before the time begins; each of ${AT_ONCE} callers`,
      'delivers a `pass` and waits for its decision before the next. A plain FastAPI and PostgreSQL stack with the same five calls and none',
      `of our guarantees decided ${OVER_FORMER} times as many as the service of 2026-11-23 on a machine of this kind; \`BENCH_FORMER\` compares`,
      'with that service in the same run. **Onboardings**: create, upload, start, verdict, decision, all of it timed.',
      '',
      'CPU is all of workerd’s: the local D1, R2 and objects too, which on Cloudflare are not ours to pay by the millisecond. What follows',
      'the decision counts, too. One workerd is one thread: it can do 1,000 / CPU a second at most, less what it waits for the disk, since',
      'that thread stands still at each commit. On Cloudflare it does not, so the last rows are the same with what is stored in memory.',
      '',
      'JavaScript’s part, by whose code it is, ms per onboarding (profiled, so slower than above):',
      '',
      table(['', 'ms'], profile.byOwner),
      '',
      'By function, without what it calls of ours; what it calls of workerd’s counts as its own:',
      '',
      table(['', 'ms'], profile.byFunction),
    ].join('\n'),
  };
}

/** @param leastOfBare the goal for ours over the bare Worker; null where there is none */
function figuresOf(done: string, each: string, sides: Sides, leastOfBare: number | null): readonly Figure[] {
  const ratio = sides.ours.perSecond / sides.bare.perSecond;
  return [
    plain(`${done} a second, ${AT_ONCE} at a time`, fixed(sides.ours.perSecond, 0)),
    plain(`${done} a second, the bare Worker in the same run`, fixed(sides.bare.perSecond, 0)),
    {
      what: `${done} a second, ours over the bare Worker`,
      value: fixed(ratio),
      goal: leastOfBare === null ? '' : `at least ${leastOfBare}`,
      met: leastOfBare === null ? null : ratio >= leastOfBare,
    },
    plain(`CPU per ${each}, ms (bare)`, both(sides, 'cpuMs')),
  ];
}

function overFormer(ours: Round, former: Round): Figure {
  const ratio = ours.perSecond / former.perSecond;
  const seen = `${fixed(former.perSecond, 0)} a second, CPU ${fixed(former.cpuMs, 1)} ms`;
  return {
    what: 'verdicts decided a second, ours over the former code (its own)',
    value: `${fixed(ratio)} (${seen})`,
    goal: `over ${OVER_FORMER}`,
    met: ratio > OVER_FORMER,
  };
}

function plain(what: string, value: string): Figure {
  return { what, value, goal: '', met: null };
}

function both({ ours, bare }: Sides, what: keyof Round): string {
  return `${fixed(ours[what], 1)} (${fixed(bare[what], 1)})`;
}

function figuresInMemory(sides: Sides): readonly Figure[] {
  const ratio = fixed(sides.ours.perSecond / sides.bare.perSecond);
  const perSecond = `${both(sides, 'perSecond')}, ${ratio} of it`;
  return [
    plain('stored in memory: onboardings a second (bare)', perSecond),
    plain('stored in memory: CPU per onboarding, ms (bare)', both(sides, 'cpuMs')),
  ];
}

type Rows = readonly (readonly [string, string])[];

/** Where one round's time goes, after one that warms up. No inspector is there while the sides are measured: it has its price. */
async function profileOf(): Promise<{ readonly byOwner: Rows; readonly byFunction: Rows }> {
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: 0 });
  try {
    const ports = { port: FIRST_PORT + 1, inspectorPort: FIRST_PORT + 3 };
    const side = await startServiceSide(onboardings, stub, ports);
    try {
      await round(side, usersOf(0));
      const profile = await profiled(side.service, async () => void (await round(side, usersOf(1))));
      return largestOf(profile, await readSources(side.service.script));
    } finally {
      await side.stop();
    }
  } finally {
    await stub.close();
  }
}

function largestOf(profile: Profile, sources: SourceAt) {
  const isBinding = (url: string) => url.includes('node-internal') || url.includes('cloudflare-internal');
  const byOwner = timesBy(profile, ({ functionName, url, lineNumber, columnNumber }) => {
    if (functionName === '(idle)') return null;
    if (functionName.startsWith('(')) return functionName === '(program)' ? 'workerd itself' : functionName;
    if (url === '') return 'calls into workerd: SQL, requests, answers';
    return isBinding(url) ? 'bindings' : sources(lineNumber, columnNumber).from;
  });
  const byFunction = timesBy(withCallers(profile), ({ functionName, url, lineNumber, columnNumber }) => {
    if (url === '') return null;
    if (isBinding(url)) return `${functionName || '(unnamed)'}, ${url}`;
    const { from, place } = sources(lineNumber, columnNumber);
    return place === '' ? `${functionName}, ${from}` : `${place}, ${from}`;
  });
  return { byOwner: largest(byOwner), byFunction: largest(byFunction) };
}

/** What is workerd's own has no address, and is its caller's. */
function withCallers(profile: Profile): Profile {
  const callers = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((it) => [it, id])));
  const native = new Set(
    profile.nodes
      .filter(({ callFrame: { url, functionName } }) => url === '' && !functionName.startsWith('('))
      .map(({ id }) => id),
  );
  const ownerOfSample = (id: number): number => {
    const caller = native.has(id) ? callers.get(id) : undefined;
    return caller === undefined ? id : ownerOfSample(caller);
  };
  return { ...profile, samples: profile.samples.map(ownerOfSample) };
}

function largest(times: ReadonlyMap<string, number>): Rows {
  return [...times]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([name, ms]) => [name, fixed(ms / EACH)]);
}
