/** Whose code is what of a bundle: by its source map, and by esbuild's account of it. */
import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Bundle } from './bundle.ts';

const mapSchema = z.looseObject({
  version: z.number(),
  sources: z.array(z.string()),
  sourcesContent: z.array(z.string()).default([]),
  names: z.array(z.string()),
  mappings: z.string(),
});
const metafileSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) }),
  ),
});

/** Says whose code is at a line and a column of the bundle, both from 0, and where it stands: its file and line, from 1. */
export type SourceAt = (line: number, column: number) => { readonly from: string; readonly place: string };

/** Reads the source map that lies beside the script. */
export async function readSources(script: string): Promise<SourceAt> {
  const {
    file = '',
    sourceRoot = '',
    ...map
  } = mapSchema
    .extend({ file: z.string().optional(), sourceRoot: z.string().optional() })
    .parse(JSON.parse(await readFile(`${script}.map`, 'utf8')));
  const sources = new SourceMap({ ...map, file, sourceRoot });
  return (line, column) => {
    const entry = sources.findEntry(line, column);
    return 'originalSource' in entry
      ? {
          from: groupOf(entry.originalSource),
          place: `${basename(entry.originalSource)}:${entry.originalLine + 1}`,
        }
      : { from: 'wrangler', place: '' };
  };
}

/** Returns the bytes of the bundle by whose they are. */
export async function sizesIn({ metafile }: Bundle): Promise<ReadonlyMap<string, number>> {
  const { outputs } = metafileSchema.parse(JSON.parse(await readFile(metafile, 'utf8')));
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs))
      sizes.set(groupOf(path), (sizes.get(groupOf(path)) ?? 0) + bytesInOutput);
  return sizes;
}

/** Packages by their name, our own code by its folder. */
function groupOf(path: string): string {
  const name = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1];
  if (name === 'zod' && path.includes('/locales/')) return 'zod, its messages in other languages';
  const own = path.match(/(?:^|\/)src\/([^/]+)/)?.[1];
  return name ?? (own === undefined ? 'wrangler' : `src/${own}`);
}
