/** From the webhook's arrival to the stored decision, over what iLive itself took on that path. */
import { chartOf } from '../chart.ts';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { bareStepsOf } from '../support/bare-steps.ts';
import { listenForDecisions } from '../support/decisions.ts';
import { eachAtOnce } from '../support/each.ts';
import { type IliveStub, startIliveStub } from '../support/ilive-stub.ts';
import { stepsOf, userNamed } from '../support/onboard.ts';
import { phonePicture } from '../support/picture.ts';
import { FIRST_PORT, startService } from '../support/service.ts';
import { mean, median, quantile } from '../support/stats.ts';
import { startWorker } from '../support/worker.ts';

const LATENCY_MS = 50;
const ONE_BY_ONE = 120;
const BARE = 60;
const AT_ONCE = 8;
const TOGETHER = 160;
/** The first ones also pay for warming up. */
const WARM_UP = 12;
/** The calls between the verdict and the decision. */
const PATH = ['result', 'photo', 'compare', 'index', 'search'] as const;
const GAPS = [
  'webhook → result',
  ...PATH.slice(1).map((name, index) => `${PATH[index]} → ${name}`),
  'search → decision',
];

/** The part. */
export const overhead: Part = { title: 'Overhead', run };

async function run(): Promise<Findings> {
  const photo = await phonePicture();
  const decisions = listenForDecisions();
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: LATENCY_MS, photo });
  const service = await startService({ port: FIRST_PORT + 1, iliveUrl: stub.url, heard: decisions.heard });
  const settings = { ILIVE_BASE_URL: stub.url };
  const bare = await startWorker({ config: 'bench/workers/bare.toml', port: FIRST_PORT + 2, settings });
  const { create, upload, start, verdict } = stepsOf(service, stub, photo);
  const bareUser = bareStepsOf(bare.url, photo);
  let made = 0;
  async function measure(count: number, atOnce: number): Promise<Measured[]> {
    const users = Array.from({ length: count }, (_, index) => userNamed('happy', made + index));
    made += count;
    await eachAtOnce(AT_ONCE, users, async (user) => {
      for (const step of [create, upload, start]) await step(user);
    });
    stub.calls.length = 0;
    const seen: Measured[] = [];
    await eachAtOnce(atOnce, users, async (user) => {
      const from = performance.now();
      await verdict(1, 'pass')(user);
      seen.push({ user, from, to: await decisions.decided(user) });
    });
    return seen;
  }
  /** One after the other at the bare Worker: from the request that begins the five calls to its answer. */
  async function measureBare(count: number): Promise<Measured[]> {
    const users = Array.from({ length: count }, (_, index) => userNamed('happy', made + index));
    made += count;
    await eachAtOnce(AT_ONCE, users, async (user) => {
      for (const step of [bareUser.create, bareUser.upload, bareUser.start]) await step(user);
    });
    stub.calls.length = 0;
    const seen: Measured[] = [];
    for (const user of users) {
      const from = performance.now();
      await bareUser.verify(user);
      seen.push({ user, from, to: performance.now() });
    }
    return seen;
  }
  try {
    await measure(WARM_UP, 4);
    await measureBare(WARM_UP);
    const alone = await measure(ONE_BY_ONE, 1);
    const gaps = gapsOf(alone, stub);
    const oneByOne = ratiosOf(alone, stub);
    const aloneAtBare = await measureBare(BARE);
    const bareGaps = gapsOf(aloneAtBare, stub);
    const atBare = ratiosOf(aloneAtBare, stub);
    const together = ratiosOf(await measure(TOGETHER, AT_ONCE), stub);
    const nth = (of: typeof gaps, index: number) => of.map((gap) => gap[index] ?? 0);
    const rows = GAPS.map((name, index) => [
      name,
      fixed(median(nth(gaps, index))),
      fixed(quantile(nth(gaps, index), 0.99)),
      fixed(median(nth(bareGaps, index))),
    ]);
    const shown = (ratios: readonly number[], share: number) => fixed(quantile(ratios, share), 3);
    return {
      figures: [
        figure('one at a time, median', shown(oneByOne, 0.5), 1.05),
        figure('one at a time, 99th percentile', shown(oneByOne, 0.99), 1.15),
        figure('one at a time at the bare Worker, median', shown(atBare, 0.5), null),
        figure(`${AT_ONCE} at a time, median`, shown(together, 0.5), null),
        figure(`${AT_ONCE} at a time, 99th percentile`, shown(together, 0.99), null),
      ],
      notes: [
        `Time from sending the webhook to the line that the stored decision prints, over the five calls' own time (${LATENCY_MS} ms each,`,
        `as timed at iLive). Pictures of ${fixed(photo.length / 1_000, 0)} kB. ${ONE_BY_ONE} one at a time, ${TOGETHER} at ${AT_ONCE} at a time.`,
        '',
        'Where the rest goes, one at a time, ms from the end of one call (as iLive sees it) to the last byte of the next:',
        '',
        table(['between', 'median', '99th percentile', 'median at the bare Worker'], rows),
        '',
        'The bare Worker makes the same five calls straight through, with the same pictures and a row after each call:',
        'what it needs is the platform’s and this machine’s share.',
      ].join('\n'),
      pictures: {
        'overhead.svg': chartOf('Webhook to decision, over iLive’s own time', [
          { name: 'one at a time', values: oneByOne },
          { name: `${AT_ONCE} at a time`, values: together },
          { name: 'bare Worker, one at a time', values: atBare },
        ]),
      },
    };
  } finally {
    await bare.stop();
    await service.stop();
    await stub.close();
  }
}

type Measured = { readonly user: string; readonly from: number; readonly to: number };

function figure(what: string, value: string, goal: number | null) {
  const met = goal === null ? null : Number(value) <= goal;
  return { what, value, goal: goal === null ? '' : `at most ${goal}`, met };
}

/** A call to compare names nobody, so that iLive's time is the mean of all calls on the path. */
function ratiosOf(seen: readonly Measured[], { calls }: IliveStub): readonly number[] {
  const onPath = calls.filter(({ name }) => PATH.some((it) => it === name));
  const theirs = mean(onPath.map(({ tookMs }) => tookMs)) * PATH.length;
  return seen.map(({ from, to }) => (to - from) / theirs);
}

/** What lay between the calls of each; one at a time, the calls come in its order. */
function gapsOf(seen: readonly Measured[], { calls }: IliveStub): readonly (readonly number[])[] {
  return seen.map(({ from, to }) => {
    const own = calls.filter(({ startMs }) => startMs >= from && startMs <= to);
    const ends = [from, ...own.map(({ startMs, tookMs }) => startMs + tookMs)];
    const starts = [...own.map(({ startMs }) => startMs), to];
    return starts.map((at, index) => at - (ends[index] ?? Number.NaN));
  });
}
