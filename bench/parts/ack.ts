/** How long iLive waits for a webhook's 200, against a Worker that only stores a row: one after the other in the same run. */
import { chartOf } from '../chart.ts';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { bareStepsOf } from '../support/bare-steps.ts';
import { listenForDecisions } from '../support/decisions.ts';
import { eachAtOnce } from '../support/each.ts';
import { startIliveStub } from '../support/ilive-stub.ts';
import { stepsOf, userNamed } from '../support/onboard.ts';
import { timedPost } from '../support/post.ts';
import { FIRST_PORT, startService } from '../support/service.ts';
import { median, quantile } from '../support/stats.ts';
import { verdictRequest } from '../support/verdict.ts';
import { startWorker } from '../support/worker.ts';

const COUNT = 400;
const WARM_UP = 40;
const MOST = 1.5;

/** The part. */
export const ack: Part = { title: 'Ack', run };

async function run(): Promise<Findings> {
  const decisions = listenForDecisions();
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: 0 });
  const service = await startService({ port: FIRST_PORT + 1, iliveUrl: stub.url, heard: decisions.heard });
  const settings = { ILIVE_BASE_URL: stub.url };
  const bare = await startWorker({ config: 'bench/workers/bare.toml', port: FIRST_PORT + 2, settings });
  try {
    const { create, upload, start } = stepsOf(service, stub);
    const users = Array.from({ length: COUNT + WARM_UP }, (_, index) => userNamed('happy', index));
    const { create: createBare } = bareStepsOf(bare.url);
    await eachAtOnce(8, users, async (user) => {
      for (const step of [create, upload, start, createBare]) await step(user);
    });
    const ours: number[] = [];
    const theirs: number[] = [];
    const asleep: number[] = [];
    for (const [index, user] of users.entries()) {
      // Minutes lie between a start and its verdict: by then the user's object sleeps.
      await service.evict('Applicant', user);
      await bare.evict('Bare', user);
      const sent = verdictRequest(service, { user, nth: 1 });
      const toUs = async () => {
        ours.push(await timedPost(sent));
        // The run that follows would be in the other's way.
        await decisions.decided(user);
      };
      const toBare = async () => {
        theirs.push(await timedPost({ ...sent, url: `${bare.url}/webhooks/ilive` }));
      };
      const toBareAsleep = async () => {
        asleep.push(await timedPost({ ...sent, url: `${bare.url}/webhooks/ilive/${user}` }));
      };
      // Whoever comes second might find things warmer.
      const all = [toUs, toBare, toBareAsleep];
      for (const send of index % 2 === 0 ? all : all.toReversed()) await send();
    }
    const measured = [ours, theirs, asleep].map((times) => times.slice(WARM_UP));
    const [mine = [], others = [], sleepers = []] = measured;
    const ratio = median(mine) / median(others);
    const row = (share: number) => measured.map((times) => fixed(quantile(times, share)));
    return {
      figures: [
        {
          what: '200 for a webhook, over a bare Worker with one object, median',
          value: fixed(ratio),
          goal: `at most ${MOST}`,
          met: ratio <= MOST,
        },
        {
          what: 'the same over a bare Worker with an object for each user, asleep as ours, median',
          value: fixed(median(mine) / median(sleepers)),
          goal: '',
          met: null,
        },
      ],
      notes: [
        `${COUNT} webhooks to each, in turn, on a connection that is kept. The bare Worker reads no signature and stores the body as one`,
        'row of one object, which is always awake; the service verifies, parses, decides, hashes, appends and sets its alarm, in the',
        'applicant’s own object, which starts for it. The last column is the bare Worker with an object for each user that starts, too.',
        '',
        table(
          ['ms', 'service', 'bare', 'bare, each user’s own'],
          [
            ['median', ...row(0.5)],
            ['90th percentile', ...row(0.9)],
            ['99th percentile', ...row(0.99)],
          ],
        ),
      ].join('\n'),
      pictures: {
        'ack.svg': chartOf('Webhook to 200, ms', [
          // The worst of hundreds says more of the machine than of either.
          { name: 'service', values: mine.filter((it) => it <= quantile(mine, 0.99)) },
          { name: 'bare', values: others.filter((it) => it <= quantile(others, 0.99)) },
          { name: 'bare, each user’s own', values: sleepers.filter((it) => it <= quantile(sleepers, 0.99)) },
        ]),
      },
    };
  } finally {
    await bare.stop();
    await service.stop();
    await stub.close();
  }
}
