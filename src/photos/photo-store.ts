/** The pictures in R2: keys, put, get, erase. A key is never written twice and holds no personal data. */
import { createHash } from 'node:crypto';
import type { StoredPhoto } from '#src/core/commands.ts';
import type { Picture } from '#src/ilive/multipart.ts';
import { log } from '#src/platform/log.ts';

/** Whose picture: of the document, or of the live person. */
export type PhotoKind = 'id' | 'liveness';

/** One customer's bucket. */
export type Photos = ReturnType<typeof createPhotos>;

/** A new applicant's folder: random, so that a key tells nothing of the person; apart from all that is no photo. */
export function newPhotoPrefix(): string {
  return `photos/${crypto.randomUUID().replaceAll('-', '')}`;
}

/** Wraps the bucket. All methods throw when R2 is out of reach. */
export function createPhotos(bucket: R2Bucket) {
  return {
    /** Stores a picture under a key of its own, the same at each of so many tries: an answer that was lost leaves none behind. */
    async put(
      prefix: string,
      kind: PhotoKind,
      { bytes, contentType }: Picture,
      tries = 1,
    ): Promise<StoredPhoto> {
      const extension = contentType === 'image/png' ? 'png' : 'jpg';
      const key = `${prefix}/${kind}-${crypto.randomUUID()}.${extension}`;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      for (let left = tries; ; left -= 1) {
        try {
          await bucket.put(key, bytes, { httpMetadata: { contentType }, sha256 });
          break;
        } catch (error) {
          if (left <= 1) throw error;
          log('warn', 'picture_put_again');
        }
      }
      return { key, sha256, bytes: bytes.length };
    },

    /** The picture, or null where nothing lies under the key. */
    async get(key: string): Promise<Picture | null> {
      const object = await bucket.get(key);
      if (!object) return null;
      const contentType = object.httpMetadata?.contentType ?? 'image/jpeg';
      return { bytes: new Uint8Array(await object.arrayBuffer()), contentType };
    },

    /** Throws unless the bucket answers. */
    async check(): Promise<void> {
      await bucket.head('healthz');
    },

    /** Removes all that lies under an applicant's prefix, named by an event or not. Gives how many pictures that were. */
    async removeAll(prefix: string): Promise<number> {
      // An empty or short prefix would be somebody else's pictures too.
      if (!/^photos\/[0-9a-f]{32}$/.test(prefix)) throw new Error('not the prefix of an applicant');
      for (let count = 0; ; ) {
        // What is listed goes before the next look, so there is no page to go on from.
        const { objects } = await bucket.list({ prefix: `${prefix}/` });
        if (objects.length === 0) return count;
        await bucket.delete(objects.map(({ key }) => key));
        count += objects.length;
      }
    },

    /** Removes one picture; that it is gone already is fine. */
    async remove(key: string): Promise<void> {
      await bucket.delete(key);
    },
  };
}
