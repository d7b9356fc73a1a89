/** Checks, stores and takes the picture of a customer from before. */
import { createHash } from 'node:crypto';
import type { Services } from '#src/config/services.ts';
import type { ApplicantView, Metadata } from '#src/contract/applicant.ts';
import type { Refusal } from '#src/core/commands.ts';
import type { Result } from '#src/core/result.ts';
import type { PhotoProblem } from '#src/photos/photo-problem.ts';
import type { ApplicantObject } from '#src/platform/objects.ts';
import type { GivenPicture } from './applicant.ts';
import { checkUpload, type UploadProgress, withTicket } from './upload-id-photo.ts';

/** Who it is, and what comes with the picture. */
export type KnownCustomer = Pick<GivenPicture, 'source' | 'keepPhoto'> & {
  readonly userId: string;
  readonly metadata: Metadata;
};

/** `taken`: false when this very picture was on record. */
export type GivenFace = Result<
  { readonly taken: boolean; readonly applicant: ApplicantView },
  Refusal | PhotoProblem
>;

type KnownFaceObject = Pick<
  ApplicantObject,
  'admitKnownFace' | 'openKnownFace' | 'giveKnownFace' | 'endUpload'
>;

/**
 * Takes a picture. Nothing is made of one that is refused. Not an async function: its frame would hold the picture until
 * iLive has answered.
 * @param actor who gives it
 * @throws when R2 or the object cannot be reached
 */
export function giveKnownFace(
  bytes: Uint8Array,
  customer: KnownCustomer,
  object: KnownFaceObject,
  services: Services,
  actor: string,
): Promise<GivenFace> {
  const sentSha256 = createHash('sha256').update(bytes).digest('hex');
  const held: { bytes: Uint8Array | null } = { bytes };
  const check = (progress: UploadProgress) => {
    const taken = held.bytes;
    held.bytes = null;
    return taken && checkUpload(taken, services, progress, 'known');
  };
  return take(check, sentSha256, customer, object, services, actor);
}

async function take(
  check: (progress: UploadProgress) => ReturnType<typeof checkUpload> | null,
  sentSha256: string,
  { userId, metadata, source, keepPhoto }: KnownCustomer,
  object: KnownFaceObject,
  { photos }: Pick<Services, 'photos'>,
  actor: string,
): Promise<GivenFace> {
  const admitted = await object.admitKnownFace(sentSha256, actor);
  if (!admitted.ok) return admitted;
  if ('same' in admitted.value) return { ok: true, value: { taken: false, applicant: admitted.value.same } };
  const { ticket } = admitted.value;
  return withTicket<GivenFace>(ticket, object, async (progress) => {
    const checked = await check(progress);
    if (!checked) throw new Error('the picture was taken already');
    if (!checked.ok) return checked;
    const opened = await object.openKnownFace({ userId, metadata }, actor);
    if (!opened.ok) return opened;
    const { image, warnings, face, otherFaces } = checked.value;
    const stored = await photos.put(opened.value.photoPrefix, 'known', image);
    const photo = { ...stored, contentType: image.contentType, warnings, face, otherFaces };
    const given = await object.giveKnownFace({ photo, sentSha256, source, keepPhoto }, actor, ticket);
    progress.attached = given.ok && given.value.taken;
    if (!progress.attached) await photos.remove(stored.key);
    return given;
  });
}
