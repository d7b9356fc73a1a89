/** What a comparison of a row in D1 with its log found. */

/** What a look at the row found. */
export type RowFound =
  /** As it should be, or on its way to be. */
  | 'current'
  /** Not what the service wrote. */
  | 'altered'
  /** What the service wrote once, and has replaced since. */
  | 'stale'
  | 'missing'
  /** The row is authentic and knows of events that the log does not have. */
  | 'log_shorter';

/** An event of the log, by its number and hash. */
export type Head = { readonly seq: number; readonly hash: string };

/** What the night learns of a row, and where the log really stands. */
export type RowCheck = { readonly found: RowFound; readonly head: Head };
