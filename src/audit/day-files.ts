/** The day files in R2, under their own prefix in the bucket of the photos. A file is never written twice. */

import { type DayHeads, type DayLink, dayHeadsSchema, rootOf } from './day-heads.ts';
import { ROOT_TAIL_CHARACTERS, rootAtEnd } from './day-text.ts';

/** Photos have another prefix, `photos/`. */
const PREFIX = 'audit/';
const KEY = /^audit\/(\d{4}-\d{2}-\d{2})\.json$/;
/** The largest file that is read (bytes): twice the largest that a night writes. One that is larger is none of ours. */
const MOST_BYTES = 32_000_000;
const keyOf = (date: string) => `${PREFIX}${date}.json`;

/** The access to the day files. */
export type DayFiles = ReturnType<typeof createDayFiles>;

/** Creates the access to the day files in a bucket. All methods throw when R2 cannot be reached. */
export function createDayFiles(bucket: R2Bucket) {
  return {
    /** Lists the days that have a file (YYYY-MM-DD), oldest first. */
    async days(): Promise<readonly string[]> {
      const days: string[] = [];
      // R2 lists by key, so oldest first, and up to 1,000 keys a page: almost three years.
      for (let cursor: string | undefined, more = true; more; ) {
        const page: R2Objects = await bucket.list({ prefix: PREFIX, ...(cursor ? { cursor } : {}) });
        days.push(...page.objects.flatMap(({ key }) => key.match(KEY)?.[1] ?? []));
        more = page.truncated;
        cursor = page.truncated ? page.cursor : undefined;
      }
      return days;
    },

    /** Gives the newest day that has a file, or null. */
    async newestDay(): Promise<string | null> {
      return (await this.days()).at(-1) ?? null;
    },

    /**
     * Reads the file of a day.
     * @returns null when there is none, it is too large, its format or its date is wrong, or its root is not that of its
     * content
     */
    async read(date: string): Promise<DayHeads | null> {
      const object = await bucket.get(keyOf(date));
      if (object && object.size > MOST_BYTES) {
        await object.body.cancel();
        return null;
      }
      const text = await object?.text();
      const { data } = dayHeadsSchema.safeParse(text === undefined ? null : fromJson(text));
      return data && data.date === date && rootOf(data) === data.root ? data : null;
    },

    /** Gives a day with the root of its file. @throws when there is no file, or it does not end with a root */
    async link(date: string): Promise<DayLink> {
      const end = await bucket.get(keyOf(date), { range: { suffix: ROOT_TAIL_CHARACTERS } });
      const root = rootAtEnd((await end?.text()) ?? '');
      if (root === null) throw new Error(`${keyOf(date)} does not end with a root`);
      return { date, root };
    },

    /** Writes the file of a day. @returns false when the day already has a file, which is left unchanged */
    async putOnce(date: string, parts: readonly string[]): Promise<boolean> {
      const put = await bucket.put(keyOf(date), new Blob([...parts]), {
        onlyIf: { etagDoesNotMatch: '*' },
        httpMetadata: { contentType: 'application/json' },
      });
      return put !== null;
    },
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
