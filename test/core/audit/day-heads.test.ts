import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dayHeadsSchema, gatherHeads, rootOf } from '../../../src/audit/day-heads.ts';
import { chainOf, dayOf } from '../../support/audited.ts';

const [A, B] = [chainOf('a', 6), chainOf('b', 4)];
const first = dayOf('2026-11-19', null, A[1], B[3]);
const second = dayOf('2026-11-20', first, A[3]);
// The 21st was missed.
const third = dayOf('2026-11-22', second, A[5]);
const broken = (...files: Parameters<typeof gatherHeads>[0][]) =>
  gatherHeads(files.flatMap((some) => [...some])).broken.map(
    ({ date, detail }) => `${date} ${detail.split(':')[0]}`,
  );

describe('the root of a day', () => {
  it('is over the canonical JSON of the rest, written out by hand', () => {
    const { hash } = A[1]!;
    const text = `{"chains":[{"hash":"${hash}","seq":2,"user_id":"a"}],"date":"2026-11-20","previous":{"date":"2026-11-19","root":"${first.root}"}}`;
    const day = dayOf('2026-11-20', first, A[1]);
    expect(rootOf(day)).toBe(createHash('sha256').update(text).digest('hex'));
    expect(day.root).toBe(rootOf(day));
  });
});

describe('the days', () => {
  it('follow each other, in any order, the same file once or more, a day missed or not', () => {
    const heads = gatherHeads([third, first, second, first]);
    expect(heads.broken).toEqual([]);
    expect(heads.days.map((day) => day.date)).toEqual(['2026-11-19', '2026-11-20', '2026-11-22']);
    expect(heads.sinceTheFirst).toBe(true);
    expect(heads.known.get('a')?.map(({ seq, date }) => [seq, date])).toEqual([
      [6, '2026-11-22'],
      [2, '2026-11-19'],
      [4, '2026-11-20'],
    ]);
    expect(heads.known.get('b')).toEqual([{ seq: 4, hash: B[3]!.hash, date: '2026-11-19' }]);
  });

  it('may begin later than the first, and that is told', () => {
    expect(gatherHeads([second, third])).toMatchObject({ broken: [], sinceTheFirst: false });
  });

  it('altered: a hash, a number, a name, a day or a chain more or less', () => {
    const [one] = second.chains;
    for (const change of [
      { chains: [] },
      { chains: [...second.chains, ...second.chains] },
      { chains: [{ ...one!, hash: A[4]!.hash }] },
      { chains: [{ ...one!, seq: 3 }] },
      { chains: [{ ...one!, user_id: 'c' }] },
      { previous: { date: '2026-11-19', root: 'f'.repeat(64) } },
    ])
      expect(broken([first, { ...second, ...change }, third])[0]).toBe('2026-11-20 altered');
    expect(broken([first, { ...second, date: '2026-11-21' }])).toContain('2026-11-21 altered');
  });

  it('altered with a new root: the day after follows another', () => {
    const forged = dayOf('2026-11-20', first, A[2]);
    expect(broken([first, forged, third])).toEqual(['2026-11-22 forked']);
    expect(broken([dayOf('2026-11-19', null, A[0]), second, third])).toEqual(['2026-11-20 forked']);
  });

  it('one left out: the day after says so', () => {
    expect(broken([first, third])).toEqual(['2026-11-22 missing']);
    expect(broken([first, dayOf('2026-11-20', null, A[3])])).toEqual(['2026-11-20 missing']);
  });

  it('two files of one day', () => {
    expect(broken([first, second, dayOf('2026-11-20', first, A[2])])).toContain('2026-11-20 forked');
  });
});

describe('a file of heads', () => {
  it.each([
    ['no date', { date: '2026-13-01' }],
    ['a hash that is none', { chains: [{ user_id: 'a', seq: 1, hash: 'x' }] }],
    ['no number', { chains: [{ user_id: 'a', seq: 0, hash: 'a'.repeat(64) }] }],
    ['a field too many', { note: 'x' }],
    ['no previous', { previous: undefined }],
  ])('is not one with %s', (_, change) => {
    expect(dayHeadsSchema.safeParse(second).success).toBe(true);
    expect(dayHeadsSchema.safeParse({ ...second, ...change }).success).toBe(false);
  });
});
