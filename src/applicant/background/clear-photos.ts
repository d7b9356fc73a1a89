/**
 * Deletes the applicant's pictures from R2 when they are due. A separate task: an outage of iLive does not delay it.
 */

import type { Services } from '#src/config/services.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { clearingDueAt } from '../schedule/due-times.ts';
import { cursorAfterFailure, cursorAt } from '../storage/cursor.ts';

/**
 * Deletes pictures until nothing is due any more, or R2 fails. Also deletes those that no event names: all under the
 * prefix.
 */
export async function clearPhotos(aggregate: Aggregate, { photos, config }: Services): Promise<void> {
  for (;;) {
    const { scheduleInput: input } = aggregate;
    const dueAt = input && clearingDueAt(input);
    if (!input || dueAt === null || dueAt > Date.now()) return;
    const { userId, photoPrefix } = input.state;
    try {
      const count = await photos.removeAll(photoPrefix);
      if (input.photos.failures > 0) aggregate.photos.put(cursorAt(0));
      const command = { type: 'note_photos_deleted', photoPrefix, count } as const;
      aggregate.handle(command, 'service', config.policy, Date.now());
    } catch (error) {
      aggregate.photos.put(cursorAfterFailure(input.photos, Date.now()));
      log('warn', 'photos_not_deleted', { user_id: userId, ...whereabouts(error) });
      return;
    }
  }
}
