/**
 * Counts the uploads by the API that the log does not tell, so that all of them stay within `MAX_UPLOADS`: each has a
 * ticket from before its picture is read. The ticket goes when the log tells the upload, or when the upload ends before
 * iLive was asked. It is stored when the upload ends in any other way, since the call may have been paid.
 */
import { createKeyValues } from './key-values.ts';

/**
 * Creates the tickets of one object. Those of uploads under way are in memory: stored, they would cost each upload two
 * rows. So an upload of which nothing is heard any more counts for as long as the object runs.
 */
export function createApiUploads(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);
  const underWay = new Set<string>();

  return {
    /** Returns how many tickets there are. */
    count(): number {
      return underWay.size + keyValues.all('uploads').length;
    },

    /** Makes a ticket, or the given one anew. */
    begin(ticket: string = crypto.randomUUID()): string {
      underWay.add(ticket);
      return ticket;
    },

    /**
     * Takes a ticket back. Does nothing the second time.
     * @param isPaid whether iLive was asked and the log does not tell the upload: then it counts on
     */
    end(ticket: string, isPaid: boolean): void {
      underWay.delete(ticket);
      if (isPaid) keyValues.put('uploads', ticket, new Date().toISOString());
    },

    /** Begins to count anew. */
    forgetAll(): void {
      underWay.clear();
      for (const [ticket] of keyValues.all('uploads')) keyValues.drop('uploads', ticket);
    },
  };
}
