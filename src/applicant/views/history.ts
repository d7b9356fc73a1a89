/** Splits the log for the review pages. */
import type { StoredEvent } from '#src/event-log/event-store.ts';

/** The log of an applicant in two parts. There may be so many views of photos that they would hide the other events. */
export type History = {
  /** All events other than views of photos, oldest first. */
  readonly events: readonly StoredEvent[];
  /** The newest views of photos, oldest first. */
  readonly photoViews: readonly StoredEvent[];
  /** How many views of photos there are in all. */
  readonly photoViewCount: number;
};

/** Separates the views of photos from the other events of a whole log. Keeps the newest `maxPhotoViews` views. */
export function historyOf(log: readonly StoredEvent[], maxPhotoViews: number): History {
  const views = log.filter(({ type }) => type === 'photo_viewed');
  const events = log.filter(({ type }) => type !== 'photo_viewed');
  const photoViews = views.slice(Math.max(0, views.length - maxPhotoViews));
  return { events, photoViews, photoViewCount: views.length };
}
