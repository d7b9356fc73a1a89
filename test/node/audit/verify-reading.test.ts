import { describe, expect, it } from 'vitest';
import { verifyAudit } from '../../../src/audit/verify/verify.ts';
import {
  breaksOf,
  chainOf,
  closingLine,
  exportLines,
  problemLine,
  tailLines,
  verifyLines,
} from '../../support/audited.ts';

const [A, B] = [chainOf('a', 6), chainOf('b', 4)];
const SECOND = 1;

describe('a file that is neither', () => {
  const [line] = exportLines(A);
  const event = A[0]!;
  const closing = { applicants: 0, events: 0, problems: 0 };
  it.each<[string, string[], number]>([
    ['text', ['hello\n'], 1],
    ['text after an event', [line!, '\nhello'], 3],
    ['a list', ['\n', '[{}]'], 2],
    ['a number', ['17'], 1],
    ['an object of something else', [line!, '{"a":1}\n'], 2],
    ['an event with a field that no hash covers', [JSON.stringify({ ...event, note: 'x' })], 1],
    ['an event without a field', [JSON.stringify({ ...event, hash: undefined })], 1],
    ['an event with the number 0', [JSON.stringify({ ...event, seq: 0 })], 1],
    ['a problem line with a code in capitals', ['{"problem":"LOST","user_id":"a"}'], 1],
    ['a problem line with an empty code', ['{"problem":"","user_id":"a"}'], 1],
    ['a problem line with a code of 41 letters', [problemLine('a', 'x'.repeat(41))], 1],
    ['a problem line of no applicant', ['{"problem":"log_missing"}'], 1],
    ['a problem line with a field too many', ['{"problem":"log_missing","user_id":"a","seq":1}'], 1],
    ['a closing line without a count', ['{"applicants":0,"events":0}'], 1],
    ['a closing line with a count that is not whole', [closingLine({ events: 0.5 })], 1],
    ['a closing line with a negative count', [closingLine({ problems: -1 })], 1],
    ['a closing line with a field too many', [JSON.stringify({ ...closing, note: 'x' })], 1],
    ['a closing line since a day', [closingLine({ moved_since: '2026-11-20' })], 1],
    ['a closing line since a local time', [closingLine({ moved_since: '2026-11-20T00:00:00+01:00' })], 1],
    [
      'a feed that goes on with a problem line',
      [...tailLines(B), problemLine('a')],
      tailLines(B).join('').split('\n').length,
    ],
    [
      'a feed with a closing line',
      [...tailLines(B), closingLine({})],
      tailLines(B).join('').split('\n').length,
    ],
    ['an audit line of something else', [JSON.stringify({ audit: { a: 1 } })], 1],
    ['an entry of something else', ['{"outcome":"ok","logs":[1]}'], 1],
    [
      'an entry with an audit line of something else',
      [`{"outcome":"ok","logs":[{"message":["{\\"audit\\":{}}"]}]}`],
      1,
    ],
    ['no JSON within brackets', ['{"a":]}'], 1],
    ['an event that never ends', [line!, line!.slice(0, -5)], 2],
    ['an export that goes on as a feed', [line!, ...tailLines(B)], 2],
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

describe('a line of an export', () => {
  it.each([
    'log_unreadable',
    'log_missing',
    'out_of_reach',
    'x'.repeat(40),
  ])('may be a problem with the code %s', async (problem) => {
    const { file } = await verifyLines([problemLine('a', problem), closingLine({ problems: 1 })]);
    expect(file).toMatchObject({ gaps: [{ user_id: 'a', problem, line: 1 }], broken: [] });
  });
});

describe('the cuts of the stream', () => {
  it('do not matter', async () => {
    for (const text of [exportLines(A, B).join(''), `\ufeff${tailLines(A, [], B).join('\n')}`]) {
      const whole = await verifyLines([text]);
      expect(whole).toMatchObject({ events: 10, broken: [] });
      for (const size of [1, 2, 7, 1_000]) {
        const parts = text.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
        expect(await verifyLines(parts)).toEqual(whole);
      }
    }
  });

  it('leave the numbers of the lines right', async () => {
    const text = exportLines(A.toSpliced(SECOND, 1)).join('\n');
    for (const parts of [[text], text.split('')])
      expect(await breaksOf(parts)).toEqual([['a', 2, 3, 'missing']]);
  });
});
