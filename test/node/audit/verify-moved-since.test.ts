import { describe, expect, it } from 'vitest';
import type { AuditedEvent } from '../../../src/audit/verify/audited-event.ts';
import {
  breaksOf,
  chainOf,
  dayOf,
  exportLines,
  exportLinesSince,
  fileBreaksOf,
  rehashed,
  verifyLines,
  withChange,
} from '../../support/audited.ts';

const SINCE = '2026-11-20T00:00:00.000Z';
const [A, B] = [chainOf('a', 6), chainOf('b', 4)];
const A_OF_3 = A.slice(0, 3);
const since = (...logs: readonly (readonly AuditedEvent[])[]) => exportLinesSince(SINCE, ...logs);
/** Another history of the same applicant, from that event on. */
const forkedFrom = (seq: number) => rehashed(withChange(A, seq - 1, { actor: 'x' }), seq);

describe('an export of the logs that changed', () => {
  it.each<[string, AuditedEvent[][]]>([
    ['no log', []],
    ['logs in any order', [B, A]],
    ['a log again, the same', [A, B, A]],
    ['a log again, the same, at once', [A, A]],
    ['a log again, longer', [A_OF_3, B, A]],
    ['a log again and again', [A.slice(0, 1), A.slice(0, 1), B, A_OF_3, A_OF_3, B, A]],
    ['a log whose last event is there twice', [A, A.slice(5)]],
    ['a log again, an event of it twice', [A, A.slice(0, 3), A.slice(2)]],
  ])('is unbroken with %s', async (_, logs) => {
    const text = since(...logs);
    expect(await breaksOf(text)).toEqual([]);
    expect(await fileBreaksOf(text)).toEqual([]);
    expect((await verifyLines(text)).file?.closing).toEqual({
      applicants: logs.filter(([first]) => first?.seq === 1).length,
      events: logs.flat().length,
      problems: 0,
      moved_since: SINCE,
    });
  });

  it.each<[string, AuditedEvent[][], readonly unknown[]]>([
    ['a log that does not begin with its first event', [A.slice(1)], ['a', 1, 1, 'missing']],
    ['a log with an event left out', [A.toSpliced(2, 1)], ['a', 3, 3, 'missing']],
    ['a log again, with an event left out', [A, B, A.toSpliced(2, 1)], ['a', 3, null, 'missing']],
    ['a log again, shorter', [A, B, A_OF_3], ['a', 4, null, 'missing']],
    ['a log again, shorter, and then longer', [A, A_OF_3, A], ['a', 4, 10, 'missing']],
    [
      'a log again, shorter, and then what is new',
      [A.slice(0, 4), A_OF_3, A.slice(4)],
      ['a', 4, 8, 'missing'],
    ],
    ['a log again, but not from its first event', [A, B, A.slice(1)], ['a', 2, 11, 'repeated']],
    ['an event from the middle again', [A, B, A.slice(2, 3)], ['a', 3, 11, 'repeated']],
    ['a log in another order', [A.with(1, A[2]!).with(2, A[1]!)], ['a', 2, 3, 'out_of_order']],
    ['a log again, with an event altered', [A, withChange(A, 2, { actor: 'x' })], ['a', 3, 9, 'altered']],
    ['a log again, its last event another', [A, forkedFrom(6)], ['a', 6, 12, 'forked']],
    ['a log again, its end hashed anew', [A, forkedFrom(3)], ['a', 6, 12, 'forked']],
    ['a log again, longer and hashed anew', [A_OF_3, forkedFrom(2)], ['a', 3, 6, 'forked']],
    ['a log again, its first event another', [A.slice(0, 1), forkedFrom(1)], ['a', 1, 2, 'forked']],
    ['a log again, that does not follow itself', [A, forkedFrom(2).with(2, A[2]!)], ['a', 3, 9, 'forked']],
    [
      'a log again, with two events of one number',
      [A, forkedFrom(2).slice(0, 2), A.slice(1)],
      ['a', 2, 9, 'forked'],
    ],
    ['a log that goes on from another', [A_OF_3, forkedFrom(3).slice(3)], ['a', 4, 4, 'forked']],
  ])('is broken with %s', async (_, logs, link) => {
    expect(await breaksOf(since(...logs))).toEqual([link]);
  });

  it.each<[string, AuditedEvent[][], readonly unknown[]]>([
    ['a log again, the same', [A, B, A], ['a', 1, 11, 'repeated']],
    ['a log again, longer', [A_OF_3, B, A], ['a', 1, 8, 'repeated']],
    ['an event again', [A, A.slice(5)], ['a', 6, 7, 'repeated']],
  ])('may have what an export of all must not: %s', async (_, logs, link) => {
    expect(await breaksOf(since(...logs))).toEqual([]);
    expect(await breaksOf(exportLines(...logs))).toEqual([link]);
  });

  it('says what is wrong with a log that came again, shorter', async () => {
    expect((await verifyLines(since(A, A_OF_3))).broken).toMatchObject([
      { detail: 'the log came again, but without this event' },
    ]);
  });
});

describe('an export of the logs that changed, and the heads', () => {
  const first = dayOf('2026-11-20', null, A[3], B[3]);
  const second = dayOf('2026-11-21', first, A[5]);
  const days = [first, second];

  it('need not have all applicants of the heads; an export of all must', async () => {
    expect(await breaksOf(since(A), days)).toEqual([]);
    expect(await breaksOf(since(), days)).toEqual([]);
    expect(await breaksOf(exportLines(A), days)).toEqual([['b', 1, null, 'missing']]);
  });

  it('must have at least what the heads know of an applicant that is in it', async () => {
    expect(await breaksOf(since(A.slice(0, 5)), days)).toEqual([['a', 6, null, 'missing']]);
    expect(await breaksOf(since(A.slice(0, 5), A), days)).toEqual([]);
  });

  it('must not differ, in a log that came again either', async () => {
    expect(await breaksOf(since(A_OF_3, B, forkedFrom(4)), days)).toEqual([['a', 4, 11, 'forked']]);
  });

  it('count an event once, however often it is there', async () => {
    const { uncovered, events } = await verifyLines(since(A_OF_3, A, A), [dayOf('2026-11-20', null, A[1])]);
    expect([events, uncovered]).toEqual([15, { events: 4, looks: 4, late: 4, lateLooks: 4 }]);
  });
});
