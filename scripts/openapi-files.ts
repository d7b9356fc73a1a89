/** The files that are made from the routes. */
import { fileURLToPath } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';
import { factory } from 'typescript';
import { makeOpenApiDocument } from '../src/api/openapi/openapi.ts';
import { app } from '../src/app.ts';

const BLOB = factory.createTypeReferenceNode('Blob');

/** Each with its path and the text that it must have. */
export async function made(): Promise<readonly { path: string; text: string }[]> {
  const document = `${JSON.stringify(makeOpenApiDocument(app), null, 2)}\n`;
  const types = await openapiTypes(document, {
    // A field with a default may be left out of a request.
    defaultNonNullable: false,
    // Bytes are no text: what is uploaded or downloaded is a Blob.
    transform: ({ format }) => (format === 'binary' ? BLOB : undefined),
  });
  return [
    { path: pathOf('docs/openapi.json'), text: document },
    { path: pathOf('examples/api.d.ts'), text: `${HEADER}${astToString(types)}` },
  ];
}

const HEADER = '/** Made from docs/openapi.json by `npm run openapi`. */\n\n';

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url).href);
}
