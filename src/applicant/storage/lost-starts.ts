/**
 * Starts of one applicant whose answer from iLive was lost. Each stays taken from the budget of all applicants, so one who
 * tries again and again while iLive does not answer must not use it up. Stored, because an idle object is put away after
 * seconds. Nothing is written as long as no start is lost.
 */
import { z } from 'zod';
import { createKeyValues } from './key-values.ts';

/** The starts that were lost. */
export type LostStarts = {
  /**
   * Whether no more may be lost for now. A time in the future does not count, as after a clock that went wrong.
   * @param now ms since the epoch
   */
  isFull(now: number): boolean;
  add(now: number): void;
};

/** How many may be lost in how long. */
const [MOST, WITHIN_MS] = [5, 600_000];

/** When the newest were lost (ms since the epoch). */
const timesSchema = z.array(z.number());

/** Creates the count of one object. Reads and writes synchronously. */
export function createLostStarts(storage: DurableObjectStorage): LostStarts {
  const keyValues = createKeyValues(storage);
  const times = () => timesSchema.parse(JSON.parse(keyValues.get('lost_starts', '') ?? '[]'));

  return {
    isFull: (now) => times().filter((at) => Math.abs(now - at) < WITHIN_MS).length >= MOST,
    add(now) {
      keyValues.put('lost_starts', '', JSON.stringify([...times(), now].slice(-MOST)));
    },
  };
}
