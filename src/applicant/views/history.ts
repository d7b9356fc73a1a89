/** The log for a person to read. */
import type { StoredEvent } from '#src/event-log/event-store.ts';

/** The events without views of photos, oldest first. Views of photos are separate, because there are many. */
export type History = {
  readonly events: readonly StoredEvent[];
  /** The newest views of photos, oldest first. */
  readonly photoViews: readonly StoredEvent[];
  /** How many views of photos there are in all. */
  readonly photoViewCount: number;
};

/** Separates the views of photos from the other events of a whole log. Keeps the newest `maxPhotoViews` views. */
export function historyOf(log: readonly StoredEvent[], maxPhotoViews: number): History {
  const all = log.filter(({ type }) => type === 'photo_viewed');
  const events = log.filter(({ type }) => type !== 'photo_viewed');
  const photoViews = all.slice(Math.max(0, all.length - maxPhotoViews));
  return { events, photoViews, photoViewCount: all.length };
}
