/** After `npm ci`, and before each dev, deploy and test: puts the static assets that the Worker serves into `dist/assets` (see `[assets]` in wrangler.toml). */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await cp(join(root, 'assets'), target, { recursive: true });
for (const file of USED) await cp(join(swaggerUi, file), join(target, 'docs', file));
// Made from the routes by `npm run openapi`; sent without the indentation, which is for readers of the repository.
const description: unknown = JSON.parse(await readFile(join(root, 'docs/openapi.json'), 'utf8'));
await writeFile(join(target, 'openapi.json'), JSON.stringify(description));
