/** The lines of the file, and work on several of them at the same time. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { MAX_JSON_BYTES } from '#src/contract/limits.ts';
import { ImportStopped } from './options.ts';
import { type Line, readLines } from './read-lines.ts';

/** Makes a function that reads the lines from the beginning on. @throws `ImportStopped` if it is no file */
export async function linesOf(file: string): Promise<() => AsyncGenerator<Line>> {
  const stats = await stat(file).catch(() => null);
  // It is read twice, which a pipe cannot be.
  if (!stats?.isFile()) throw new ImportStopped(`${file} is no file that can be read.`);
  return () => readLines(createReadStream(file), MAX_JSON_BYTES);
}

/**
 * Works on so many at the same time, in the order of the file. No line is read before somebody is free for it.
 * @param stop ends it; aborted with what `workOn` throws
 */
export async function eachAtOnce(
  lines: AsyncGenerator<Line>,
  atOnce: number,
  workOn: (line: Line) => Promise<void>,
  stop: AbortController,
): Promise<void> {
  const worker = async () => {
    try {
      while (!stop.signal.aborted) {
        const { value, done } = await lines.next();
        if (done || !value) return;
        await workOn(value);
      }
    } catch (error) {
      stop.abort(error);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await lines.return(undefined);
}
