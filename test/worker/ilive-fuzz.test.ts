import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { answered, CALLS } from '../support/ilive-calls.ts';
import { FULL, REPLAY } from '../support/scale.ts';

const RUNS = FULL ? 50_000 : 1_000;

beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

type Key = string | number;

/** The places in a value, its own among them. */
function placesIn(value: unknown, at: readonly Key[] = []): readonly (readonly Key[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries: [Key, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [at, ...entries.flatMap(([key, inner]) => placesIn(inner, [...at, key]))];
}

function replaced(
  value: unknown,
  [key, ...rest]: readonly Key[],
  change: (old: unknown) => unknown,
): unknown {
  if (key === undefined) return change(value);
  const copy: any = Array.isArray(value) ? [...value] : { ...(value as object) };
  copy[key] = replaced(copy[key], rest, change);
  return copy;
}

/** What a place may hold afterwards: anything of JSON, near misses of a score or an id, or many times what it held. */
const change = fc.oneof(
  fc.anything({ maxDepth: 2, withNullPrototype: false }).map((value) => () => value),
  fc.double().map((value) => () => value),
  fc.string({ unit: 'binary', maxLength: 300 }).map((value) => () => value),
  fc
    .constantFrom('..', '.', '../users', 'a/b', '%2e%2e', '', ' ', '__proto__', 'x'.repeat(200), '\ud800')
    .map((value) => () => value),
  fc.nat({ max: 200 }).map((times) => (old: unknown) => Array.from({ length: times }, () => old)),
);
const changes = fc.array(fc.record({ place: fc.nat(), change }), { minLength: 1, maxLength: 4 });
/** Then the text itself is cut, doubled, or has a byte order mark. */
const spoil = fc.oneof(
  { weight: 6, arbitrary: fc.constant((text: string) => text) },
  { weight: 1, arbitrary: fc.nat({ max: 300 }).map((length) => (text: string) => text.slice(0, length)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      (text: string) => text + text,
      (text: string) => `\ufeff${text}`,
    ),
  },
);

const SCORES = new Set(['similarity', 'confidence', 'photo_quality_score', 'brightness']);
const IDS = new Set(['session_id', 'face_id']);

/** Throws for a value that must not come through: another scale, an id that is no part of a path, a text without end. */
function check(value: unknown, key: Key = ''): void {
  if (typeof value === 'number') {
    expect(Number.isFinite(value)).toBe(true);
    if (SCORES.has(String(key))) expect(value >= 0 && value <= 1, `${key}: ${value}`).toBe(true);
  }
  if (typeof value === 'string') {
    expect(value.isWellFormed() && value.length <= 5_000).toBe(true);
    if (IDS.has(String(key))) expect(value).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
  }
  if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) check(inner, Array.isArray(value) ? key : name);
}

it('an answer with odd parts throws nothing, and nothing out of bounds comes through', async () => {
  const outcomes = new Set<string>();
  const property = fc.asyncProperty(
    fc.constantFrom(...Object.keys(CALLS)),
    changes,
    spoil,
    async (call, odd, spoiled): Promise<void> => {
      let answer: unknown = CALLS[call]?.[1];
      for (const { place, change } of odd) {
        const places = placesIn(answer);
        answer = replaced(answer, places[place % places.length] ?? [], change);
      }
      const text = JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? String(value) : value));
      const reply = await answered(call, spoiled(text ?? ''));
      outcomes.add(reply.ok ? 'read' : reply.failure.kind);
      if (reply.ok) check(reply.value);
      else expect(reply.failure.kind).toBeOneOf(['unreadable', 'permanent', 'passing']);
    },
  );
  await fc.assert(property, { numRuns: RUNS, ...REPLAY });
  expect([...outcomes]).toEqual(expect.arrayContaining(['read', 'unreadable']));
});
