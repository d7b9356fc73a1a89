/** What pages read and how long they take as applicants grow in number; how long objects take to start as logs grow. */
import { z } from 'zod';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { grow } from '../support/grown.ts';
import { objectStarts } from '../support/object-starts.ts';
import { sampleRows } from '../support/sample-rows.ts';
import { FIRST_PORT, migrations } from '../support/service.ts';
import { median } from '../support/stats.ts';
import { startWorker } from '../support/worker.ts';

const SIZES = [1_000, 100_000, 1_000_000];
/** An approved applicant, indexes included. */
const MOST_BYTES = 2_500;
const TRIES = 5;
const MOST_PER_SHOWN = 2;
/** A page shows at most so many; one that shows fewer may read as much. */
const PAGE = 50;
/** No pages: the cron's reads have no reader who waits. */
const NO_PAGES: ReadonlySet<string> = new Set(['sweep: overdue']);

const readSchema = z.object({ shown: z.number(), read: z.number() });

/** The part. */
export const growth: Part = { title: 'Growth', run };

async function run(): Promise<Findings> {
  const sample = await sampleRows();
  const lists = await startWorker({ config: 'bench/workers/lists.toml', port: FIRST_PORT, settings: {} });
  try {
    const db = await lists.miniflare.getD1Database('DB');
    for (const statement of await migrations()) await db.prepare(statement).run();
    const pages = z.array(z.string()).parse(await (await fetch(lists.url)).json());
    const seen = new Map<string, string[]>(pages.map((page) => [page, []]));
    let worst = { page: '', perPage: 0 };
    let perApplicant = 0;
    let there = 0;
    for (const size of SIZES) {
      perApplicant = (await grow(db, sample, there, size)) / size;
      there = size;
      for (const page of pages) {
        const { read, shown, ms } = await look(lists.url, page);
        seen.get(page)?.push(`${fixed(read)} in ${fixed(ms, 1)} ms`);
        const perPage = read / PAGE;
        if (!NO_PAGES.has(page) && perPage > worst.perPage)
          worst = { page: `${page}, ${shown} shown`, perPage };
      }
    }
    const starts = await objectStarts();
    return {
      figures: [
        {
          what: `rows that the worst page of ${PAGE} reads for each (${worst.page})`,
          value: fixed(worst.perPage, 1),
          goal: `at most ${MOST_PER_SHOWN}, at any size`,
          met: worst.perPage <= MOST_PER_SHOWN,
        },
        {
          what: `bytes of D1 for an applicant, indexes included, at ${fixed(SIZES.at(-1) ?? 0)} of them`,
          value: fixed(perApplicant, 0),
          goal: `at most ${fixed(MOST_BYTES)}`,
          met: perApplicant <= MOST_BYTES,
        },
        ...starts.map(({ events, ms }) => ({
          what: `start of an object with ${fixed(events)} events, ms`,
          value: fixed(ms, 1),
          goal: '',
          met: null,
        })),
      ],
      notes: [
        `Rows read and time of a page of ${PAGE}, median of ${TRIES}. Of a hundred applicants three wait for a reviewer and three for the`,
        'applicant. The time is of the whole request on this machine; D1 itself adds its own way.',
        '',
        table(
          ['page', ...SIZES.map((size) => `${fixed(size)} applicants`)],
          [...seen].map(([page, cells]) => [page, ...cells]),
        ),
        '',
        `An applicant takes ${fixed(perApplicant, 0)} bytes of D1: [docs/scale.md](../docs/scale.md) goes on from there.`,
      ].join('\n'),
    };
  } finally {
    await lists.stop();
  }
}

async function look(url: string, page: string): Promise<{ shown: number; read: number; ms: number }> {
  const times: number[] = [];
  let last = { shown: 0, read: 0 };
  for (let nth = 0; nth < TRIES; nth += 1) {
    const from = performance.now();
    const answer = await fetch(`${url}/?page=${encodeURIComponent(page)}`);
    last = readSchema.parse(await answer.json());
    times.push(performance.now() - from);
  }
  return { ...last, ms: median(times) };
}
