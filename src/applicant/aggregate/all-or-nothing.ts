/** Rolls back the copy in memory when a transaction of storage fails. */

/**
 * A part of that copy. `snapshot` is called when a transaction begins. It returns a function that restores the values
 * of that moment.
 */
export type Undoable = { readonly snapshot: () => () => void };

/** Runs a transaction. When it throws, all parts have their earlier values again. */
export function allOrNothing<T>(parts: readonly Undoable[], work: () => T): T {
  const rollbacks = parts.map((part) => part.snapshot());
  try {
    return work();
  } catch (error) {
    for (const rollback of rollbacks) rollback();
    throw error;
  }
}
