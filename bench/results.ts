/** RESULTS.md: the figures of one run beside their goals. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../scripts/local-setup.ts';
import { type Findings, table } from './report.ts';

/** What else the machine had to do: from one on, times are not to be taken at their word. */
const LOAD_BEFORE = loadavg()[0] ?? Number.NaN;

/** One part's name, title and findings. */
export type Found = { readonly name: string; readonly title: string; readonly findings: Findings };

/** Writes it, with the pictures beside it. */
export async function writeResults(found: readonly Found[]): Promise<void> {
  const folder = join(ROOT, 'bench');
  for (const { findings } of found) {
    for (const [name, svg] of Object.entries(findings.pictures ?? {}))
      await writeFile(join(folder, name), svg);
  }
  const figures = found.flatMap(({ title, findings }) =>
    findings.figures.map(({ what, value, goal, met }) => [
      title,
      what,
      value,
      goal === '' ? '–' : goal,
      met === null ? '–' : met ? 'yes' : '**no**',
    ]),
  );
  const parts = found.map(
    ({ title, findings }) => `## ${title}\n\n${picturesOf(findings)}${findings.notes}\n`,
  );
  const text = [
    '# What it costs: the figures of the last run',
    '',
    `${new Date().toISOString().slice(0, 10)}, ${await machine()}. \`npm run bench\` writes this page; [README](README.md) says how it is measured.`,
    '',
    table(['part', 'what', 'measured', 'goal', 'met'], figures),
    '',
    ...parts,
  ].join('\n');
  await writeFile(join(folder, 'RESULTS.md'), text);
}

function picturesOf({ figures, pictures }: Findings): string {
  const names = Object.keys(pictures ?? {});
  return names.map((name) => `![${figures[0]?.what ?? name}](${name})\n\n`).join('');
}

/** What kind of machine, and what runs on it; no names. */
async function machine(): Promise<string> {
  const versionOf = async (name: string) => {
    const text = await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
    return `${name} ${z.object({ version: z.string() }).parse(JSON.parse(text)).version}`;
  };
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const versions = await Promise.all(['wrangler', 'workerd'].map(versionOf));
  const others = `load ${LOAD_BEFORE.toFixed(1)} before it began`;
  return [
    `${cpus().length} vCPU, ${gigabytes} GB`,
    others,
    `Node ${process.versions.node}`,
    ...versions,
  ].join(', ');
}
