/** The receipt of an erasure: what was deleted where and when, and what is still to be deleted. */

import type { ErasureView } from '#src/contract/erasure.ts';
import { photosDueAfterErasure } from '#src/core/erasure.ts';
import type { Deletion, State } from '#src/core/model.ts';
import { INDEX_LANDING_MS } from '#src/core/policy.ts';

/** What stays after an erasure; part of the receipt. */
export const ERASURE_NOTE =
  'Point-in-time recovery of D1 and of Durable Objects keeps old pages for up to 30 days. The event log stays; it holds nothing personal.';

/** Makes the receipt; null when the applicant is not erased. */
export function receiptOf(state: State): ErasureView | null {
  const { status } = state;
  if (status.name !== 'erased') return null;
  const { erasedAt, erasure } = status;
  return {
    erased_at: erasedAt,
    cause: erasure.cause,
    // Side data was deleted in the transaction of the event itself.
    deleted: [
      { what: 'personal_data', where: 'durable_object', at: erasedAt },
      ...erasure.deletions.map(deletedView),
    ],
    pending: pendingOf(state, erasedAt, erasure.deletions),
    note: ERASURE_NOTE,
  };
}

function deletedView(deletion: Deletion): ErasureView['deleted'][number] {
  switch (deletion.what) {
    case 'photos':
      return { what: 'photos', where: 'r2', count: deletion.count, at: deletion.at };
    case 'face':
      return { what: 'face', where: 'ilive', face_id: deletion.faceId, at: deletion.at };
    case 'd1_row':
      return { what: 'personal_data', where: 'd1', at: deletion.at };
  }
}

function pendingOf(state: State, erasedAt: string, deletions: readonly Deletion[]): ErasureView['pending'] {
  const photosAt = photosDueAfterErasure(erasedAt, state.photosDeletedAt);
  const dueAt = (at: number) => new Date(at).toISOString();
  const d1RowErased = deletions.some(({ what }) => what === 'd1_row');
  return [
    // Pending until R2 has been cleared a second time, a minute after the erasure.
    ...(photosAt === null ? [] : [{ what: 'photos', where: 'r2', due_at: dueAt(photosAt) } as const]),
    ...(d1RowErased ? [] : [{ what: 'personal_data', where: 'd1' } as const]),
    ...state.staleFaces.map(({ faceId }) => ({ what: 'face', where: 'ilive', face_id: faceId }) as const),
    // After an index call without an answer it is not known yet whether there is a face.
    ...state.uncertainIndexCalls.map(({ sessionId, since }) => {
      const at = Date.parse(since) + INDEX_LANDING_MS;
      return { what: 'face', where: 'ilive', session_id: sessionId, due_at: dueAt(at) } as const;
    }),
  ];
}
