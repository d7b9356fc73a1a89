/**
 * Deletes the applicant's pictures from R2 when they are due. A separate task: an outage of iLive does not delay it.
 */

import type { Services } from '#src/config/services.ts';
import type { Command } from '#src/core/commands.ts';
import { photosDueAt } from '#src/core/erasure.ts';
import { knownPhotoToDelete } from '#src/core/known/known-faces.ts';
import type { State } from '#src/core/model.ts';
import type { Photos } from '#src/photos/photo-store.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { clearingDueAt } from '../schedule/due-times.ts';
import { cursorAfterFailure, cursorAt } from '../storage/cursor.ts';

/**
 * Deletes pictures until nothing is due any more, or R2 fails. Where all must go, also those that no event names: all
 * under the prefix. Of a customer from before some must go while others stay: these are deleted by their keys.
 */
export async function clearPhotos(aggregate: Aggregate, { photos, config }: Services): Promise<void> {
  for (;;) {
    const { scheduleInput: input } = aggregate;
    const now = Date.now();
    const dueAt = input && clearingDueAt(input);
    if (!input || dueAt === null || dueAt > now) return;
    const { state, retention } = input;
    try {
      const allAt = photosDueAt(state, retention);
      const one = knownPhotoToDelete(state, retention.photosMs);
      const done =
        allAt === null || allAt > now
          ? one && (await clearOne(photos, one.key))
          : await clearAll(photos, state);
      if (input.photos.failures > 0) aggregate.photos.put(cursorAt(0));
      if (done) aggregate.handle(done, 'service', config.policy, Date.now());
    } catch (error) {
      aggregate.photos.put(cursorAfterFailure(input.photos, Date.now()));
      log('warn', 'photos_not_deleted', { user_id: state.userId, ...whereabouts(error) });
      return;
    }
  }
}

async function clearAll(photos: Photos, { photoPrefix }: State): Promise<Command> {
  return { type: 'note_photos_deleted', photoPrefix, count: await photos.removeAll(photoPrefix) };
}

async function clearOne(photos: Photos, key: string): Promise<Command> {
  await photos.remove(key);
  return { type: 'note_photo_deleted', key };
}
