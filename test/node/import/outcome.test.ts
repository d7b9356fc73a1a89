/** What the import reads of the service's answers. */
import { expect, it } from 'vitest';
import { applicantSchema, standingOf } from '../../../scripts/import/outcome.ts';

const SHA256 = 'a'.repeat(64);
const given = (hits: readonly object[]) => ({
  user_id: 'user-1',
  status: 'known',
  known_face: { sent_sha256: SHA256, state: 'searched', problem: null },
  dedupe: { threshold: 0.5, hits },
});

it('a hit without a name stops no import, and names nobody', () => {
  const hits = [
    { external_face_id: null, similarity: 0.99, self: false },
    { external_face_id: 'user-1', similarity: 1, self: true },
    { external_face_id: 'user-2', similarity: 0.8, self: false },
    { external_face_id: 'user-3', similarity: 0.5, self: false },
  ];
  const read = applicantSchema.parse(given(hits));
  expect(standingOf(read, SHA256)).toEqual({
    kind: 'in',
    duplicates: [{ userId: 'user-2', similarity: 0.8 }],
  });
});
