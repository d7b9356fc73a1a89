/** Onboardings a second with an iLive that takes no time, in turn with the bare Worker; and what the time goes to. */
import { access, readFile } from 'node:fs/promises';
import { type Figure, type Findings, fixed, type Part, table } from '../report.ts';
import { ownerOf, partsOf } from '../support/bundle-parts.ts';
import { AT_ONCE, EACH, measurePair, ROUNDS, type Round, type Sides } from '../support/pair.ts';
import { type Profile, profiled, timesBy } from '../support/profile.ts';
import type { Service } from '../support/service.ts';

/** What a plain FastAPI and PostgreSQL backend with the same five calls and none of our guarantees reached on a machine of this kind. */
const GOAL = 133;
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
  const { sides, after } = await measurePair(undefined, profileOf);
  const memory = inMemory ? await measurePair(MEMORY, async () => null) : null;
  const { perSecond } = sides.ours;
  return {
    figures: [
      {
        what: `onboardings a second, ${AT_ONCE} at a time`,
        value: fixed(perSecond, 0),
        goal: `over ${GOAL}`,
        met: perSecond > GOAL,
      },
      plain('the bare Worker in the same run', fixed(sides.bare.perSecond, 0)),
      plain('ours over the bare Worker', fixed(perSecond / sides.bare.perSecond)),
      plain('CPU per onboarding, ms (bare)', both(sides, 'cpuMs')),
      plain('of caller and iLive, beside it, ms (bare)', both(sides, 'benchCpuMs')),
      ...(memory ? figuresInMemory(memory.sides) : []),
    ],
    notes: [
      `${ROUNDS} rounds of ${EACH} whole onboardings each (create, upload, start, verdict, decision), in turn; caller, iLive and both Workers share`,
      'this machine. CPU is all of workerd’s: the local D1, R2 and objects too, which on Cloudflare are not ours to pay by the millisecond.',
      'One workerd is one thread: it can do 1,000 / CPU onboardings a second at most, less what it waits for the disk, since that thread',
      'stands still at each commit. On Cloudflare it does not, so the last rows are the same with what is stored in memory.',
      '',
      'JavaScript’s part, by whose code it is, ms per onboarding (profiled, so slower than above):',
      '',
      table(['', 'ms'], after.byOwner),
      '',
      'By function, without what it calls of ours; what it calls of workerd’s counts as its own:',
      '',
      table(['', 'ms'], after.byFunction),
    ].join('\n'),
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

/** Where one round's time goes. */
async function profileOf(
  service: Service,
  again: () => Promise<Round>,
): Promise<{ readonly byOwner: Rows; readonly byFunction: Rows }> {
  const profile = await profiled(service, async () => void (await again()));
  const parts = partsOf(await readFile(service.script, 'utf8'));
  const isBinding = (url: string) => url.includes('node-internal') || url.includes('cloudflare-internal');
  const byOwner = timesBy(profile, ({ functionName, url, lineNumber }) => {
    if (functionName === '(idle)') return null;
    if (functionName.startsWith('(')) return functionName === '(program)' ? 'workerd itself' : functionName;
    if (url === '') return 'calls into workerd: SQL, requests, answers';
    return isBinding(url) ? 'bindings' : ownerOf(parts, lineNumber);
  });
  const byFunction = timesBy(withCallers(profile), ({ functionName, url, lineNumber }) =>
    url === ''
      ? null
      : `${functionName || '(unnamed)'}, ${isBinding(url) ? url : ownerOf(parts, lineNumber)}`,
  );
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
