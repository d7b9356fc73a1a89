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
  const others = stored?.type === 'id_photo_stored' ? (stored.data.other_faces ?? []) : [];
  expect(others.map(({ left }) => left)).toEqual(Array.from({ length: kept }, (_, index) => index / 100));
});

it('an upload of an earlier version, which knows no other faces, is taken', () => {
  given(creates())
    .when({ type: 'attach_id_photo', photo: idPhoto() })
    .then({ events: [{ type: 'id_photo_stored', data: { other_faces: [] } }], status: 'awaiting_liveness' });
});

it('an event of an earlier version is read', () => {
  const { key, sha256, bytes } = idPhoto();
  const data = { key, sha256, bytes, content_type: 'image/jpeg', warnings: [], face: null };
  expect(applicantEventSchema.parse({ type: 'id_photo_stored', data }).data).toEqual(data);
});
