/** What was used since the last look, by name. One isolate runs the Worker and all objects here, so one tally sees all. */

const counts = new Map<string, number>();
/** Cursors whose rows are counted once they have been read. */
const open: { readonly by: string; readonly cursor: SqlStorageCursor<Record<string, SqlStorageValue>> }[] =
  [];

/** Adds to what is named so. */
export function tally(name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** Rows of one statement, in all and by statement. */
export function tallyRows(place: string, statement: string, { read, written }: Rows): void {
  tally(`${place}.rows_read`, read);
  tally(`${place}.rows_written`, written);
  const short = statement.replaceAll(/\s+/g, ' ').trim().slice(0, 60);
  tally(`read ${place}: ${short}`, read);
  if (written > 0) tally(`write ${place}: ${short}`, written);
}

/** How many rows. */
export type Rows = { readonly read: number; readonly written: number };

/** Counts that statement's rows when it is over. */
export function tallyCursor<T extends Record<string, SqlStorageValue>>(
  by: string,
  cursor: SqlStorageCursor<T>,
): void {
  open.push({ by, cursor });
}

/** All of it, and from zero again. */
export function takeTally(place: string): Readonly<Record<string, number>> {
  for (const { by, cursor } of open.splice(0)) {
    tallyRows(place, by, { read: cursor.rowsRead, written: cursor.rowsWritten });
  }
  const taken = Object.fromEntries(counts);
  counts.clear();
  return taken;
}
