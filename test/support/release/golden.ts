/** A stored release: its Worker, and the storage that it made. Made once for each version, then never changed. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { ROOT } from '../../../scripts/local-setup.ts';
import type { IliveMemory } from '../scripted-ilive.ts';
import { GOLDEN, hashesOf, type ReleaseFile, type Stored, storedOf } from './golden-files.ts';
import { createOutside, type Outside } from './outside.ts';
import { goldenRelease, presentRelease, type Release } from './release.ts';
import { makeApplicants } from './scenario.ts';
import { startSideBySide } from './side-by-side.ts';
import { readStored, writeStored } from './stored.ts';

/** The prefix of the stored applicants. */
export const GOLDEN_PREFIX = 'golden';

const DAY_MS = 86_400_000;

/**
 * Stores what is checked out as a release: builds it, has it make applicants in every status, and writes the files.
 * @param folder to write to; what was in it is replaced
 */
export async function makeGolden(folder: string): Promise<void> {
  const release = await presentRelease();
  const outside = createOutside();
  const stored = await storageOf(release, outside);
  const file: ReleaseFile = {
    version: release.version,
    worker: release.worker,
    migrations: [...(await hashesOf(join(ROOT, 'migrations')))].map(([name, sha256]) => ({ name, sha256 })),
  };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'worker.js.br'), brotliCompressSync(release.script));
  for (const [name, content] of Object.entries({
    'release.json': file,
    'storage.json': stored,
    'ilive.json': outside.ilive.memory(),
  })) {
    await writeFile(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
  }
}

async function storageOf(release: Release, outside: Outside): Promise<Stored> {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-golden-'));
  try {
    const running = await startSideBySide({ front: release, objects: release, folder, outside });
    try {
      await makeApplicants(running, outside, GOLDEN_PREFIX);
      await running.sweep();
      // The night after, so that its file names the head of each log.
      await running.night(Date.now() + DAY_MS);
    } finally {
      await running.stop();
    }
    return await readStored(folder, Object.values(release.worker.objects));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a stored release has left behind. */
export type Golden = {
  readonly release: Release;
  readonly stored: Stored;
  readonly ilive: IliveMemory;
};

/** Reads a stored release. */
export async function readGolden(version: string): Promise<Golden> {
  return {
    release: await goldenRelease(version),
    stored: await storedOf(version),
    ilive: JSON.parse(await readFile(join(GOLDEN, version, 'ilive.json'), 'utf8')),
  };
}

/** Writes its storage into a folder, and gives the iLive that belongs to it. */
export async function layOut({ release, stored, ilive }: Golden, folder: string): Promise<Outside> {
  await writeStored(
    folder,
    stored,
    release.migrations.flatMap(({ statements }) => statements),
  );
  return createOutside(ilive);
}
