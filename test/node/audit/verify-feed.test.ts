import { describe, expect, it } from 'vitest';
import {
  breaksOf,
  chainOf,
  dayOf,
  rehashed,
  tailLines,
  verifyLines,
  withChange,
} from '../../support/audited.ts';

const [A, B] = [chainOf('a', 6), chainOf('b', 4)];
const SECOND = 1;
const THIRD = 2;

describe('a feed', () => {
  it('in entries over many lines: what is in it, and nothing wrong', async () => {
    expect(await verifyLines(tailLines(A.slice(0, 2), [], A.slice(2), B))).toMatchObject({
      ...{ kind: 'feed', events: 10, chains: 2, cut: 0, broken: [] },
      ...{ from: '2026-11-20T10:00:00.000Z', until: '2026-11-20T10:00:05.000Z' },
    });
  });

  it('of entries without a break between them, or as kept lines, is one too', async () => {
    const entries = tailLines(A, B).map((entry) => JSON.stringify(JSON.parse(entry)));
    expect(await breaksOf([entries.join('')])).toEqual([]);
    const kept = A.map((audit) => `${JSON.stringify({ audit, status: 'approved' })}\r\n`);
    expect(await verifyLines(kept)).toMatchObject({ kind: 'feed', events: 6, broken: [] });
  });

  it('with a notice of the tail itself, which logged nothing', async () => {
    const notice = '{"outcome":"ok","event":{"type":"overload","message":"Tail is in sampling mode"}}';
    expect(await verifyLines([notice, ...tailLines(A)])).toMatchObject({
      kind: 'feed',
      events: 6,
      broken: [],
    });
  });

  it('may begin in the middle, come in any order and more than once', async () => {
    expect(await breaksOf(tailLines(A.slice(2), B.slice(1)))).toEqual([]);
    expect(await breaksOf(tailLines(A.slice(4), B, A.slice(2, 4), A.slice(3, 5), A.slice(2, 3)))).toEqual([]);
    expect(await breaksOf(tailLines([...A].reverse()))).toEqual([]);
  });

  it('altered, missing and forked show as in an export', async () => {
    expect(await breaksOf(tailLines(withChange(A, THIRD, { actor: 'x' }).slice(1)))).toEqual([
      ['a', 3, 1, 'altered'],
    ]);
    const line = tailLines(A.slice(1, 2)).join('').split('\n').length;
    expect(await breaksOf(tailLines(A.slice(1, 2), A.slice(3)))).toEqual([['a', 3, line, 'missing']]);
    const forged = rehashed(withChange(A, THIRD, { actor: 'x' }), 3);
    for (const fork of [tailLines(A, forged.slice(2, 3)), tailLines(forged.slice(2, 3), A)]) {
      expect((await breaksOf(fork))[0]).toMatchObject(['a', 3, expect.any(Number), 'forked']);
    }
    expect((await breaksOf(tailLines(A.slice(0, 2), forged.slice(3), A.slice(2, 3))))[0]).toMatchObject([
      ...['a', 4, expect.any(Number), 'forked'],
    ]);
  });

  it('may end before a head, but must not differ from one', async () => {
    const day = dayOf('2026-11-20', null, A[5], B[3]);
    expect(await breaksOf(tailLines(A.slice(0, 3)), [day])).toEqual([]);
    expect(await breaksOf(tailLines(rehashed(withChange(A, SECOND, { actor: 'x' }), 2)), [day])).toEqual([
      ['a', 6, 1, 'forked'],
    ]);
  });

  it('a line that was cut off on the way is told and counts as missing', async () => {
    const [entry] = tailLines(A);
    const whole = JSON.parse(entry!);
    whole.logs[3].message = [whole.logs[3].message[0].slice(0, 50)];
    expect(await verifyLines([JSON.stringify(whole)])).toMatchObject({
      cut: 1,
      broken: [{ seq: 3, wrong: 'missing' }],
    });
  });
});
