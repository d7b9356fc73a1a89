/** What an onboarding uses of Cloudflare and iLive, counted at the real bindings, and what that costs. */

import { costOfFigures, MOST_USD_FOR_FIGURES, withoutWritesOfFigures } from '../figures-cost.ts';
import {
  type Counts,
  costOf,
  LOGS,
  OBJECT_GB,
  PRICES,
  type Price,
  storageForAYear,
  TRACES,
} from '../prices.ts';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { countJourney } from '../support/count-journey.ts';
import { startIliveStub } from '../support/ilive-stub.ts';
import { type Journey, journeys } from '../support/journeys.ts';
import { FIRST_PORT, startService } from '../support/service.ts';

/** As in the other parts: from a call's last byte to its answer's first. */
const LATENCY_MS = 50;
/** Goals for the happy path: dollars per million without logs, and rows written in the object and in D1 together. */
const MOST_USD = 40;
const MOST_USD_WITH_LOGS = 45;
const MOST_ROWS_WRITTEN = 25;
/** The guide's five, and the look at the upload; making the session is what the guide begins with. */
const GUIDE = ['create_session', 'detect', 'result', 'photo', 'compare', 'index', 'search'];

/** The part. */
export const operations: Part = { title: 'Operations and money', run };

async function run(): Promise<Findings> {
  const stub = await startIliveStub({ port: FIRST_PORT, latencyMs: LATENCY_MS });
  const entry = 'bench/workers/counted.ts';
  const lines: string[] = [];
  const heard = (line: string) => lines.push(line);
  const service = await startService({ port: FIRST_PORT + 1, iliveUrl: stub.url, entry, heard });
  try {
    // What a new database is given once, at the first request, belongs to no onboarding.
    const ask = async () => void (await fetch(`${service.serviceUrl}/v1/reviews`));
    const first = { title: '', story: '', user: '', steps: [{ step: ask, pauseMs: 0 }] };
    await countJourney(first, service, stub, lines);
    const counted: ({ journey: Journey } & Awaited<ReturnType<typeof countJourney>>)[] = [];
    for (const journey of journeys(service, stub)) {
      const { counts, ...rest } = await countJourney(journey, service, stub, lines);
      counted.push({ journey, ...rest, counts: withoutWritesOfFigures(counts) });
    }
    const [happy] = counted;
    if (!happy) throw new Error('no journey');
    const usd = ({ counts }: { counts: Counts }) =>
      PRICES.reduce((sum, price) => sum + costOf(price, counts).usd, 0);
    const titles = counted.map(({ journey }) => journey.title);
    const row = (price: Price) => [
      price.name,
      ...counted.map(
        ({ counts }) => `${fixed(costOf(price, counts).n, 3)} → $${fixed(costOf(price, counts).usd)}`,
      ),
    ];
    const rows = PRICES.map(row);
    const withLogs = (it: { counts: Counts }) => usd(it) + costOf(LOGS, it.counts).usd;
    const sumsWithLogs = [
      '**with logs, $ per million**',
      ...counted.map((it) => `**$${fixed(withLogs(it))}**`),
    ];
    const { d1, objects, r2 } = storageForAYear();
    const alone = [
      'object.starts',
      'alarms',
      'd1.calls',
      'd1.statements',
      'r2.bytes_in',
      'ilive.calls',
      'ilive.bytes_in',
    ];
    const used = alone.map((name) => [name, ...counted.map(({ counts }) => fixed(counts[name] ?? 0))]);
    const sums = ['**together, $ per million**', ...counted.map((it) => `**$${fixed(usd(it))}**`)];
    const written = (happy.counts['object.rows_written'] ?? 0) + (happy.counts['d1.rows_written'] ?? 0);
    const extra = happy.calls.filter((call) => !GUIDE.includes(call));
    return {
      figures: [
        {
          what: 'a million onboardings on the happy path, without logs',
          value: `$${fixed(usd(happy))}`,
          goal: `at most $${MOST_USD}`,
          met: usd(happy) <= MOST_USD,
        },
        {
          what: 'the same with Workers Logs',
          value: `$${fixed(withLogs(happy))}`,
          goal: `at most $${MOST_USD_WITH_LOGS}`,
          met: withLogs(happy) <= MOST_USD_WITH_LOGS,
        },
        {
          what: 'console lines on the happy path that are not audit lines',
          value: `${happy.strange.length} of ${happy.counts['log.lines'] ?? 0}`,
          goal: '0',
          met: happy.strange.length === 0,
        },
        {
          what: 'a million approved applicants kept for a year',
          value: `$${fixed(d1 + objects + r2, 0)} (D1 ${fixed(d1, 0)}, objects ${fixed(objects, 0)}, R2 ${fixed(r2, 0)})`,
          goal: '',
          met: null,
        },
        {
          what: 'of it for the figures of /metrics, with what goes by the clock, at a million a month',
          value: `$${fixed(costOfFigures(happy.counts))}`,
          goal: `at most $${MOST_USD_FOR_FIGURES}`,
          met: costOfFigures(happy.counts) <= MOST_USD_FOR_FIGURES,
        },
        {
          what: 'rows written on the happy path, objects and D1',
          value: fixed(written),
          goal: `at most ${MOST_ROWS_WRITTEN}`,
          met: written <= MOST_ROWS_WRITTEN,
        },
        {
          what: 'D1 statements on the happy path, alone or in a batch',
          value: fixed(happy.counts['d1.statements'] ?? 0),
          goal: '',
          met: null,
        },
        {
          what: "iLive calls beyond the guide's, the session and the upload check",
          value: String(extra.length + happy.calls.length - new Set(happy.calls).size),
          goal: '0',
          met: extra.length === 0 && new Set(happy.calls).size === happy.calls.length,
        },
      ],
      notes: [
        `Per onboarding and, after the arrow, dollars per million onboardings. iLive takes ${LATENCY_MS} ms a call; each`,
        `100 ms more costs $${fixed(0.1 * OBJECT_GB * 12.5 * 6)}, since the object waits for six of them.`,
        'Between the steps people take their time: the clock moves on, alarms ring, the object is put away and starts again.',
        '',
        table(['', ...titles], [...rows, sums, row(LOGS), sumsWithLogs, row(TRACES)]),
        '',
        table(['also', ...titles], used),
        '',
        ...counted.map(({ journey }) => `- ${journey.title}: ${journey.story}.`),
        '',
        'Rows written on the happy path, by statement:',
        '',
        table(['statement', 'rows'], topOf(happy.counts, 'write ')),
      ].join('\n'),
    };
  } finally {
    await service.stop();
    await stub.close();
  }
}

function topOf(counts: Counts, prefix: string): (string | number)[][] {
  const found = Object.entries(counts).filter(([name]) => name.startsWith(prefix));
  return found
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, n]) => [`\`${name.slice(prefix.length).replaceAll('|', '\\|')}\``, n]);
}
