/** The settings that an object reads when it starts. */

import { servicesOf } from '#src/config/services.ts';
import type { Retention } from '#src/core/erasure.ts';

/** The settings that due times depend on. */
export type AggregateSettings = {
  readonly retention: Retention;
  /** How long after its opening a case is overdue (ms), or null. */
  readonly dueMs: number | null;
  /** Whether a receiver of notifications is set. */
  readonly notifies: boolean;
};

/** Reads the settings. While they are not ready, retention and notifications are off. */
export function aggregateSettingsOf(env: Env): AggregateSettings {
  const result = servicesOf(env);
  if (!result.ok) return { retention: { photosMs: null, abandonedMs: null }, dueMs: null, notifies: false };
  const { config, receiver } = result.value;
  return { retention: config.retention, dueMs: config.policy.review.dueMs, notifies: receiver !== null };
}
