import { describe, expect, it } from 'vitest';
import type { ApplicantEvent } from '../../src/core/events.ts';
import { createEventStore } from '../../src/event-log/event-store.ts';
import { FIRST_PREV_HASH } from '../../src/event-log/hash-chain.ts';

/** A log in memory, with what stands in it. */
function emptyLog() {
  const values = new Map<string, unknown>();
  const kv = {
    get: (key: string) => values.get(key),
    put: (key: string, value: unknown) => void values.set(key, value),
    list: () => [...values].sort(),
  };
  return { values, log: createEventStore({ kv } as unknown as DurableObjectStorage) };
}

const happened = (type: string, data: object) => ({
  events: [{ type, data } as unknown as ApplicantEvent],
  at: '2026-11-22T10:00:00.000Z',
  actor: 'api_key:backend',
});
const photo = { key: 'p/1', sha256: 'a'.repeat(64), bytes: 9, content_type: 'image/png', warnings: [] };
const box = { left: 0, top: 0, width: 1, height: 1 };

describe('an event that could not be read again', () => {
  it.each([
    ['a year of six digits', 'consent_recorded', { version: '1', given_at: '+010000-01-01T00:59:59.000Z' }],
    ['a year before 0', 'consent_recorded', { version: '1', given_at: '-000001-12-31T23:00:00.000Z' }],
    [
      'a picture without a width',
      'id_photo_stored',
      { ...photo, face: { ...box, aspect: 0 }, other_faces: [] },
    ],
    [
      'a score that is no number',
      'id_photo_stored',
      { ...photo, face: { ...box, top: Number.NaN, aspect: 1 } },
    ],
    ['a field too few', 'id_photo_received', {}],
    ['an unknown type', 'something_else', {}],
  ])('is not written: %s', (_, type, data) => {
    const { values, log } = emptyLog();
    expect(() => log.add(happened(type, data), 0, FIRST_PREV_HASH)).toThrow();
    expect([...values]).toEqual([]);
  });

  it('one that can is written, and read as it was', () => {
    const { log } = emptyLog();
    const given = happened('consent_recorded', { version: '1', given_at: '9999-12-31T23:59:59.000Z' });
    expect(log.add(given, 0, FIRST_PREV_HASH)).toEqual(log.load());
  });
});
