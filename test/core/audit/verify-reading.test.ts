import { describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src/audit/verify.ts';
import { broken, chainOf, exported, found, tailed } from '../../support/audited.ts';

const [A, B] = [chainOf('a', 6), chainOf('b', 4)];
const SECOND = 1;

describe('a file that is neither', () => {
  const [line] = exported(A);
  const event = A[0]!;
  it.each<[string, string[], number]>([
    ['text', ['hello\n'], 1],
    ['text after an event', [line!, '\nhello'], 3],
    ['a list', ['\n', '[{}]'], 2],
    ['a number', ['17'], 1],
    ['an object of something else', [line!, '{"a":1}\n'], 2],
    ['an event with a field that no hash covers', [JSON.stringify({ ...event, note: 'x' })], 1],
    ['an event without a field', [JSON.stringify({ ...event, hash: undefined })], 1],
    ['an event with the number 0', [JSON.stringify({ ...event, seq: 0 })], 1],
    ['an audit line of something else', [JSON.stringify({ audit: { a: 1 } })], 1],
    ['an entry of something else', ['{"outcome":"ok","logs":[1]}'], 1],
    [
      'an entry with an audit line of something else',
      [`{"outcome":"ok","logs":[{"message":["{\\"audit\\":{}}"]}]}`],
      1,
    ],
    ['no JSON within brackets', ['{"a":]}'], 1],
    ['an event that never ends', [line!, line!.slice(0, -5)], 2],
    ['an export that goes on as a feed', [line!, ...tailed(B)], 2],
  ])('%s', async (_, text, at) => {
    const verified = await verifyAudit(text, null);
    expect(verified).toMatchObject({ readable: false, line: at });
  });

  it('is not read on once a value is longer than any of ours', async () => {
    let megabytes = 0;
    function* endless() {
      yield '{"a":"';
      for (; megabytes < 40; megabytes += 1) yield 'x'.repeat(1024 * 1024);
    }
    expect(await verifyAudit(endless(), null)).toMatchObject({ readable: false, line: 1 });
    expect(megabytes).toBeLessThan(20);
  });
});

describe('the cuts of the stream', () => {
  it('do not matter', async () => {
    for (const text of [exported(A, B).join(''), `\ufeff${tailed(A, [], B).join('\n')}`]) {
      const whole = await found([text]);
      expect(whole).toMatchObject({ events: 10, broken: [] });
      for (const size of [1, 2, 7, 1_000]) {
        const parts = text.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
        expect(await found(parts)).toEqual(whole);
      }
    }
  });

  it('leave the numbers of the lines right', async () => {
    const text = exported(A.toSpliced(SECOND, 1)).join('\n');
    for (const parts of [[text], text.split('')])
      expect(await broken(parts)).toEqual([['a', 2, 3, 'missing']]);
  });
});
