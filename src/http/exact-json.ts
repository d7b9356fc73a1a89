/** Parses JSON of callers, and refuses what `JSON.parse` would change or lose without a word. */
import { z } from '@hono/zod-openapi';
import type { Result } from '#src/core/result.ts';

/** A member that cannot be kept as it was sent. `within`: the array or object that the path begins in. */
type Loss = { path: string[]; within: unknown; readonly message: string };

const MOST_LOSSES = 20;
/** Keys with a meaning of their own in JavaScript: some libraries drop or follow them. */
const RESERVED_KEYS: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/**
 * Parses a text as JSON. Of a key that occurs twice in an object the last value counts, as in nearly all parsers.
 * @returns the value; or the members that cannot be kept: reserved keys, and numbers that JSON readers do not carry
 *   exactly (beyond 2^53, or another number when written again)
 * @throws `SyntaxError` if the text is not JSON
 */
export function parseExactJson(text: string): Result<unknown, z.ZodError> {
  const losses: Loss[] = [];
  const value: unknown = JSON.parse(
    text,
    function (this: unknown, key, member: unknown, context?: { source?: string }) {
      // Members come before what holds them, so that a path grows at its beginning.
      for (const loss of losses) {
        if (loss.within !== member) continue;
        loss.path.unshift(key);
        loss.within = this;
      }
      const message = lossOf(key, member, context?.source);
      if (message !== null && losses.length < MOST_LOSSES)
        losses.push({ path: [key], within: this, message });
      return member;
    },
  );
  if (losses.length === 0) return { ok: true, value };
  const issues = losses.map(({ path, message }) => {
    // The last key is that of the holder of the whole value, which is empty.
    return { code: 'custom', path: path.slice(1), message, input: null } as const;
  });
  return { ok: false, refusal: new z.ZodError(issues) };
}

function lossOf(key: string, member: unknown, source: string | undefined): string | null {
  if (RESERVED_KEYS.includes(key)) return 'is a reserved key: use another name';
  if (typeof member !== 'number' || isExact(source ?? '', member)) return null;
  return 'is a number that JSON cannot carry exactly: send it as a text';
}

/** Far more than any number needs that is carried exactly. The comparison takes quadratic time in the zeros of longer ones. */
const MAX_NUMBER_CHARACTERS = 100;

/** Tells whether a number is the one that was written. `1.0` and `1` are the same number. */
function isExact(source: string, value: number): boolean {
  if (source.length > MAX_NUMBER_CHARACTERS) return false;
  if (!Number.isFinite(value) || Math.abs(value) > 2 ** 53 || Object.is(value, -0)) return false;
  return decimalOf(source) === decimalOf(String(value));
}

/** Writes a JSON number as `<sign><digits>e<exponent>`, without zeros at either end. Null if it is none. */
function decimalOf(text: string): string | null {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === '') return null;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
