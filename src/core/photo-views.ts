/** Records looks at photos: one an hour for each actor and picture, so that reloading a page does not fill the log. */

import type { Command } from './commands.ts';
import { livenessPhotoInUse, type State } from './model.ts';
import { type Answer, no, yes } from './result.ts';

/** No further look is recorded until this long after the last (ms). */
const LOOK_MS = 3_600_000;

/** An actor's recorded look at a picture. `at` is RFC 3339. */
export type Look = { readonly actor: string; readonly sha256: string; readonly at: string };

/**
 * Answers whether the photo can be shown, with `photo_viewed` unless a look by this actor at this picture was recorded
 * within the hour. A picture is identified by its SHA-256, so a newer photo of the same kind counts as another picture.
 * @param now ms since the epoch
 */
export function viewPhoto(
  state: State,
  { photo, actor }: Extract<Command, { type: 'view_photo' }>,
  now: number,
): Answer {
  const stored = photo === 'id' ? state.idPhoto : livenessPhotoInUse(state);
  if (!stored || state.photosDeletedAt !== null) return no({ code: 'photo_not_found' });
  const { sha256 } = stored;
  const known = recent(state.looks, now).some((look) => look.actor === actor && look.sha256 === sha256);
  return known ? yes() : yes({ type: 'photo_viewed', data: { photo, sha256 } });
}

/** Adds a look, and drops those that are too old to suppress another. */
export function withLook(state: State, look: Look): State {
  const others = recent(state.looks, Date.parse(look.at)).filter(
    ({ actor, sha256 }) => actor !== look.actor || sha256 !== look.sha256,
  );
  return { ...state, looks: [...others, look] };
}

/**
 * Returns the looks less than an hour before or after `now`. If the clock was set back, looks must neither be recorded
 * twice nor be suppressed for more than an hour.
 */
function recent(looks: readonly Look[], now: number): readonly Look[] {
  return looks.filter(({ at }) => Math.abs(now - Date.parse(at)) < LOOK_MS);
}
