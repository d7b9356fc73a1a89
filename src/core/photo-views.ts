/** Records views of photos: one an hour for each actor and picture, so that reloading a page does not fill the log. */

import type { Command } from './commands.ts';
import { photoInUse, type State } from './model.ts';
import { type Answer, no, yes } from './result.ts';

/** No further view is recorded until this long after the last (ms). */
const VIEW_INTERVAL_MS = 3_600_000;

/** An actor's recorded view of a picture. `at` is RFC 3339. */
export type PhotoView = { readonly actor: string; readonly sha256: string; readonly at: string };

/**
 * Answers whether the photo can be shown, with `photo_viewed` unless a view of this picture by this actor was recorded
 * within the hour. A picture is identified by its SHA-256, so a newer photo of the same kind counts as another picture.
 * @param now ms since the epoch
 */
export function viewPhoto(
  state: State,
  { photo, actor, sha256: shown }: Extract<Command, { type: 'view_photo' }>,
  now: number,
): Answer {
  const stored = photoInUse(state, photo);
  if (!stored || state.photosDeletedAt !== null) return no({ code: 'photo_not_found' });
  const { sha256 } = stored;
  if (shown !== undefined && shown !== sha256) return no({ code: 'photo_not_found' });
  const known = recent(state.photoViews, now).some((view) => view.actor === actor && view.sha256 === sha256);
  return known ? yes() : yes({ type: 'photo_viewed', data: { photo, sha256 } });
}

/** Adds a view, and drops those that are too old to suppress another. */
export function withPhotoView(state: State, view: PhotoView): State {
  const others = recent(state.photoViews, Date.parse(view.at)).filter(
    ({ actor, sha256 }) => actor !== view.actor || sha256 !== view.sha256,
  );
  return { ...state, photoViews: [...others, view] };
}

/**
 * Returns the views less than an hour before or after `now`. If the clock was set back, views must neither be recorded
 * twice nor be suppressed for more than an hour.
 */
function recent(photoViews: readonly PhotoView[], now: number): readonly PhotoView[] {
  return photoViews.filter(({ at }) => Math.abs(now - Date.parse(at)) < VIEW_INTERVAL_MS);
}
