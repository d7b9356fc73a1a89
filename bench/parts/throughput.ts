/** Onboardings a second with an iLive that takes no time, in turn with the bare Worker; and what the time goes to. */
import { readFile } from 'node:fs/promises';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { bareSteps } from '../support/bare-steps.ts';
import { ownerOf, partsOf } from '../support/bundle-parts.ts';
import { workerdCpuMs } from '../support/cpu.ts';
import { listenForDecisions } from '../support/decisions.ts';
import { eachAtOnce } from '../support/each.ts';
import { startIliveStub } from '../support/ilive-stub.ts';
import { stepsOf, userNamed } from '../support/onboard.ts';
import { profiled, timesBy } from '../support/profile.ts';
import { FIRST_PORT, startService } from '../support/service.ts';
import { median } from '../support/stats.ts';
import { startWorker } from '../support/worker.ts';

const AT_ONCE = 16;
const EACH = 48;
const ROUNDS = 3;
/** What a plain FastAPI and PostgreSQL backend with the same five calls and none of our guarantees reached on a machine of this kind. */
const GOAL = 133;
const SHOWN = 12;

/** The part. */
export const throughput: Part = { title: 'Throughput', run };

type Round = { readonly perSecond: number; readonly cpuMs: number };

async function run(): Promise<Findings> {
  const decisions = listenForDecisions();
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: 0 });
  const inspectorPort = FIRST_PORT + 3;
  const service = await startService({
    port: FIRST_PORT + 1,
    iliveUrl: stub.url,
    heard: decisions.heard,
    inspectorPort,
  });
  const ourProcesses = [...(await workerdCpuMs()).keys()];
  const settings = { ILIVE_BASE_URL: stub.url };
  const bare = await startWorker({ config: 'bench/workers/bare.toml', port: FIRST_PORT + 2, settings });
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
    const from = performance.now();
    await eachAtOnce(AT_ONCE, users, work);
    const seconds = (performance.now() - from) / 1_000;
    return { perSecond: EACH / seconds, cpuMs: ((await cpu()) - before) / EACH };
  }
  try {
    const rounds: { ours: Round; bare: Round }[] = [];
    for (let nth = 0; nth <= ROUNDS; nth += 1) {
      const pair = { ours: await round(oursOf, true), bare: await round(bareOf, false) };
      // The first one warms up.
      if (nth > 0) rounds.push(pair);
    }
    const profile = await profiled(service, async () => void (await round(oursOf, true)));
    const parts = partsOf(await readFile(service.script, 'utf8'));
    const byOwner = [
      ...timesBy(profile, ({ functionName, url, lineNumber }) => {
        if (functionName === '(idle)') return null;
        if (functionName.startsWith('('))
          return functionName === '(program)' ? 'workerd itself' : functionName;
        if (url === '') return 'calls into workerd: SQL, requests, answers';
        return url.includes('node-internal') || url.includes('cloudflare-internal')
          ? 'bindings'
          : ownerOf(parts, lineNumber);
      }),
    ].toSorted(([, a], [, b]) => b - a);
    const of = (who: 'ours' | 'bare', what: keyof Round) => median(rounds.map((it) => it[who][what]));
    const ours = of('ours', 'perSecond');
    return {
      figures: [
        {
          what: `onboardings a second, ${AT_ONCE} at a time`,
          value: fixed(ours, 0),
          goal: `over ${GOAL}`,
          met: ours > GOAL,
        },
        {
          what: 'the bare Worker in the same run',
          value: fixed(of('bare', 'perSecond'), 0),
          goal: '',
          met: null,
        },
        {
          what: 'ours over the bare Worker',
          value: fixed(ours / of('bare', 'perSecond')),
          goal: '',
          met: null,
        },
        {
          what: 'CPU per onboarding, ms (bare)',
          value: `${fixed(of('ours', 'cpuMs'), 1)} (${fixed(of('bare', 'cpuMs'), 1)})`,
          goal: '',
          met: null,
        },
      ],
      notes: [
        `${ROUNDS} rounds of ${EACH} whole onboardings each (create, upload, start, verdict, decision), in turn; caller, iLive and both Workers share`,
        'this machine. CPU is all of workerd’s: the local D1, R2 and objects too, which on Cloudflare are not ours to pay by the millisecond.',
        '',
        'JavaScript’s part, by whose code it is, ms per onboarding (profiled, so slower than above):',
        '',
        table(
          ['', 'ms'],
          byOwner.slice(0, SHOWN).map(([owner, ms]) => [owner, fixed(ms / EACH)]),
        ),
      ].join('\n'),
    };
  } finally {
    await bare.stop();
    await service.stop();
    await stub.close();
  }
}
