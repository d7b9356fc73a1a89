/** Removes the applicant's pictures from R2 when they must go, beside everything else: no outage of iLive delays it. */

import type { Services } from '#src/config/services.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import type { Aggregate } from '../aggregate/aggregate.ts';
import { clearingDueAt } from '../schedule/due-times.ts';
import { cursorAfterFailure, cursorAt } from '../storage/cursor.ts';

/** Until nothing is due any more, or R2 fails. By prefix, so that a picture goes too which no event names. */
export async function clearPhotos(aggregate: Aggregate, { photos, config }: Services): Promise<void> {
  for (;;) {
    const { scheduleInput: stored } = aggregate;
    const dueAt = stored && clearingDueAt(stored);
    if (!stored || dueAt === null || dueAt > Date.now()) return;
    const { userId, photoPrefix } = stored.state;
    try {
      const count = await photos.removeAll(photoPrefix);
      if (stored.photos.failures > 0) aggregate.photos.put(cursorAt(0));
      const command = { type: 'note_photos_deleted', photoPrefix, count } as const;
      aggregate.handle(command, 'service', config.policy, Date.now());
    } catch (error) {
      aggregate.photos.put(cursorAfterFailure(stored.photos, Date.now()));
      log('warn', 'photos_not_deleted', { user_id: userId, ...whereabouts(error) });
      return;
    }
  }
}
