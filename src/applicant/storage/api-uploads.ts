/**
 * Counts the uploads by the API that the log does not tell, so that all of them stay within `MAX_UPLOADS`: each has a
 * ticket from before its picture is read. The ticket goes when the log tells the upload, or when the upload ends before
 * iLive was asked. In every other case it stays, also where nothing was heard of the end: the call may have been paid.
 */
import { createKeyValues } from './key-values.ts';

/** Creates the tickets of one object. They are stored, so that an object that starts anew still counts them. */
export function createApiUploads(storage: DurableObjectStorage) {
  const keyValues = createKeyValues(storage);

  return {
    /** Returns how many tickets there are. */
    count(): number {
      return keyValues.all('uploads').length;
    },

    /** Makes a ticket. */
    begin(): string {
      const ticket = crypto.randomUUID();
      keyValues.put('uploads', ticket, new Date().toISOString());
      return ticket;
    },

    /** Takes a ticket back. Does nothing the second time. */
    giveBack(ticket: string): void {
      keyValues.drop('uploads', ticket);
    },

    /** Begins to count anew. */
    forgetAll(): void {
      for (const [ticket] of keyValues.all('uploads')) keyValues.drop('uploads', ticket);
    },
  };
}
