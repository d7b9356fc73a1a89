import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../src/core/machine.ts';
import { FIRST_PREV_HASH, hashOf } from '../../src/event-log/hash-chain.ts';

const VIEWED: LoggedEvent = {
  seq: 7,
  type: 'photo_viewed',
  at: '2026-11-22T12:00:00.000Z',
  actor: 'api_key:reviews',
  data: { photo: 'id', sha256: 'ab'.repeat(32) },
};
const COMPARED: LoggedEvent = {
  type: 'faces_compared',
  data: {
    session_id: 'sé-"1"\n',
    liveness_photo: 'l',
    id_photo: 'i',
    similarity: 1e-7,
    threshold: 0.65,
    liveness_face: null,
    collection: 'users',
    next: 'review',
    reason: 'similarity_low',
    policy: 'p-1f0c9a3e',
  },
  actor: 'service',
  at: '2026-11-22T12:00:01.000Z',
  seq: 8,
};

describe('the hash chain', () => {
  it('begins with 64 zeros', () => {
    expect(FIRST_PREV_HASH).toMatch(/^0{64}$/);
  });

  it('hashes the previous hash and the canonical JSON, written out by hand', () => {
    const text =
      `${FIRST_PREV_HASH}{"actor":"api_key:reviews","at":"2026-11-22T12:00:00.000Z",` +
      `"data":{"photo":"id","sha256":"${'ab'.repeat(32)}"},"seq":7,"type":"photo_viewed"}`;
    const hash = createHash('sha256').update(text, 'utf8').digest('hex');
    expect(hashOf(FIRST_PREV_HASH, VIEWED)).toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('whatever the numbers, the letters and the order of the fields', () => {
    const prevHash = hashOf(FIRST_PREV_HASH, VIEWED);
    const text = prevHash + canonicalize(COMPARED);
    expect(text).toContain('"similarity":1e-7');
    expect(hashOf(prevHash, COMPARED)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('covers nothing but the event itself: links that a row carries are no part of it', () => {
    const row = { ...VIEWED, prev_hash: FIRST_PREV_HASH, hash: 'x' };
    expect(hashOf(FIRST_PREV_HASH, row)).toBe(hashOf(FIRST_PREV_HASH, VIEWED));
  });

  it('shows every change', () => {
    const changed: LoggedEvent[] = [
      VIEWED,
      { ...VIEWED, seq: 8 },
      { ...VIEWED, at: '2026-11-22T12:00:00.001Z' },
      { ...VIEWED, actor: 'api_key:review' },
      { ...VIEWED, data: { ...VIEWED.data, photo: 'liveness' } } as LoggedEvent,
      COMPARED,
    ];
    const hashes = changed.map((event) => hashOf(FIRST_PREV_HASH, event));
    hashes.push(hashOf('1'.repeat(64), VIEWED));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
