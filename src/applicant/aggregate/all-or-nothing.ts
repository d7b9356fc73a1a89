/** Rolls back the copy in memory when a transaction of storage fails. */

/**
 * A part of that copy. `rollback` is called when a transaction begins. It returns a function that restores the values
 * of that moment.
 */
export type Undoable = { readonly rollback: () => () => void };

/** Runs a transaction. When it throws, all parts have their earlier values again. */
export function allOrNothing<T>(parts: readonly Undoable[], work: () => T): T {
  const undos = parts.map((part) => part.rollback());
  try {
    return work();
  } catch (error) {
    for (const undo of undos) undo();
    throw error;
  }
}
