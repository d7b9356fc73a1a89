import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBroken } from '../../../scripts/audit-report.ts';
import { gatherHeads } from '../../../src/audit/day-heads.ts';
import type { AuditedEvent } from '../../../src/audit/verify/audited-event.ts';
import { verifyAudit } from '../../../src/audit/verify/verify.ts';
import { hashOf } from '../../../src/event-log/hash-chain.ts';
import {
  breaksOf,
  chainOf,
  dayOf,
  exportLines,
  rehashed,
  verifyLines,
  withChange,
} from '../../support/audited.ts';

const [A, B] = [chainOf('a', 6), chainOf('b', 4)];
const SECOND = 1;
const THIRD = 2;

describe('an export', () => {
  it('unbroken: what is in it, and nothing wrong', async () => {
    expect(await verifyLines(exportLines(A, B))).toEqual({
      readable: true,
      kind: 'export',
      events: 10,
      chains: 2,
      from: '2026-11-20T10:00:00.000Z',
      until: '2026-11-20T10:00:05.000Z',
      cut: 0,
      broken: [],
      file: { closing: { applicants: 2, events: 10, problems: 0 }, gaps: [], broken: [] },
      uncovered: { events: 10, looks: 8, late: 0, lateLooks: 0 },
    });
  });

  it('of no applicants is unbroken', async () => {
    expect(await verifyLines(exportLines())).toMatchObject({
      ...{ kind: 'export', events: 0, chains: 0, from: null, broken: [] },
      file: { closing: { applicants: 0, events: 0, problems: 0 }, gaps: [], broken: [] },
    });
  });

  it.each<[string, Partial<AuditedEvent>]>([
    ['type', { type: 'face_deleted' }],
    ['time', { at: '2026-11-20T10:00:01.001Z' }],
    ['actor', { actor: 'api_key:other' }],
    ['data', { data: { photo: 'liveness', sha256: 's1' } }],
    ['data of the same text', { data: { photo: 'id', sha256: '"{[1\\', none: 'null' } }],
    ['data, gone', { data: null }],
    ['data that has no canonical JSON', { data: { photo: '\ud800' } }],
    ['hash', { hash: 'f'.repeat(64) }],
    ['hash, in capitals', { hash: A[SECOND]!.hash.toUpperCase() }],
    ['previous hash', { prev_hash: 'f'.repeat(64) }],
  ])('with another %s: altered, there', async (_, change) => {
    expect(await breaksOf(exportLines(withChange(A, SECOND, change), B))).toEqual([['a', 2, 2, 'altered']]);
  });

  it('altered and hashed anew: the next event does not follow', async () => {
    const events = withChange(A, SECOND, { actor: 'api_key:other' });
    const forged = [...rehashed(events, 2).slice(0, 2), ...A.slice(2)];
    expect(await breaksOf(exportLines(forged, B))).toEqual([['a', 3, 3, 'forked']]);
  });

  it('the same applicant under another name: its first event still names it', async () => {
    const renamed = A.map((event) => ({ ...event, user_id: 'c' }));
    expect(await breaksOf(exportLines(renamed))).toEqual([['c', 1, 1, 'altered']]);
  });

  it('a chain that does not begin with the first event', async () => {
    expect(await breaksOf(exportLines(A.slice(1), B))).toEqual([['a', 1, 1, 'missing']]);
    const renumbered = rehashed(A.slice(1).map((event) => ({ ...event, seq: event.seq - 1 })));
    expect(await breaksOf(exportLines(renumbered))).toEqual([['a', 1, 1, 'altered']]);
    const prev_hash = A[0]!.hash;
    const later = [{ ...A[0]!, prev_hash, hash: hashOf(prev_hash, A[0]!) }];
    expect(await breaksOf(exportLines(later))).toEqual([['a', 1, 1, 'altered']]);
  });

  it('a line dropped: missing, at the line that should have followed', async () => {
    expect(await breaksOf(exportLines(A.toSpliced(SECOND, 1), B))).toEqual([['a', 2, 2, 'missing']]);
    const { broken: links } = await verifyLines(exportLines(A.toSpliced(SECOND, 3)));
    expect(links).toMatchObject([{ seq: 2, line: 2, detail: 'and so are those after it, up to 4' }]);
  });

  it('two lines swapped: out of order', async () => {
    const swapped = A.with(SECOND, A[THIRD]!).with(THIRD, A[SECOND]!);
    expect(await breaksOf(exportLines(swapped, B))).toEqual([['a', 2, 3, 'out_of_order']]);
  });

  it('a line twice: repeated, next to it or later', async () => {
    expect(await breaksOf(exportLines(A.toSpliced(THIRD, 0, A[SECOND]!), B))).toEqual([
      ['a', 2, 3, 'repeated'],
    ]);
    expect(await breaksOf(exportLines(A, B, [A[SECOND]!]))).toEqual([['a', 2, 11, 'repeated']]);
  });

  it('two events of one number: forked', async () => {
    const other = rehashed(withChange(A, SECOND, { actor: 'api_key:other' }), 2)[SECOND]!;
    expect(await breaksOf(exportLines(A.toSpliced(THIRD, 0, other)))).toEqual([['a', 2, 3, 'forked']]);
  });

  it('several broken chains: each by its first broken link', async () => {
    const twice = withChange(withChange(A, 4, { actor: 'x' }), SECOND, { actor: 'x' });
    const lines = exportLines(twice.toSpliced(3, 1), B.toSpliced(0, 1), chainOf('c', 2));
    expect(await breaksOf(lines)).toEqual([
      ['a', 2, 2, 'altered'],
      ['b', 1, 6, 'missing'],
    ]);
  });

  it('a broken chain by its first broken link also where that is found last', async () => {
    const altered = withChange(A, 4, { actor: 'x' });
    expect(await breaksOf(exportLines(altered.toSpliced(SECOND, 1)))).toEqual([['a', 2, 2, 'missing']]);
  });

  it('chains that are mixed, each in order, are unbroken', async () => {
    const mixed = A.flatMap((event, index) => [event, ...B.slice(index, index + 1)]);
    expect(await breaksOf(exportLines(mixed))).toEqual([]);
  });

  it('cut off at a chain’s end, or hashed anew from somewhere on, is unbroken in itself', async () => {
    expect(await breaksOf(exportLines(A.slice(0, 4), B))).toEqual([]);
    expect(await breaksOf(exportLines(rehashed(withChange(A, SECOND, { actor: 'x' }), 2), B))).toEqual([]);
  });
});

