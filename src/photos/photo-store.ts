/** Stores, reads and deletes pictures in R2. No key is ever given to a second picture, and none holds personal data. */
import { createHash } from 'node:crypto';
import type { StoredPhoto } from '#src/core/commands.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import { callR2 } from '#src/platform/storage.ts';

/** What a picture shows: the ID document, or the live person. */
export type PhotoKind = 'id' | 'liveness';

/** The pictures in the bucket. */
export type Photos = ReturnType<typeof createPhotos>;

/**
 * Makes the prefix of a new applicant's keys. It is random, so that a key says nothing about the person, and below
 * `photos/`, apart from everything else in the bucket.
 */
export function newPhotoPrefix(): string {
  return `photos/${crypto.randomUUID().replaceAll('-', '')}`;
}

/** Wraps the bucket. Each call is tried three times. @throws all methods, when R2 cannot be reached */
export function createPhotos(bucket: R2Bucket) {
  return {
    /**
     * Stores a picture under a new key. All tries use this key, so that a lost answer leaves no second copy.
     */
    async put(prefix: string, kind: PhotoKind, { bytes, contentType }: Picture): Promise<StoredPhoto> {
      const extension = contentType === 'image/png' ? 'png' : 'jpg';
      const key = `${prefix}/${kind}-${crypto.randomUUID()}.${extension}`;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await callR2(() => bucket.put(key, bytes, { httpMetadata: { contentType }, sha256 }));
      return { key, sha256, bytes: bytes.length };
    },

    /** Reads a picture. @returns null if the key does not exist */
    async get(key: string): Promise<Picture | null> {
      return callR2(async () => {
        const object = await bucket.get(key);
        if (!object) return null;
        return { bytes: new Uint8Array(await object.arrayBuffer()), contentType: contentTypeOf(object) };
      });
    },

    /** Reads the type of a picture, and no bytes. @returns null if the key does not exist */
    async head(key: string): Promise<Picture | null> {
      const object = await callR2(() => bucket.head(key));
      return object && { bytes: new Uint8Array(0), contentType: contentTypeOf(object) };
    },

    /** Checks that the bucket answers. @throws if it does not */
    async check(): Promise<void> {
      await bucket.head('healthz');
    },

    /**
     * Deletes all pictures under an applicant's prefix, whether or not an event names them.
     * @returns how many pictures were deleted
     * @throws if `prefix` is not the prefix of one applicant
     */
    async removeAll(prefix: string): Promise<number> {
      // An empty or short prefix would match the pictures of other applicants too.
      if (!/^photos\/[0-9a-f]{32}$/.test(prefix)) throw new Error('not the prefix of an applicant');
      for (let count = 0; ; ) {
        // The listed pictures are deleted before the next list, so no cursor is needed.
        const { objects } = await callR2(() => bucket.list({ prefix: `${prefix}/` }));
        if (objects.length === 0) return count;
        await callR2(() => bucket.delete(objects.map(({ key }) => key)));
        count += objects.length;
      }
    },

    /** Deletes one picture. Does nothing if it does not exist. */
    async remove(key: string): Promise<void> {
      await callR2(() => bucket.delete(key));
    },
  };
}

function contentTypeOf({ httpMetadata }: R2Object): string {
  return httpMetadata?.contentType ?? 'image/jpeg';
}
