/** `npm run openapi`: writes the committed copies of the API's description and of the types made from it. */
import { writeFile } from 'node:fs/promises';
import { made } from './openapi-files.ts';

for (const { path, text } of await made()) {
  await writeFile(path, text);
  console.log(`wrote ${path}`);
}
