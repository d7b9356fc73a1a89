/** The log as a person reads it. */
import type { StoredEvent } from '#src/event-log/event-store.ts';

/** What happened, oldest first, and apart from it the looks at photos, which come in numbers. */
export type History = {
  readonly events: readonly StoredEvent[];
  /** The newest of them, oldest first. */
  readonly looks: readonly StoredEvent[];
  /** How many there are in all. */
  readonly looked: number;
};

/** Takes a whole log apart. */
export function historyOf(log: readonly StoredEvent[], mostLooks: number): History {
  const looks = log.filter(({ type }) => type === 'photo_viewed');
  const events = log.filter(({ type }) => type !== 'photo_viewed');
  return { events, looks: looks.slice(Math.max(0, looks.length - mostLooks)), looked: looks.length };
}
