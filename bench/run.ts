/** `npm run bench`: all parts, or those that are named; writes RESULTS.md and the pictures. */

import { ack } from './parts/ack.ts';
import { burst } from './parts/burst.ts';
import { consolePage } from './parts/console.ts';
import { growth } from './parts/growth.ts';
import { importing } from './parts/import.ts';
import { memory } from './parts/memory.ts';
import { operations } from './parts/operations.ts';
import { overhead } from './parts/overhead.ts';
import { pictures } from './parts/pictures.ts';
import { size } from './parts/size.ts';
import { throughput } from './parts/throughput.ts';
import type { Findings, Part } from './report.ts';
import { writeResults } from './results.ts';

const PARTS: Readonly<Record<string, Part>> = {
  overhead,
  ack,
  operations,
  growth,
  size,
  console: consolePage,
  pictures,
  memory,
  throughput,
  burst,
  import: importing,
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in PARTS));
if (unknown.length > 0) throw new Error(`no such part: ${unknown}; there are ${Object.keys(PARTS)}`);

const found: { title: string; name: string; findings: Findings }[] = [];
for (const [name, { title, run }] of Object.entries(PARTS)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const start = Date.now();
  console.log(`${title} …`);
  const findings = await run();
  for (const { what, value, goal, met } of findings.figures) {
    console.log(
      `  ${met === null ? ' ' : met ? '✓' : '✗'} ${what}: ${value}${goal === '' ? '' : ` (goal: ${goal})`}`,
    );
  }
  console.log(`  ${Math.round((Date.now() - start) / 1_000)} s`);
  if (named.length > 0) console.log(findings.notes);
  found.push({ title, name, findings });
}
// A part alone is for looking at; the results are those of one run.
if (named.length === 0) await writeResults(found);
