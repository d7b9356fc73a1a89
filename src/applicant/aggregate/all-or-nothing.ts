/** What is kept in memory and changes inside a transaction must change back when the transaction fails. */

/** Gives, at the beginning of a transaction, the way back to how things are now. */
export type Undoable = { readonly rollback: () => () => void };

/** Runs a transaction. When it throws, all parts are as they were before it. */
export function allOrNothing<T>(parts: readonly Undoable[], work: () => T): T {
  const undos = parts.map((part) => part.rollback());
  try {
    return work();
  } catch (error) {
    for (const undo of undos) undo();
    throw error;
  }
}
