/** The days' files in R2, under a prefix of their own in the bucket of the pictures. A file is never written twice. */

import type { DayLink } from './day-heads.ts';
import { ROOT_TAIL_CHARACTERS, rootAtEnd } from './day-text.ts';

/** No picture lies here: those are under `photos/`. */
const PREFIX = 'audit/';
const KEY = /^audit\/(\d{4}-\d{2}-\d{2})\.json$/;
const keyOf = (date: string) => `${PREFIX}${date}.json`;

/** The files. */
export type DayFiles = ReturnType<typeof createDayFiles>;

/** Wraps the bucket. All methods throw when R2 is out of reach. */
export function createDayFiles(bucket: R2Bucket) {
  return {
    /** The newest day that has a file, or null. */
    async newestDay(): Promise<string | null> {
      let newest: string | null = null;
      // By name, so oldest first, a thousand to a page: a page for every three years.
      for (let cursor: string | undefined, more = true; more; ) {
        const page: R2Objects = await bucket.list({ prefix: PREFIX, ...(cursor ? { cursor } : {}) });
        newest = page.objects.map(({ key }) => key.match(KEY)?.[1]).findLast((day) => day) ?? newest;
        more = page.truncated;
        cursor = page.truncated ? page.cursor : undefined;
      }
      return newest;
    },

    /** That day with its root; throws for a file that is none of ours. */
    async link(date: string): Promise<DayLink> {
      const end = await bucket.get(keyOf(date), { range: { suffix: ROOT_TAIL_CHARACTERS } });
      const root = rootAtEnd((await end?.text()) ?? '');
      if (root === null) throw new Error(`${keyOf(date)} does not end with a root`);
      return { date, root };
    },

    /** Whether it was written; false where the day has a file already, which stays as it is. */
    async putOnce(date: string, parts: readonly string[]): Promise<boolean> {
      const put = await bucket.put(keyOf(date), new Blob([...parts]), {
        onlyIf: { etagDoesNotMatch: '*' },
        httpMetadata: { contentType: 'application/json' },
      });
      return put !== null;
    },
  };
}
