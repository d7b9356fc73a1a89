/** Stores, reads and deletes pictures in R2. No key is ever given to a second picture, and none holds personal data. */
import { createHash } from 'node:crypto';
import { type PhotoKind, photoKindSchema } from '#src/core/events.ts';
import type { StoredPhoto } from '#src/core/evidence.ts';
import type { CleanImage } from '#src/image/image-result.ts';
import { log } from '#src/platform/log.ts';
import { callR2 } from '#src/platform/storage.ts';

/** The bytes of a picture and their type. */
export type PhotoBytes = Pick<CleanImage, 'bytes' | 'contentType'>;

/**
 * What is in R2 in place of a picture that the log names. `altered`: other bytes; `foundSha256` is their SHA-256 in
 * lower-case hex, or null if their number alone is wrong. These bytes must not be sent or shown.
 */
export type PhotoRead<P extends PhotoBytes = PhotoBytes> =
  | { readonly found: 'intact'; readonly picture: P }
  | { readonly found: 'missing' }
  | { readonly found: 'altered'; readonly foundSha256: string | null };

/** The pictures in the bucket. */
export type Photos = ReturnType<typeof createPhotos>;

/**
 * Makes the prefix of a new applicant's keys. It is random, so that a key says nothing about the person, and below
 * `photos/`, apart from everything else in the bucket.
 */
export function newPhotoPrefix(): string {
  return `photos/${crypto.randomUUID().replaceAll('-', '')}`;
}

/** Wraps the bucket. Calls that a request waits for are tried three times. @throws all methods, when R2 cannot be reached */
export function createPhotos(bucket: R2Bucket) {
  async function bytesUnder(key: string, length: number) {
    const object = await bucket.get(key);
    if (!object) return 'missing';
    if (object.size === length) return new Uint8Array(await object.arrayBuffer());
    await object.body.cancel();
    return 'other_length';
  }

  return {
    /**
     * Stores a picture under a new key. All tries use this key, so that a lost answer leaves no second copy.
     */
    async put(prefix: string, kind: PhotoKind, { bytes, contentType }: PhotoBytes): Promise<StoredPhoto> {
      const extension = contentType === 'image/png' ? 'png' : 'jpg';
      const key = `${prefix}/${kind}-${crypto.randomUUID()}.${extension}`;
      const sha256 = sha256Of(bytes);
      await callR2(() => bucket.put(key, bytes, { httpMetadata: { contentType }, sha256 }));
      return { key, sha256, bytes: bytes.length, contentType };
    },

    /**
     * Reads a picture and compares it with what the log says. Someone with write access to the bucket could have put another
     * one there, so type, length and SHA-256 come from the log and R2's metadata is not used. The bytes returned are
     * the bytes that were checked. Bytes of another length are not read. What is not there as the log names it is an error
     * for the operator: somebody or something has changed the bucket.
     * @param userId whose picture it is, for that line of the operator's log
     */
    async read({ key, sha256, bytes: length, contentType }: StoredPhoto, userId: string): Promise<PhotoRead> {
      const fields = { user_id: userId, photo: kindIn(key), key };
      const bytes = await callR2(() => bytesUnder(key, length));
      if (bytes === 'missing') {
        log('error', 'photo_missing', fields);
        return { found: 'missing' };
      }
      const foundSha256 = bytes === 'other_length' ? null : sha256Of(bytes);
      if (bytes !== 'other_length' && foundSha256 === sha256) {
        return { found: 'intact', picture: { bytes, contentType } };
      }
      log('error', 'photo_altered', fields);
      return { found: 'altered', foundSha256 };
    },

    /** Checks that the bucket answers. @throws if it does not */
    async check(): Promise<void> {
      await bucket.head('healthz');
    },

    /**
     * Deletes all pictures under an applicant's prefix, whether or not an event names them. Tried once: the background task
     * that calls it tries again on its own.
     * @returns how many pictures were deleted
     * @throws if `prefix` is not the prefix of one applicant
     */
    async removeAll(prefix: string): Promise<number> {
      // An empty or short prefix would match the pictures of other applicants too.
      if (!/^photos\/[0-9a-f]{32}$/.test(prefix)) throw new Error('not the prefix of an applicant');
      for (let count = 0; ; ) {
        // The listed pictures are deleted before the next list, so no cursor is needed.
        const { objects } = await bucket.list({ prefix: `${prefix}/` });
        if (objects.length === 0) return count;
        await bucket.delete(objects.map(({ key }) => key));
        count += objects.length;
      }
    },

    /** Deletes one picture. Does nothing if it does not exist. */
    async remove(key: string): Promise<void> {
      await callR2(() => bucket.delete(key));
    },
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Returns the kind that `put` has written into the key. */
function kindIn(key: string): PhotoKind {
  return photoKindSchema.options.find((kind) => key.includes(`/${kind}-`)) ?? 'liveness';
}