describe('an export and the heads', () => {
  const [NEWER, LATER] = [chainOf('b', 5), chainOf('d', 2, '2026-11-22')];
  const first = dayOf('2026-11-20', null, A[3], B[3]);
  const second = dayOf('2026-11-21', first, A[5]);

  it('fit, and chains may have gone on', async () => {
    const { broken: links, uncovered } = await verifyLines(exportLines(A, NEWER, LATER), [second, first]);
    expect(links).toEqual([]);
    // The fifth of b and both of d came after the heads; one of them says that it is older than it can be.
    expect(uncovered).toEqual({ events: 3, looks: 2, late: 1, lateLooks: 1 });
  });

  it.each<[string, string[], { looks: number; lateLooks: number }]>([
    ['looks', ['photo_viewed', 'photo_viewed'], { looks: 2, lateLooks: 2 }],
    ['no look', ['face_indexed', 'faces_compared'], { looks: 0, lateLooks: 0 }],
    ['a look among others', ['photo_viewed', 'face_indexed'], { looks: 1, lateLooks: 1 }],
    ['a look that is newer than the days', ['face_indexed', 'photo_viewed'], { looks: 1, lateLooks: 0 }],
  ])('tell how many of the events after a head are looks: %s', async (_, types, looks) => {
    const chain = rehashed(
      A.map((event, index) => {
        const type = types[index - 4];
        const at = index === 5 && looks.lateLooks === 0 ? '2026-11-22T00:00:00.000Z' : event.at;
        return type === undefined ? event : { ...event, type, at };
      }),
    );
    const late = looks.lateLooks === 0 ? 1 : 2;
    const { broken: links, uncovered } = await verifyLines(exportLines(chain), [
      dayOf('2026-11-21', null, chain[3]),
    ]);
    expect(links).toEqual([]);
    expect(uncovered).toEqual({ events: 2, late, ...looks });
  });

  it('a chain cut off at its end: missing, after the last line', async () => {
    expect(await breaksOf(exportLines(A.slice(0, 5), B), [first, second])).toEqual([
      ['a', 6, null, 'missing'],
    ]);
    expect(await breaksOf(exportLines(A.slice(0, 2), B), [first, second])).toEqual([
      ['a', 3, null, 'missing'],
    ]);
  });

  it('a chain gone altogether, even when nothing is left', async () => {
    expect(await breaksOf(exportLines(A), [first, second])).toEqual([['b', 1, null, 'missing']]);
    expect(await breaksOf([], [second])).toEqual([['a', 1, null, 'missing']]);
  });

  it('a tail hashed anew: forked, at the first head that is another', async () => {
    const forged = rehashed(withChange(A, SECOND, { actor: 'x' }), 2);
    expect(await breaksOf(exportLines(forged, B), [first, second])).toEqual([['a', 4, 4, 'forked']]);
    expect(await breaksOf(exportLines(forged, B), [second])).toEqual([['a', 6, 6, 'forked']]);
    const late = rehashed(withChange(A, 4, { actor: 'x' }), 5);
    expect(await breaksOf(exportLines(late, B), [first, second])).toEqual([['a', 6, 6, 'forked']]);
  });
});

describe('any one character of an export', () => {
  it('cannot be another without being noticed', async () => {
    const text = exportLines(A, B).join('');
    const days = gatherHeads([dayOf('2026-11-20', null, A.at(-1), B.at(-1))]);
    const whole = await verifyAudit([text], days);
    expect(whole.readable && isBroken(whole, days)).toBe(false);
    const character = fc.constantFrom(...'"\\{}[],:-.0123456789abcdefnulE');
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), character, async (at, other) => {
        fc.pre(text[at] !== other);
        const verified = await verifyAudit([text.slice(0, at) + other + text.slice(at + 1)], days);
        expect(verified.readable && !isBroken(verified, days)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
