/** The result of comparing a row in D1 with its log. */

/** What the comparison found about the row. */
export type RowFound =
  /** As it should be, or behind the log and about to be written. */
  | 'current'
  /** Not what the service wrote. */
  | 'altered'
  /** An earlier row that the service wrote and has replaced since. */
  | 'stale'
  /** D1 has no row. */
  | 'missing'
  /** An authentic row, or a head in a day file, names an event that the log does not contain. */
  | 'log_shorter';

/** An event of the log, by its number and hash. */
export type Head = { readonly seq: number; readonly hash: string };

/**
 * What the night learns of a row, and the head of the log. `found`: now, or by the object itself since the last night.
 * `repaired`: whether the row is now that of the log.
 */
export type RowCheck = { readonly found: RowFound; readonly repaired: boolean; readonly head: Head };
