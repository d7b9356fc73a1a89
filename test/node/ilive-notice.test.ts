/** When the console says that iLive or the key for it fails. */
import { expect, it } from 'vitest';
import { type IliveSigns, NO_FIGURES } from '../../src/figures/figures.ts';
import { noticeOf } from '../../src/pages/review/ilive-notice.ts';

const NOW = Date.parse('2026-11-01T12:00:00Z');
const MINUTE = 60_000;
const failed = (minutesAgo: number, kind = 'server_error') => ({
  failure: { at: NOW - minutesAgo * MINUTE, route: 'compare', kind, code: '' },
});
const signs = (given: Partial<IliveSigns>): IliveSigns => ({ ...NO_FIGURES.ilive, ...given });

const table: [string, Partial<IliveSigns>, RegExp | null][] = [
  ['nothing is known', {}, null],
  ['the last call was good', { succeededAt: NOW - MINUTE, keyTakenAt: NOW - MINUTE }, null],
  [
    'the newest failed',
    failed(1),
    /^iLive does not answer as it should, as of 2026-11-01 11:59 UTC\. Checks wait/,
  ],
  [
    'the newest failed after a good one',
    { ...failed(1), succeededAt: NOW - 2 * MINUTE },
    /came at 2026-11-01 11:58 UTC/,
  ],
  ['a good one came after it', { ...failed(2), succeededAt: NOW - MINUTE }, null],
  ['a good one came with it', { ...failed(1), succeededAt: NOW - MINUTE }, null],
  ['it is eleven minutes ago', failed(11), /does not answer/],
  ['it is longer ago', failed(11.01), null],
  ['no answer came', failed(1, 'unanswered'), /does not answer/],
  ['the answer could not be read', failed(1, 'unreadable'), /does not answer/],
  ['one request was refused', failed(1, 'refused'), null],
  ['it asked us to wait', failed(1, 'rate_limited'), null],
  [
    'the key is refused',
    { keyRefusedAt: NOW - 3 * MINUTE, ...failed(1, 'key_refused') },
    /refused our key since 2026-11-01 11:57 UTC/,
  ],
  ['the key has been refused for days', { keyRefusedAt: NOW - 5_000 * MINUTE }, /refused our key/],
  ['the key is refused, sessions go on', { keyRefusedAt: NOW - MINUTE, succeededAt: NOW }, /refused our key/],
];

it.each(table)('%s', (_, given, words) => {
  const notice = noticeOf(signs(given), NOW);
  if (words === null) expect(notice).toBeNull();
  else expect(notice).toMatch(words);
});

it('says nothing while the signs cannot be read', () => {
  expect(noticeOf(null, NOW)).toBeNull();
});
