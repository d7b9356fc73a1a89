/** What of the settings an object must know before anybody asks it anything. */

import { worldOf } from '#src/config/services.ts';
import type { Retention } from '#src/core/erasure.ts';

/** What the due times depend on. */
export type JournalSettings = {
  readonly retention: Retention;
  /** Whether anybody wants notifications. */
  readonly notifies: boolean;
};

/** Nothing is due while the settings are not ready. */
export function journalSettingsOf(env: Env): JournalSettings {
  const result = worldOf(env);
  if (!result.ok) return { retention: { photosMs: null, abandonedMs: null }, notifies: false };
  const { config, receiver } = result.world;
  return { retention: config.retention, notifies: receiver !== null };
}
