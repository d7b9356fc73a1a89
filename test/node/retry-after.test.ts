import { expect, test } from 'vitest';
import { retryAfterMs } from '#src/platform/retry-after.ts';

const NOW = Date.parse('2026-05-04T10:00:00Z');

test.each([
  ['0', 0],
  ['7', 7_000],
  ['120', 120_000],
  ['Mon, 04 May 2026 10:01:30 GMT', 90_000],
  ['Mon, 04 May 2026 09:00:00 GMT', 0],
])('%s is %d ms', (text, ms) => {
  expect(retryAfterMs(new Headers({ 'retry-after': text }), NOW)).toBe(ms);
});

test.each(['soon', '-', '9'.repeat(400), ''])('"%s" says nothing', (text) => {
  expect(retryAfterMs(new Headers({ 'retry-after': text }), NOW)).toBeNull();
});

test('no header says nothing', () => {
  expect(retryAfterMs(new Headers(), NOW)).toBeNull();
});
