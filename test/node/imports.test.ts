/** The direction of imports: the linter must refuse what the table does not allow, for each folder of `src/`. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const SURFACE = 'core contract event-log d1 photos config links applicant http platform';

/** For each folder the others that it may import. */
const ALLOWED: Readonly<Record<string, string>> = {
  core: '',
  image: '',
  platform: '',
  contract: 'core',
  'event-log': 'core platform',
  ilive: 'core image platform',
  notifications: 'core platform',
  d1: 'core contract event-log platform',
  photos: 'core image ilive platform',
  figures: 'platform',
  operate: 'core contract config d1 figures ilive platform',
  config: 'core ilive notifications d1 photos figures platform',
  links: 'contract config platform',
  audit: 'event-log d1 platform',
  cron: 'audit d1 config platform',
  http: 'core contract config platform',
  applicant: 'core image platform contract event-log ilive notifications d1 photos config links',
  pages: `${SURFACE} figures`,
  api: `${SURFACE} ilive notifications audit figures operate`,
};

/** Within `src/applicant/`, each sub-folder may import those before it. */
const ORDER = ['storage', 'schedule', 'aggregate', 'sessions', 'steps', 'background', 'views'];

const MOST_FILES = 22;

const folders = Object.keys(ALLOWED);
const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).split(sep).join('/'));
const directories = [...new Set(files.map((file) => dirname(file)))];

/** A probe: a file with one import a line, each of which the linter must refuse or let pass. */
type Probe = {
  readonly file: string;
  readonly refused: readonly string[];
  readonly passed: readonly string[];
};

/** One for each directory below a folder of `src/`. */
const probes: readonly Probe[] = directories
  .filter((directory) => directory !== 'src')
  .map((directory) => {
    const [, folder = '', sub] = directory.split('/');
    const from = (target: string) => {
      const path = relative(directory, target).split(sep).join('/');
      return path.startsWith('.') ? path : `./${path}`;
    };
    const others = folders.filter((other) => other !== folder);
    const allowed = (ALLOWED[folder] ?? '').split(' ');
    const within = folder === 'applicant' && sub ? ORDER : [];
    const earlier = within.slice(0, within.indexOf(sub ?? ''));
    const later = within.slice(within.indexOf(sub ?? '') + 1);
    return {
      file: `${directory}/probe.ts`,
      refused: [
        '#src/app.ts',
        from('src/app.ts'),
        ...others.filter((other) => !allowed.includes(other)).map((other) => `#src/${other}/x.ts`),
        // Whoever may import a folder says so by #src, so that the linter sees it.
        ...others.map((other) => from(`src/${other}/x.ts`)),
        ...later.map((other) => from(`src/applicant/${other}/x.ts`)),
        ...(within.length > 0 ? [from('src/applicant/x.ts')] : []),
      ],
      passed: [
        './x.ts',
        ...others.filter((other) => allowed.includes(other)).map((other) => `#src/${other}/x.ts`),
        ...earlier.map((other) => from(`src/applicant/${other}/x.ts`)),
      ],
    };
  });

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({
      category: z.string().nullable(),
      location: z.object({ path: z.string(), start: z.object({ line: z.number() }).nullish() }),
    }),
  ),
});

let copy = '';
let findings: readonly { rule: string; at: string }[] = [];

/** Lints a copy of `src/` in which each directory has a file that breaks its rule. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'imports-'));
  cpSync('src', join(copy, 'src'), { recursive: true });
  for (const file of ['biome.json', 'package.json']) cpSync(file, join(copy, file));
  const write = (file: string, lines: readonly string[]) => {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), `${lines.join('\n')}\n`);
  };
  for (const { file, refused, passed } of probes) {
    // Each way to import in turn: none of them may slip through.
    const ways = [
      (path: string, n: number) => `import { a as a${n} } from '${path}';`,
      (path: string, n: number) => `import type { A as A${n} } from '${path}';`,
      (path: string) => `export { b } from '${path}';`,
      (path: string) => `void import('${path}');`,
    ];
    const paths = [...refused, ...passed];
    write(
      file,
      paths.map((path, n) => (ways[n % ways.length] ?? String)(path, n)),
    );
  }
  write('src/core/circle-a.ts', ["import { b } from './circle-b.ts';", 'export const a = () => b;']);
  write('src/core/circle-b.ts', ["import { a } from './circle-a.ts';", 'export const b = () => a;']);
  write('src/core/circle-c.ts', [
    "import { d } from '#src/platform/circle-d.ts';",
    'export const c = () => d;',
  ]);
  write('src/platform/circle-d.ts', [
    "import { c } from '#src/core/circle-c.ts';",
    'export const d = () => c;',
  ]);
  findings = lint(copy);
}, 60_000);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function lint(cwd: string): typeof findings {
  const rules = ['style/noRestrictedImports', 'suspicious/noImportCycles'].map((rule) => `--only=${rule}`);
  const options = ['--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false', ...rules];
  const biome = resolve('node_modules/.bin/biome');
  let said: string;
  try {
    said = execFileSync(biome, ['lint', ...options, 'src'], { cwd, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    // It ends with 1 when it finds anything.
    said = z.object({ stdout: z.string() }).parse(error).stdout;
  }
  return reportSchema.parse(JSON.parse(said)).diagnostics.map(({ category, location }) => ({
    rule: category?.split('/').at(-1) ?? '',
    at: `${location.path}:${location.start?.line ?? 0}`,
  }));
}

const isRefused = (rule: string, file: string, line: number) =>
  findings.some((found) => found.rule === rule && found.at === `${file}:${line}`);

it('knows every folder of src, and no file stands loose in it but the entry, the routes and the types', () => {
  const loose = files.filter((file) => dirname(file) === 'src');
  expect(loose.sort()).toEqual(['src/app.ts', 'src/env.d.ts', 'src/index.ts']);
  expect([...new Set(directories.flatMap((path) => path.split('/')[1] ?? []))].sort()).toEqual(
    folders.toSorted(),
  );
});

describe('the linter refuses what the table does not allow, and nothing else', () => {
  it.each(probes)('$file', ({ file, refused, passed }) => {
    const let_through = refused.filter((_, n) => !isRefused('noRestrictedImports', file, n + 1));
    expect(let_through).toEqual([]);
    const wrongly = passed.filter((_, n) => isRefused('noRestrictedImports', file, refused.length + n + 1));
    expect(wrongly).toEqual([]);
  });
});

it('the linter refuses circles, within a folder and across folders', () => {
  const circles = findings.filter(({ rule }) => rule === 'noImportCycles').map(({ at }) => at);
  for (const file of ['src/core/circle-a.ts', 'src/core/circle-c.ts']) expect(circles).toContain(`${file}:1`);
});

it('finds neither a forbidden import nor a circle in src as it is', () => {
  const ours = findings.filter(({ at }) => !/\/(probe|circle-\w)\.ts:/.test(at));
  expect(ours).toEqual([]);
});

it('has no import inside an expression or a type, which the linter would not see', () => {
  const within = files.filter(
    (file) => file !== 'src/env.d.ts' && /\bimport\(/.test(readFileSync(file, 'utf8')),
  );
  expect(within).toEqual([]);
});

it(`has no folder of more than ${MOST_FILES} files`, () => {
  const sources = files.filter((file) => /\.tsx?$/.test(file));
  const sizes = directories.map((path) => [path, sources.filter((file) => dirname(file) === path).length]);
  expect(sizes.filter(([, size]) => Number(size) > MOST_FILES)).toEqual([]);
});
