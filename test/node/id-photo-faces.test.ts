import { expect, it } from 'vitest';
import { applicantEventSchema } from '../../src/core/events.ts';
import { creates, given, idPhoto } from '../support/given-when-then.ts';

const box = (left: number) => ({ left, top: 0, width: 0.1, height: 0.1, aspect: 1.5 });
const attaches = (faces: number) => {
  const otherFaces = Array.from({ length: faces }, (_, index) => box(index / 100));
  return { type: 'attach_id_photo', photo: { ...idPhoto(), face: box(0.9), otherFaces } } as const;
};

it.each([
  [0, 0],
  [9, 9],
  [10, 9],
  [60, 9],
])('of %i other faces the log keeps the boxes of the %i largest', (found, kept) => {
  const { events } = given(creates()).when(attaches(found));
  const [stored] = events;
  const others = stored?.type === 'id_photo_stored' ? stored.data.other_faces : [];
  expect(others.map(({ left }) => left)).toEqual(Array.from({ length: kept }, (_, index) => index / 100));
});

it('the log names the other faces, and what kind of picture it is, of either photo', () => {
  const { key, sha256, bytes } = idPhoto();
  const isRead = (type: string, data: object) => applicantEventSchema.safeParse({ type, data }).success;
  const id = { key, sha256, bytes, content_type: 'image/jpeg', warnings: [], face: null, other_faces: [] };
  expect(isRead('id_photo_stored', id)).toBe(true);
  expect(isRead('id_photo_stored', { ...id, other_faces: undefined })).toBe(false);
  expect(isRead('id_photo_stored', { ...id, content_type: undefined })).toBe(false);
  const judged = { next: 'continue', reason: null, policy: 'p' };
  const photo = { session_id: 's', key, sha256, bytes, photo_quality_score: 1, minimum: 0, ...judged };
  expect(isRead('liveness_photo_stored', { ...photo, content_type: 'image/png' })).toBe(true);
  expect(isRead('liveness_photo_stored', photo)).toBe(false);
});
