/** Views of photos: each is recorded once an hour for an actor and a picture, so that reloading a page does not fill the log. */

import type { Command } from './commands.ts';
import { livenessPhotoInUse, type State } from './model.ts';
import { type Answer, no, yes } from './result.ts';

/** For so long (ms) after a recorded view no further one is recorded. */
const LOOK_MS = 3_600_000;

/** A recorded view of a picture by an actor. */
export type Look = { readonly actor: string; readonly sha256: string; readonly at: string };

/**
 * Answers whether the photo may be seen, with `photo_viewed` unless the same actor's look at the same picture was recorded
 * within the hour. A picture is its bytes, so another one of the same kind is another picture.
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

/** Remembers a look, and forgets those that stand for no other any more. */
export function withLook(state: State, look: Look): State {
  const others = recent(state.looks, Date.parse(look.at)).filter(
    ({ actor, sha256 }) => actor !== look.actor || sha256 !== look.sha256,
  );
  return { ...state, looks: [...others, look] };
}

/** Either way of now: a clock that was set back must neither repeat looks nor hide them for longer than an hour. */
function recent(looks: readonly Look[], now: number): readonly Look[] {
  return looks.filter(({ at }) => Math.abs(now - Date.parse(at)) < LOOK_MS);
}
