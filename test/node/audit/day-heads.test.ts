import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type DayHeads,
  dayHeadsSchema,
  gatherHeads,
  genuineRoots,
  type Mismatch,
  rootOf,
  sealedText,
} from '../../../src/audit/day-heads.ts';
import { createTextMacs } from '../../../src/platform/text-mac.ts';
import { chainOf, dayOf, dayWithFindings, NOTHING_LEFT_OUT } from '../../support/audited.ts';

const [A, B] = [chainOf('a', 6), chainOf('b', 4)];
const first = dayOf('2026-11-19', null, A[1], B[3]);
const second = dayOf('2026-11-20', first, A[3]);
// The 21st was missed.
const third = dayOf('2026-11-22', second, A[5]);
const broken = (...files: Parameters<typeof gatherHeads>[0][]) =>
  gatherHeads(files.flatMap((some) => [...some])).broken.map(
    ({ date, detail }) => `${date} ${detail.split(':')[0]}`,
  );
function mismatch(what: Mismatch['what'], user_id = 'b', repaired = false): Mismatch {
  return { user_id, what, repaired };
}

describe('the root of a day', () => {
  it('is over the canonical JSON of the rest, written out by hand', () => {
    const { hash } = A[1]!;
    const text =
      `{"chains":[{"hash":"${hash}","seq":2,"user_id":"a"}],"checks":{"files":1,` +
      '"left_out":{"cases":0,"files":0,"heads":0,"moved":0,"rows":0,"unanswered":0},"mismatches":4,"objects":2,"rows":3},' +
      '"date":"2026-11-20","earlier":[],"mismatches":[{"repaired":true,"user_id":"b","what":"altered"}],' +
      `"previous":{"date":"2026-11-19","root":"${first.root}"},"remaining":null}`;
    const checks = { rows: 3, objects: 2, files: 1, mismatches: 4, left_out: NOTHING_LEFT_OUT };
    const mismatches = [mismatch('altered', 'b', true)];
    const day = dayWithFindings('2026-11-20', first, { checks, mismatches }, A[1]);
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
      { checks: { ...second.checks, rows: 4 } },
      { earlier: [{ date: '2026-11-18', root: 'f'.repeat(64) }] },
      { checks: { rows: 2, objects: 2, files: 1, mismatches: 0, left_out: NOTHING_LEFT_OUT } },
      { remaining: { rows: 1, id: 1, moved_ms: 1, user_id: 'a' } },
      { mismatches: [mismatch('altered')] },
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

  it('keep what each night found', () => {
    const checks = { rows: 9, objects: 8, files: 7, mismatches: 1, left_out: NOTHING_LEFT_OUT };
    const mismatches = [mismatch('log_shorter', 'a')];
    const noted = dayWithFindings('2026-11-20', first, { checks, mismatches }, A[3]);
    const heads = gatherHeads([noted, first]);
    expect(heads.broken).toEqual([]);
    expect(heads.days).toMatchObject([
      { date: '2026-11-19', checks: { mismatches: 0 }, mismatches: [] },
      { date: '2026-11-20', checks, mismatches },
    ]);
  });

  it('two files of one day', () => {
    expect(broken([first, second, dayOf('2026-11-20', first, A[2])])).toContain('2026-11-20 forked');
  });

  describe('for who has the key', () => {
    const mac = createTextMacs([new Uint8Array(32).fill(1)], 'day_mac');
    const sealed = (day: DayHeads): DayHeads => {
      const seal = mac.make(sealedText(day));
      return { ...day, root_mac: seal.mac, root_mac_key: seal.mac_key };
    };
    const named = (...files: DayHeads[]) => {
      const { broken, known } = gatherHeads(files, genuineRoots(files, mac));
      return [broken.map(({ date, detail }) => `${date} ${detail.split(':')[0]}`), [...known.keys()]];
    };
    const whole = { ...third, earlier: [{ date: first.date, root: first.root }] };
    const last = sealed({ ...whole, root: rootOf(whole) });

    it('are genuine by one file with a right MAC: it names those before it, of whatever key', () => {
      expect(named(first, second, last)).toEqual([[], ['a', 'b']]);
      expect(named(sealed(first), second)).toEqual([['2026-11-20 not genuine'], ['a', 'b']]);
    });

    it('that the service did not write are named, and accuse nobody', () => {
      const forged = dayOf('2026-11-20', first, chainOf('victim', 9)[8]);
      expect(named(first, second, forged, last)).toEqual([['2026-11-20 not genuine'], ['a', 'b']]);
      expect(
        named(first, second, { ...forged, root_mac: last.root_mac, root_mac_key: mac.keyId }, last),
      ).toEqual([['2026-11-20 not genuine'], ['a', 'b']]);
      const renamed = { ...forged, root: second.root };
      expect(named(first, renamed, last)[0]).toContain('2026-11-20 altered');
    });
  });
});

describe('a file of heads', () => {
  const { checks } = second;

  it.each<Mismatch['what']>([
    'altered',
    'stale',
    'missing',
    'foreign',
    'counts',
    'log_shorter',
  ])('may name a mismatch of the kind %s', (what) => {
    const file = { ...second, mismatches: [mismatch(what)] };
    expect(dayHeadsSchema.safeParse(file).success).toBe(true);
  });

  it('may name up to a thousand mismatches', () => {
    const thousand = Array.from({ length: 1_000 }, () => mismatch('stale'));
    expect(dayHeadsSchema.safeParse({ ...second, mismatches: thousand }).success).toBe(true);
    const more = [...thousand, mismatch('stale')];
    expect(dayHeadsSchema.safeParse({ ...second, mismatches: more }).success).toBe(false);
  });

  it.each([
    ['no date', { date: '2026-13-01' }],
    ['a hash that is none', { chains: [{ user_id: 'a', seq: 1, hash: 'x' }] }],
    ['no number', { chains: [{ user_id: 'a', seq: 0, hash: 'a'.repeat(64) }] }],
    ['a field too many', { note: 'x' }],
    ['no previous', { previous: undefined }],
    ['no list of earlier files', { earlier: undefined }],
    ['no MAC', { root_mac: null }],
    ['no key of the MAC', { root_mac_key: undefined }],
    ['no checks', { checks: undefined }],
    ['a count missing', { checks: { ...checks, rows: undefined } }],
    ['a negative count', { checks: { ...checks, objects: -1 } }],
    ['a count that is not whole', { checks: { ...checks, files: 0.5 } }],
    ['a count too many', { checks: { ...checks, pages: 1 } }],
    ['nothing about what was left out', { checks: { ...checks, left_out: undefined } }],
    ['no word of the rest', { remaining: undefined }],
    ['a rest without its place', { remaining: { rows: 1 } }],
    ['no mismatches', { mismatches: undefined }],
    ['a mismatch of another kind', { mismatches: [{ ...mismatch('stale'), what: 'odd' }] }],
    ['a mismatch that may be repaired', { mismatches: [{ ...mismatch('stale'), repaired: 'perhaps' }] }],
    ['a mismatch of no applicant', { mismatches: [{ what: 'stale', repaired: true }] }],
    ['a mismatch with a field too many', { mismatches: [{ ...mismatch('stale'), note: 'x' }] }],
  ])('is not one with %s', (_, change) => {
    expect(dayHeadsSchema.safeParse(second).success).toBe(true);
    expect(dayHeadsSchema.safeParse({ ...second, ...change }).success).toBe(false);
  });
});
