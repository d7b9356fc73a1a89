/** The report: one line of JSON for each customer, written as they end. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { ImportStopped } from './options.ts';
import type { Finished } from './outcome.ts';

/** The open report. */
export type Report = {
  /** Adds a line; waits while the disk is behind. @throws `ImportStopped` when it cannot be written */
  add(finished: Finished): Promise<void>;
  /** Resolves when all is written. */
  close(): Promise<void>;
};

/** Opens it, in place of that of an earlier run: a second run reports on every customer again. @throws `ImportStopped` */
export async function openReport(path: string, importFile: string): Promise<Report> {
  await mustBeAnother(path, importFile);
  const handle = await open(path, 'w', 0o600).catch(() => {
    throw new ImportStopped(`--report ${path} cannot be written: give a file in a folder that is there.`);
  });
  const stream = createWriteStream(path, { fd: handle });
  let failed: Error | null = null;
  stream.on('error', (error) => {
    failed = error;
  });
  const check = () => {
    if (failed) throw new ImportStopped(`--report ${path} cannot be written any more: ${failed.message}.`);
  };
  return {
    async add(finished) {
      await new Promise<void>((resolve) => stream.write(`${reportLine(finished)}\n`, () => resolve()));
      check();
    },
    async close() {
      stream.end();
      if (!stream.closed) await once(stream, 'close').catch(() => {});
      check();
    },
  };
}

async function mustBeAnother(path: string, importFile: string): Promise<void> {
  const [there, from] = await Promise.all([stat(path).catch(() => null), stat(importFile)]);
  if (there && there.dev === from.dev && there.ino === from.ino)
    throw new ImportStopped('--report must not be the file of the customers: it would be overwritten.');
}

/** Writes a line of it. */
export function reportLine({ line, userId, outcome }: Finished): string {
  const refusal = outcome.result === 'refused' ? outcome.refusal : {};
  const duplicates =
    'duplicates' in outcome
      ? { duplicates: outcome.duplicates.map(({ userId: user_id, similarity }) => ({ user_id, similarity })) }
      : {};
  return JSON.stringify({ line, user_id: userId, result: outcome.result, ...refusal, ...duplicates });
}
