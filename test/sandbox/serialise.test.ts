import { expect, it } from 'vitest';
import { createSerialise } from '../../sandbox/face/serialise.ts';

it('runs one task at a time, in order, past one that fails', async () => {
  const serialise = createSerialise();
  const log: string[] = [];
  const task = (name: string, fails = false) =>
    serialise(async () => {
      log.push(`${name} starts`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const results = await Promise.allSettled([task('a'), task('b', true), task('c')]);
  expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
