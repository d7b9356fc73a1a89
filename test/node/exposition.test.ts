/** The text that Prometheus reads, and the arithmetic of the figures behind it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCollector } from '../../src/figures/collector.ts';
import {
  addFigures,
  type Figures,
  NO_FIGURES,
  observation,
  WAIT_BUCKETS_S,
} from '../../src/figures/figures.ts';
import { failureOf, NOT_SENT, unanswered, unreadable } from '../../src/ilive/failure.ts';
import { outcomeOf } from '../../src/ilive/observed-client.ts';
import { exposition, family, histogram } from '../../src/operate/exposition.ts';

describe('the text', () => {
  it('declares each family, and escapes help and values of labels', () => {
    const labels = { reason: 'a "quoted"\\ line\nbreak' };
    expect(exposition([family('counter', 'x_total', 'Back\\slash\nand line.', [{ labels, value: 3 }])])).toBe(
      '# HELP kyc_x_total Back\\\\slash\\nand line.\n# TYPE kyc_x_total counter\n' +
        'kyc_x_total{reason="a \\"quoted\\"\\\\ line\\nbreak"} 3\n',
    );
  });

  it.each([
    [0, '0'],
    [1e21, '1e+21'],
    [0.1, '0.1'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [Number.NaN, 'NaN'],
  ])('writes the number %s as %s', (value, text) => {
    expect(exposition([family('gauge', 'x', 'X.', [{ value }])])).toMatch(
      new RegExp(`^kyc_x ${text.replace('+', '\\+')}$`, 'm'),
    );
  });

  it('adds up the buckets of a histogram', () => {
    const samples = histogram([1, 5], { '1': 2, '5': 3, '+Inf': 4 }, 60);
    expect(
      exposition([family('histogram', 'x_seconds', 'X.', samples)])
        .split('\n')
        .slice(2),
    ).toEqual([
      'kyc_x_seconds_bucket{le="1"} 2',
      'kyc_x_seconds_bucket{le="5"} 5',
      'kyc_x_seconds_bucket{le="+Inf"} 9',
      'kyc_x_seconds_sum 60',
      'kyc_x_seconds_count 9',
      '',
    ]);
  });

  it.each([
    [0, '0.1'],
    [0.1, '0.1'],
    [0.11, '1'],
    [1_800, '1800'],
    [1_801, '+Inf'],
  ])('puts a wait of %s s into the bucket up to %s', (value, bucket) => {
    expect(observation('slot_wait', WAIT_BUCKETS_S, value)).toEqual({
      [`slot_wait|${bucket}`]: 1,
      slot_wait_sum: value,
    });
  });
});

const time = fc.option(fc.integer({ min: 1, max: 50 }));
const figures = fc.record<Figures>({
  counters: fc.dictionary(fc.constantFrom('a|x', 'a|y', 'b'), fc.integer({ min: 0, max: 9 })),
  ilive: fc.record({
    succeededAt: time,
    failure: fc.option(
      fc.record({
        at: fc.integer({ min: 1, max: 50 }),
        route: fc.constant('index'),
        kind: fc.constant('refused'),
        code: fc.constant('x'),
      }),
    ),
    keyTakenAt: time,
    keyRefusedAt: time,
  }),
  deliveries: fc.dictionary(
    fc.constantFrom('one.test', 'two.test'),
    fc.integer({ min: 1, max: 50 }).map((at) => ({ at, code: `http_${at}`, latencyMs: at })),
  ),
});

describe('figures', () => {
  it('come to the same in whatever order reports arrive, and no counter goes back', () => {
    fc.assert(
      fc.property(figures, figures, (a, b) => {
        const sum = addFigures(addFigures(NO_FIGURES, a), b);
        expect(addFigures(addFigures(NO_FIGURES, b), a)).toEqual(sum);
        for (const [series, n] of Object.entries(a.counters))
          expect(sum.counters[series]).toBeGreaterThanOrEqual(n);
      }),
    );
  });

  const signs = (given: Partial<Figures['ilive']>): Figures => ({
    ...NO_FIGURES,
    ilive: { ...NO_FIGURES.ilive, ...given },
  });
  it.each([
    ['the first refusal counts, not the last', [{ keyRefusedAt: 5 }, { keyRefusedAt: 9 }], 5],
    ['a call that is taken ends it', [{ keyRefusedAt: 5 }, { keyTakenAt: 7 }], null],
    ['one that was taken before does not', [{ keyRefusedAt: 5 }, { keyTakenAt: 4 }], 5],
    ['a new refusal begins anew', [{ keyRefusedAt: 5 }, { keyTakenAt: 7 }, { keyRefusedAt: 9 }], 9],
    ['a late report of an old refusal changes nothing', [{ keyTakenAt: 7 }, { keyRefusedAt: 5 }], null],
  ])('key refused since: %s', (_, given, since) => {
    const seen = given.map(signs).reduce(addFigures, NO_FIGURES);
    expect(seen.ilive.keyRefusedAt).toBe(since);
  });

  it('store a bounded number of series', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`series|${n}`, 1]));
    const sum = addFigures(NO_FIGURES, { ...NO_FIGURES, counters: many });
    expect(Object.keys(sum.counters)).toHaveLength(1_000);
  });

  it('are taken once; what could not be reported is in the next report', () => {
    const collector = createCollector();
    expect(collector.take()).toBeNull();
    collector.count('calls', 'index', 'ok');
    collector.noteRow('user-1', true);
    const report = collector.take();
    expect(report).toMatchObject({
      figures: { counters: { 'calls|index|ok': 1 } },
      behind: ['user-1'],
      caughtUp: [],
    });
    expect(collector.take()).toBeNull();
    collector.count('calls', 'index', 'ok');
    collector.noteRow('user-1', false);
    if (report) collector.putBack(report);
    // The row is not behind any more: what was put back is older.
    expect(collector.take()).toMatchObject({
      figures: { counters: { 'calls|index|ok': 2 } },
      behind: [],
      caughtUp: ['user-1'],
    });
  });
});

describe('how a call to iLive ended', () => {
  it.each([
    ['compare', { ok: true, value: null }, 'ok'],
    ['compare', { ok: false, failure: failureOf(429, null, null) }, 'rate_limited'],
    ['compare', { ok: false, failure: failureOf(503, null, null) }, 'server_error'],
    ['compare', { ok: false, failure: unanswered('timeout') }, 'unanswered'],
    ['compare', { ok: false, failure: unanswered('network') }, 'unanswered'],
    ['compare', { ok: false, failure: unreadable('similarity', 200) }, 'unreadable'],
    ['compare', { ok: false, failure: failureOf(401, null, null) }, 'key_refused'],
    ['compare', { ok: false, failure: failureOf(403, null, null) }, 'key_refused'],
    ['result', { ok: false, failure: failureOf(401, null, null) }, 'session_unknown'],
    ['result', { ok: false, failure: failureOf(401, 'invalid_api_key', null) }, 'key_refused'],
    ['photo', { ok: false, failure: failureOf(404, null, null) }, 'session_unknown'],
    ['detect', { ok: false, failure: failureOf(413, null, null) }, 'picture_refused'],
    ['detect', { ok: false, failure: failureOf(422, 'no_face_found', null) }, 'picture_refused'],
    ['index', { ok: false, failure: failureOf(404, null, null) }, 'refused'],
    ['delete_face', { ok: false, failure: failureOf(404, null, null) }, 'ok'],
    ['search', { ok: false, failure: NOT_SENT }, 'refused'],
  ] as const)('%s %j: %s', (route, reply, outcome) => {
    expect(outcomeOf(route, reply)).toBe(outcome);
  });
});
