import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, MOST_GZIPPED } from '../../bench/support/bundle.ts';

type Metafile = {
  inputs: Record<string, { imports: { original?: string; path: string }[] }>;
  outputs: Record<string, { entryPoint?: string; inputs: Record<string, unknown> }>;
};
type Lock = { packages: Record<string, { dev?: boolean; devOptional?: boolean }> };

let folder = '';
let script = '';
let metafile: Metafile;
let packages: Lock['packages'] = {};
let files: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kyc-bundle-'));
  const built = await bundle(folder);
  script = await readFile(built.script, 'utf8');
  metafile = JSON.parse(await readFile(built.metafile, 'utf8'));
  ({ packages } = JSON.parse(await readFile('package-lock.json', 'utf8')));
  files = Object.values(metafile.outputs).flatMap(({ entryPoint, inputs }) =>
    entryPoint === undefined ? [] : Object.keys(inputs),
  );
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the bundle', () => {
  it('contains the Worker', () => {
    expect(files).toEqual(expect.arrayContaining(['src/app.ts', 'node_modules/zod/v4/core/schemas.js']));
  });

  it('contains only our own code and packages that are dependencies in production', () => {
    const strangers = files.filter((file) => {
      const home = file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
      if (home === undefined) return !/^src\/.*\.tsx?$/.test(file);
      const { dev, devOptional } = packages[home] ?? { dev: true };
      return dev || devOptional;
    });
    expect(strangers).toEqual([]);
  });

  it("contains zod's messages in English only", () => {
    expect(files.filter((file) => file.includes('/locales/'))).toEqual(['node_modules/zod/v4/locales/en.js']);
  });

  it("does not contain the code and the texts that make the API's description", () => {
    const making =
      /zod-to-openapi(?!-stub\.ts)|^src\/api\/openapi\/(?!openapi-document\.ts|references\.ts|problem-responses\.ts|zod-to-openapi-stub\.ts)/;
    expect(files.filter((file) => making.test(file))).toEqual([]);
    expect(script).not.toContain('Standard Webhooks library');
  });

  it('replaces the locales of zod and of no other package', () => {
    const importers = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
      imports.some(
        ({ original, path }) => original === '../locales/index.js' || path.endsWith('/no-locales.ts'),
      )
        ? [file]
        : [],
    );
    expect(importers).not.toEqual([]);
    expect(importers.filter((file) => !file.startsWith('node_modules/zod/'))).toEqual([]);
  });

  it('is no larger than its goal', () => {
    expect(gzipSync(script, { level: 9 }).length).toBeLessThanOrEqual(MOST_GZIPPED);
  });
});
