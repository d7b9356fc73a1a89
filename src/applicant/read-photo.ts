/** Reads pictures for people: for a look, and before a reviewer accepts them. Each read is checked against the log. */
import type { Command } from '#src/core/commands.ts';
import type { PhotoKind } from '#src/core/events.ts';
import { photoInUse, type State } from '#src/core/model.ts';
import type { Result } from '#src/core/result.ts';
import type { PhotoBytes, Photos } from '#src/photos/photo-store.ts';
import type { ApplicantObject } from '#src/platform/objects.ts';

/**
 * Reads a picture and records the view. A view is recorded before the picture is shown, and only for a picture that is
 * really shown. If other bytes are in R2 than the log names, that is recorded in place of the view.
 * @param actor who looks
 * @param unrecorded for `HEAD`: answers in the same way and records nothing
 * @returns a refusal when there is no such applicant or picture, or when the picture was altered
 * @throws when R2 or the applicant's object cannot be reached
 */
export async function readPhoto(
  object: Pick<ApplicantObject, 'locatePhoto' | 'viewPhoto' | 'noteAlteredPhoto'>,
  photos: Pick<Photos, 'read'>,
  { userId, photo }: { readonly userId: string; readonly photo: PhotoKind },
  actor: string,
  unrecorded: boolean,
): Promise<Result<PhotoBytes>> {
  const located = await object.locatePhoto(photo);
  if (!located.ok) return located;
  const { key, sha256 } = located.value;
  const read = await photos.read(located.value, userId);
  switch (read.found) {
    case 'missing':
      return { ok: false, refusal: { code: 'photo_not_found' } };
    case 'altered':
      if (!unrecorded) await object.noteAlteredPhoto({ photo, key, foundSha256: read.foundSha256 }, actor);
      return { ok: false, refusal: { code: 'photo_altered' } };
    case 'intact': {
      if (unrecorded) return { ok: true, value: read.picture };
      const viewed = await object.viewPhoto(photo, actor, sha256);
      return viewed.ok ? { ok: true, value: read.picture } : viewed;
    }
  }
}

/**
 * Reads the pictures in use and returns the commands that record what is wrong with them, or none.
 * @throws when R2 cannot be reached
 */
export async function photoDamage(state: State, photos: Pick<Photos, 'read'>): Promise<readonly Command[]> {
  const commands: Command[] = [];
  for (const photo of ['id', 'liveness'] as const) {
    const stored = photoInUse(state, photo);
    if (!stored) continue;
    const { key } = stored;
    const read = await photos.read(stored, state.userId);
    if (read.found === 'missing') commands.push({ type: 'note_missing_photo', photo, key });
    if (read.found === 'altered') {
      commands.push({ type: 'note_altered_photo', photo, key, foundSha256: read.foundSha256 });
    }
  }
  return commands;
}
