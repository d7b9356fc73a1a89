/** The log for a person to read. */
import type { StoredEvent } from '#src/event-log/event-store.ts';

/** The events without views of photos, oldest first. Views of photos are separate, because there are many. */
export type History = {
  readonly events: readonly StoredEvent[];
  /** The newest views of photos, oldest first. */
  readonly looks: readonly StoredEvent[];
  /** How many views of photos there are in all. */
  readonly looked: number;
};

/** Separates the views of photos from the other events of a whole log. Keeps the newest `mostLooks` views. */
export function historyOf(log: readonly StoredEvent[], mostLooks: number): History {
  const looks = log.filter(({ type }) => type === 'photo_viewed');
  const events = log.filter(({ type }) => type !== 'photo_viewed');
  return { events, looks: looks.slice(Math.max(0, looks.length - mostLooks)), looked: looks.length };
}
