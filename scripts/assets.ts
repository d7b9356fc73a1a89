/**
 * After `npm ci`, and before each dev, deploy and test: puts the static assets that the Worker serves into `dist/assets`
 * (see `[assets]` in wrangler.toml), and brings `src/config/release.ts` up to date.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brandStyles, MOST_LOGO_BYTES, parseBrand } from './brand.ts';
import { releaseConstants } from './release-constants.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist/assets');
const swaggerUi = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
/** Of Swagger UI's 12 MB, what the page loads, and the licences that must go along with it. */
const USED = [
  'swagger-ui-bundle.js',
  'swagger-ui-bundle.js.LICENSE.txt',
  'swagger-ui.css',
  'favicon-32x32.png',
  'LICENSE',
  'NOTICE',
];

// Made from the routes by `npm run openapi`; sent without the indentation, which is for readers of the repository.
const description: unknown = JSON.parse(await readFile(join(root, 'docs/openapi.json'), 'utf8'));

const wanted = new Map<string, string | Buffer>([['openapi.json', JSON.stringify(description)]]);
for (const path of await filesIn(join(root, 'assets'))) {
  wanted.set(path, await readFile(join(root, 'assets', path)));
}
await addBrand(join(root, 'deployments/brand')).catch((error: unknown) => {
  // What the operator has written, and so in words.
  console.error(`✗ ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});
for (const file of USED) wanted.set(join('docs', file), await readFile(join(swaggerUi, file)));

// Only what differs is touched: a service or a test may be reading the folder.
for (const path of await filesIn(target)) if (!wanted.has(path)) await rm(join(target, path));
for (const [path, content] of wanted) {
  const file = join(target, path);
  await update(file, content);
}
await update(join(root, 'src/config/release.ts'), await releaseConstants(root));

/** Adds the operator's style sheet, which says nothing where there is no `brand.json`, and the logo that it names. */
async function addBrand(folder: string): Promise<void> {
  const text = await readFile(join(folder, 'brand.json'), 'utf8').catch(() => '{}');
  const brand = parseBrand(text);
  const css = await readFile(join(root, 'assets/web/onboarding.css'), 'utf8');
  wanted.set('web/brand.css', brandStyles(brand, css));
  if (brand.logo === undefined) return;
  const logo = await readFile(join(folder, brand.logo)).catch(() => {
    throw new Error(`deployments/brand/${brand.logo} cannot be read: brand.json names it as the logo`);
  });
  if (logo.length > MOST_LOGO_BYTES) {
    throw new Error(
      `deployments/brand/${brand.logo} has ${logo.length} bytes, at most ${MOST_LOGO_BYTES} are served`,
    );
  }
  wanted.set(join('web', brand.logo), logo);
}

async function update(file: string, content: string | Buffer): Promise<void> {
  const there = await readFile(file).catch(() => null);
  if (there?.equals(Buffer.from(content))) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

/** The files in a folder and its folders, as paths from there; none if there is no such folder. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
