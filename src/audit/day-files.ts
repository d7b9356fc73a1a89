/**
 * The day files in R2, under their own prefix in the bucket of the photos. A file is never written twice. Who can write
 * to the bucket can put files there too, so the night trusts only what a file with a right MAC vouches for.
 */

import type { TextMacs } from '#src/platform/text-mac.ts';
import { type DayHeads, type DayLink, dayHeadsSchema, linksBefore, sealedText } from './day-heads.ts';
import { rootOfText, SEAL_CHARACTERS, sealAtEnd } from './day-text.ts';

/** Photos have another prefix, `photos/`. */
const PREFIX = 'audit/';
const KEY = /^audit\/(\d{4}-\d{2}-\d{2})(?:\.([0-9a-f]{16}))?\.json$/;
/** The largest file that is read (bytes): twice the largest that a night writes. One that is larger is none of ours. */
const MOST_BYTES = 32_000_000;

const keyOf = (date: string) => `${PREFIX}${date}.json`;
/** The key of a file whose usual key is held by a file that the service did not write, and perhaps locked. */
const secondKeyOf = ({ date, root }: DayLink) => `${PREFIX}${date}.${root.slice(0, 16)}.json`;

type Listed = { readonly key: string; readonly date: string; readonly size: number };

/** The files that the service wrote. */
export type WrittenDays = {
  /** The newest file with a right MAC; null when there is none. */
  readonly newest: DayHeads | null;
  /** That file and those that it names, oldest first. */
  readonly links: readonly DayLink[];
  /** The keys of all other files, newest first. */
  readonly foreign: readonly string[];
};

/** The access to the day files. */
export type DayFiles = ReturnType<typeof createDayFiles>;

/** Creates the access to the day files in a bucket. All methods throw when R2 cannot be reached. */
export function createDayFiles(bucket: R2Bucket, mac: TextMacs) {
  /** Lists all files by key, so oldest first. */
  async function list(): Promise<readonly Listed[]> {
    const files: Listed[] = [];
    // Up to 1,000 keys a page: almost three years.
    for (let cursor: string | undefined, more = true; more; ) {
      const page: R2Objects = await bucket.list({ prefix: PREFIX, ...(cursor ? { cursor } : {}) });
      for (const { key, size } of page.objects) {
        const date = key.match(KEY)?.[1];
        if (date !== undefined) files.push({ key, date, size });
      }
      more = page.truncated;
      cursor = page.truncated ? page.cursor : undefined;
    }
    return files;
  }

  /**
   * Reads the whole file that a link names. Its text is compared with the root before it is parsed: a text of somebody
   * else could take many times its size as objects.
   * @returns null when it is too large, or it is not the file with that date and root
   */
  async function readWhole(key: string, { date, root }: DayLink): Promise<DayHeads | null> {
    const object = await bucket.get(key);
    if (object && object.size > MOST_BYTES) {
      await object.body.cancel();
      return null;
    }
    const text = (await object?.text()) ?? '';
    if (rootOfText(text) !== root) return null;
    const { data } = dayHeadsSchema.safeParse(JSON.parse(text));
    return data?.date === date && data.root === root ? data : null;
  }

  async function readSeal({ key, size }: Listed) {
    if (size < SEAL_CHARACTERS || size > MOST_BYTES) return null;
    const end = await bucket.get(key, { range: { suffix: SEAL_CHARACTERS } });
    return sealAtEnd((await end?.text()) ?? '');
  }

  /** Reads a file whose own MAC is right, else null. Of any other file no more than its end is read. */
  async function readSealed(listed: Listed): Promise<DayHeads | null> {
    const { key, date } = listed;
    const seal = await readSeal(listed);
    if (!seal || !mac.isRight(sealedText({ date, root: seal.root }), seal)) return null;
    return readWhole(key, { date, root: seal.root });
  }

  async function put(key: string, parts: readonly string[]): Promise<string | null> {
    const stored = await bucket.put(key, new Blob([...parts]), {
      onlyIf: { etagDoesNotMatch: '*' },
      httpMetadata: { contentType: 'application/json' },
    });
    return stored && key;
  }

  return {
    /** Finds the files that the service wrote, and tells them from others. */
    async written(): Promise<WrittenDays> {
      const listed = (await list()).toReversed();
      let newest: DayHeads | null = null;
      for (const file of listed) {
        newest = await readSealed(file);
        if (newest) break;
      }
      const links = newest ? [...linksBefore(newest), { date: newest.date, root: newest.root }] : [];
      const sizes = new Map(listed.map(({ key, size }) => [key, size]));
      const own = new Set<string>();
      for (const link of links) {
        const [key, second] = [keyOf(link.date), secondKeyOf(link)];
        const size = sizes.get(key);
        if (size === undefined || !sizes.has(second)) own.add(key).add(second);
        else own.add((await readSeal({ key, date: link.date, size }))?.root === link.root ? key : second);
      }
      const foreign = listed.map(({ key }) => key).filter((key) => !own.has(key));
      return { newest, links, foreign };
    },

    /** Reads the file that a link names. @returns null when there is none with that date and root */
    async read(link: DayLink): Promise<DayHeads | null> {
      for (const key of [keyOf(link.date), secondKeyOf(link)]) {
        const there = await bucket.head(key);
        const seal = there && (await readSeal({ key, date: link.date, size: there.size }));
        const file = seal?.root === link.root ? await readWhole(key, link) : null;
        if (file) return file;
      }
      return null;
    },

    /**
     * Writes the file of a day. If a file that the service did not write holds its key, it gets a second one.
     * @returns the key, or null when the service has written a file of this day, which is left unchanged
     * @throws also when files of others hold both keys
     */
    async putOnce(link: DayLink, parts: readonly string[]): Promise<string | null> {
      const { date } = link;
      const written = (await bucket.head(keyOf(date))) ? null : await put(keyOf(date), parts);
      if (written !== null) return written;
      const isOurs = async (key: string) => {
        const there = await bucket.head(key);
        return there !== null && (await readSealed({ key, date, size: there.size })) !== null;
      };
      if (await isOurs(keyOf(date))) return null;
      const second = await put(secondKeyOf(link), parts);
      if (second === null && !(await isOurs(secondKeyOf(link))))
        throw new Error('both keys of the day are held by files that the service did not write');
      return second;
    },
  };
}
