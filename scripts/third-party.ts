/** `npm run third-party`: writes docs/third-party.md, the list of what others wrote and the Worker brings along. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url).href);
const LIST = join(ROOT, 'docs/third-party.md');
/** A development dependency, but `scripts/assets.ts` copies files of it to what the Worker serves. */
const SERVED = 'node_modules/swagger-ui-dist';

type Locked = { readonly version: string; readonly license?: string; readonly dev?: boolean };

/** Makes the text that docs/third-party.md must have. */
export async function thirdParty(): Promise<string> {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const bundled = Object.keys(packages).filter((path) => path !== '' && !packages[path]?.dev);
  const row = async (path: string) => {
    const { version = '', license = 'not stated' } = packages[path] ?? {};
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const holders = await copyrightOf(join(ROOT, path));
    return `| ${name} | ${version} | ${license} | ${holders.join('<br>') || 'none named in the package'} |`;
  };
  const within = await readFile(join(ROOT, SERVED, 'swagger-ui-bundle.js.LICENSE.txt'), 'utf8');
  return `${[
    '# What others wrote',
    '',
    'Made by `npm run third-party` from `package-lock.json` and the licence files of the packages. Do not edit it. Our own licence is in [LICENSE](../LICENSE).',
    '',
    '## In the Worker',
    '',
    'All packages that the dependencies in `package.json` bring along. The bundle holds those parts of them that are used.',
    '',
    ...TABLE,
    ...(await Promise.all(bundled.map(row))),
    '',
    '## Served as files',
    '',
    'The page `/docs` is Swagger UI. Its licence files are served with it: `/docs/LICENSE`, `/docs/NOTICE` and `/docs/swagger-ui-bundle.js.LICENSE.txt`.',
    '',
    ...TABLE,
    await row(SERVED),
    '',
    'The last of these files names the copyright lines of what `swagger-ui-bundle.js` holds:',
    '',
    ...[...new Set(copyrightLines(within))].map((line) => `- ${line}`),
    '',
    'Tests, scripts and the [sandbox](../sandbox/README.md#what-it-fetches-and-may-not-be-passed-on) use more, which is not deployed.',
  ].join('\n')}\n`;
}

const TABLE = ['| package | version | licence | copyright |', '| --- | --- | --- | --- |'];

/** Finds the copyright lines of a package's licence files, or names its author where they have none. */
async function copyrightOf(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|notice)/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const lines = [...new Set(texts.flatMap(copyrightLines))];
  if (lines.length > 0) return lines;
  const { author, contributors = [] } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return [author, ...contributors].flatMap((person) => {
    const name = typeof person === 'string' ? person.replace(/\s*<.*$/, '') : person?.name;
    return name ? [`by ${name}`] : [];
  });
}

/** Lines that name a holder, not those of a licence's own text ("copyright notice", "[name of copyright owner]"). */
function copyrightLines(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    const said = line.replace(/^[\s/*!]+/, '').trim();
    const names =
      /^(copyright\b(?! notice| license| owner| holders| \[)|\(c\) (?=\d)|@license .*\(c\))/i.test(said);
    return names
      ? [
          said
            .replace(/^@license /, '')
            .replace(/ \*\/$/, '')
            .replace(/</g, '&lt;'),
        ]
      : [];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(LIST, await thirdParty());
  console.log(`wrote ${LIST}`);
}
