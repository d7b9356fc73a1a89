/** The days' files in R2, under a prefix of their own in the bucket of the pictures. A file is never written twice. */

import { type DayHeads, type DayLink, dayHeadsSchema, rootOf } from './day-heads.ts';
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
    /** The days that have a file, oldest first. */
    async days(): Promise<readonly string[]> {
      const days: string[] = [];
      // By name, so oldest first, a thousand to a page: a page for every three years.
      for (let cursor: string | undefined, more = true; more; ) {
        const page: R2Objects = await bucket.list({ prefix: PREFIX, ...(cursor ? { cursor } : {}) });
        days.push(...page.objects.flatMap(({ key }) => key.match(KEY)?.[1] ?? []));
        more = page.truncated;
        cursor = page.truncated ? page.cursor : undefined;
      }
      return days;
    },

    /** The newest of them, or null. */
    async newestDay(): Promise<string | null> {
      return (await this.days()).at(-1) ?? null;
    },

    /** That day's file; null for one that is none of ours, or whose root is not that of its content. */
    async read(date: string): Promise<DayHeads | null> {
      const text = await (await bucket.get(keyOf(date)))?.text();
      const { data } = dayHeadsSchema.safeParse(text === undefined ? null : fromJson(text));
      return data && data.date === date && rootOf(data) === data.root ? data : null;
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

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
