/** Many verdicts at one moment, at the tiers of iLive's keys: how long until all are decided, over the tier's own bound. */
import { type Findings, fixed, type Part, table } from '../report.ts';
import { burst as deliverAll, prepare } from '../support/burst.ts';
import { startIliveStub } from '../support/ilive-stub.ts';
import { FIRST_PORT, startService } from '../support/service.ts';

type Tier = { readonly rpm: number; readonly rps: number; readonly verdicts: number };

const LATENCY_MS = 20;
/** Compare, index, search. */
const CALLS = 3;
/** At the small tier a thousand take five minutes: all of them only with `BENCH_FULL=1`. */
const SMALL = process.env.BENCH_FULL ? 1_000 : 100;
const TIERS: readonly Tier[] = [
  { rpm: 600, rps: 50, verdicts: SMALL },
  { rpm: 6_000, rps: 200, verdicts: 1_000 },
];

/** The part. */
export const burst: Part = { title: 'Burst', run };

async function run(): Promise<Findings> {
  const rows: (string | number)[][] = [];
  for (const tier of TIERS) rows.push(await measure(tier));
  const head = ['tier, verdicts', 'drained, s', 'over the bound', '429s', 'longest wait, s', 'taken in, s'];
  return {
    figures: rows.map(([what = '', drained, over, refused]) => ({
      what: `${what}: drained in`,
      value: `${drained} s, ${over} times the bound, ${refused} answers 429`,
      goal: '',
      met: null,
    })),
    notes: [
      `The bound is the tier's own: ${CALLS} calls for each verdict at the sustained rate. \`BENCH_FULL=1 npm run bench -- burst\` sends a`,
      'thousand at the small tier, too. Below a few hundred the burst that a tier allows at once makes it quicker than its bound.',
      '',
      table(head, rows),
    ].join('\n'),
  };
}

async function measure({ rpm, rps, verdicts }: Tier): Promise<(string | number)[]> {
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: LATENCY_MS, limits: { rpm, rps } });
  const settings = { ILIVE_RPM: String(rpm), ILIVE_RPS: String(rps), CHECK_ID_PHOTO: 'false' };
  const service = await startService({ port: FIRST_PORT + 1, iliveUrl: stub.url, settings });
  try {
    const boundMs = ((verdicts * CALLS) / rpm) * 60_000;
    const seen = await deliverAll(service, stub, await prepare(service, verdicts), boundMs);
    const approved = seen.statuses.get('approved') ?? 0;
    if (approved !== verdicts) throw new Error(`${verdicts - approved} verdicts led to no decision`);
    const times = [seen.longestWaitMs, seen.takenInMs].map((ms) => fixed(ms / 1_000, 1));
    const over = fixed(seen.drainMs / boundMs, 3);
    return [`${rpm}/${rps}, ${verdicts}`, fixed(seen.drainMs / 1_000, 1), over, seen.refused, ...times];
  } finally {
    await service.stop();
    await stub.close();
  }
}
