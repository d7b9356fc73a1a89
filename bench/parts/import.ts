/** Known faces at the small tier: alone, and with a burst of onboardings, which is also measured without them. */
import { pictureOf } from '../../test/support/picture.ts';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { burst, prepare } from '../support/burst.ts';
import { eachAtOnce } from '../support/each.ts';
import { type IliveStub, startIliveStub } from '../support/ilive-stub.ts';
import { userNamed } from '../support/onboard.ts';
import { FIRST_PORT, type Service, startService } from '../support/service.ts';

const LATENCY_MS = 20;
const TIER = { rpm: 600, rps: 50 };
const SHARE = 0.5;
const FACES = 2_000;
const AT_ONCE = 8;
/** At the small tier a thousand take five minutes: all of them only with `BENCH_FULL=1`. */
const VERDICTS = process.env.BENCH_FULL ? 1_000 : 100;
/** Compare, index, search. */
const CALLS = 3;
const BOUND_MS = ((VERDICTS * CALLS) / TIER.rpm) * 60_000;
/** How long the import is watched alone, once it runs. */
const ALONE_MS = 60_000;
const MOST_SLOWER = 1.05;
const LEAST_OF_SHARE = 0.95;

/** The part. */
export const importing: Part = { title: 'Import', run };

async function run(): Promise<Findings> {
  const without = await withService(async (service, stub) => {
    const users = await prepare(service, VERDICTS);
    return drained(service, stub, users);
  });
  const beside = await withService(async (service, stub) => {
    const users = await prepare(service, VERDICTS);
    await giveFaces(service);
    const from = Date.now();
    await new Promise((resolve) => setTimeout(resolve, ALONE_MS));
    const alone = knownCalls(stub).filter(({ at }) => at >= from).length;
    return { alone, ...(await drained(service, stub, users)) };
  });
  const ofShare = beside.alone / ((TIER.rpm * SHARE * ALONE_MS) / 60_000);
  const slower = beside.drainMs / without.drainMs;
  const seconds = (ms: number) => fixed(ms / 1_000, 1);
  const rows = [
    ['without an import', seconds(without.drainMs), without.refused, without.known],
    [`with ${FACES} known faces`, seconds(beside.drainMs), beside.refused, beside.known],
  ];
  return {
    figures: [
      {
        what: `${VERDICTS} onboardings drain with an import, over without`,
        value: fixed(slower, 3),
        goal: `at most ${MOST_SLOWER}`,
        met: slower <= MOST_SLOWER,
      },
      {
        what: '429s with an import (without)',
        value: `${beside.refused} (${without.refused})`,
        goal: 'none more',
        met: beside.refused <= without.refused,
      },
      {
        what: 'an import alone, of what it may',
        value: fixed(ofShare, 3),
        goal: `at least ${LEAST_OF_SHARE}`,
        met: ofShare >= LEAST_OF_SHARE,
      },
    ],
    notes: [
      `A key of ${TIER.rpm} requests a minute and ${TIER.rps} a second, \`IMPORT_SHARE\` ${SHARE}. ${FACES} pictures are given first; the import is`,
      `watched alone for ${ALONE_MS / 1_000} s, then ${VERDICTS} verdicts come at one moment. 429s are all answers of iLive during the drain.`,
      '',
      table(['', 'drained, s', '429s', 'calls of known faces meanwhile'], rows),
    ].join('\n'),
  };
}

async function withService<T>(work: (service: Service, stub: IliveStub) => Promise<T>): Promise<T> {
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: LATENCY_MS, limits: TIER });
  const settings = {
    ILIVE_RPM: String(TIER.rpm),
    ILIVE_RPS: String(TIER.rps),
    IMPORT_SHARE: String(SHARE),
    CHECK_ID_PHOTO: 'false',
  };
  const service = await startService({ port: FIRST_PORT + 1, iliveUrl: stub.url, settings });
  try {
    return await work(service, stub);
  } finally {
    await service.stop();
    await stub.close();
  }
}

const isKnown = (user: string) => user.startsWith('bench-known-');
const knownCalls = ({ calls }: IliveStub) => calls.filter(({ limited, user }) => limited && isKnown(user));

async function giveFaces({ serviceUrl, secrets }: Service): Promise<void> {
  const users = Array.from({ length: FACES }, (_, index) => userNamed('known', index));
  await eachAtOnce(AT_ONCE, users, async (user) => {
    const form = new FormData();
    form.set('user_id', user);
    form.set('image', new File([pictureOf(user)], 'a.jpg', { type: 'image/jpeg' }));
    const headers = { authorization: `Bearer ${secrets.keys.importer}` };
    const answer = await fetch(`${serviceUrl}/v1/known-faces`, { method: 'POST', headers, body: form });
    if (answer.status !== 201) throw new Error(`known face: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  });
}

/** Delivers all verdicts at one moment. @returns how long the onboardings' calls took, and what iLive refused meanwhile */
async function drained(service: Service, stub: IliveStub, users: readonly string[]) {
  const from = Date.now();
  const { statuses } = await burst(service, stub, users, BOUND_MS);
  const approved = statuses.get('approved') ?? 0;
  if (approved !== users.length) throw new Error(`${users.length - approved} verdicts led to no decision`);
  const calls = stub.calls.filter(({ limited, at }) => limited && at >= from);
  const at = calls.filter(({ user }) => !isKnown(user)).map((call) => call.at);
  const [first, last] = [Math.min(...at), Math.max(...at)];
  const during = calls.filter((call) => call.at >= first && call.at <= last);
  return {
    drainMs: last - first,
    refused: during.filter(({ status }) => status === 429).length,
    known: during.filter(({ user }) => isKnown(user)).length,
  };
}
