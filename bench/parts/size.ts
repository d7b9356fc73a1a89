/** How large the bundle is and how long it takes to start, by whose code it is. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Findings, fixed, type Part, table } from '../report.ts';
import { bundle, MOST_GZIPPED } from '../support/bundle.ts';
import { readSources, sizesIn } from '../support/bundle-parts.ts';
import { startups } from '../support/startup.ts';
import { median } from '../support/stats.ts';

const SHOWN = 14;
/** What the platform takes (workers/platform/limits): the time to start. The bundle's goal is far below its 10 MB zipped. */
const LIMIT_START_MS = 1_000;
/** The goal for the time to start, over the service of 2026-11-23. */
const MOST_OF_FORMER_START = 0.85;
/** What the schemas and the API's description stand on. */
const SCHEMAS: ReadonlySet<string> = new Set([
  'zod',
  'zod, its messages in other languages',
  '@asteasolutions/zod-to-openapi',
  '@hono/zod-openapi',
  'openapi3-ts',
]);

/** The part. */
export const size: Part = { title: 'Size and start', run };

async function run(): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-bench-'));
  try {
    const built = await bundle(folder);
    const text = await readFile(built.script, 'utf8');
    const sizes = [...(await sizesIn(built))];
    const { totals, former, by } = await startups(
      await readSources(built.script),
      process.env.BENCH_FORMER || undefined,
    );
    const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
    const kb = (bytes: number) => fixed(bytes / 1_000, 0);
    const schemaBytes = sumOf(sizes.filter(([from]) => SCHEMAS.has(from)).map(([, bytes]) => bytes));
    const schemaMs = sumOf([...by].filter(([from]) => SCHEMAS.has(from)).map(([, ms]) => ms));
    const zipped = gzipSync(text, { level: 9 }).length;
    return {
      figures: [
        figure('the bundle, kB', kb(text.length)),
        figure(
          'the bundle gzipped, kB',
          kb(zipped),
          `at most ${kb(MOST_GZIPPED)}; the platform's limit is 10 MB`,
          zipped <= MOST_GZIPPED,
        ),
        figure(
          'time to start, ms, median',
          fixed(median(totals), 0),
          `the platform's ${LIMIT_START_MS}`,
          median(totals) < LIMIT_START_MS,
        ),
        ...(former.length > 0 ? [overFormer(median(totals) / median(former), median(former))] : []),
        figure('zod and OpenAPI: kB, ms to start', `${kb(schemaBytes)}, ${fixed(schemaMs, 0)}`),
      ],
      notes: [
        'By package, our own code by folder; before it is gzipped.',
        '',
        table(
          ['', 'kB', 'ms to start'],
          sizes
            .toSorted(([, a], [, b]) => b - a)
            .slice(0, SHOWN)
            .map(([from, bytes]) => [from, kb(bytes), fixed(by.get(from) ?? 0, 1)]),
        ),
        '',
        `Of the start, ${fixed(sumOf([...by].filter(([from]) => from.startsWith('the engine')).map(([, ms]) => ms)), 0)} ms are the engine's: reading and compiling. \`wrangler check startup\`, ${totals.length} times.`,
      ].join('\n'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function figure(what: string, value: string, goal = '', met: boolean | null = null) {
  return { what, value, goal, met };
}

function overFormer(ratio: number, formerMs: number) {
  const value = `${fixed(ratio, 2)} (${fixed(formerMs, 0)} ms)`;
  return figure(
    'time to start, over the former code (its own)',
    value,
    `at most ${MOST_OF_FORMER_START}`,
    ratio <= MOST_OF_FORMER_START,
  );
}
