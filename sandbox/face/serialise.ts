/** Runs one task at a time, in the order given; a task that fails does not stop the next. */
export type Serialise = <T>(task: () => Promise<T>) => Promise<T>;

/** A queue of one lane: a net must not be run again before its last run has ended. */
export function createSerialise(): Serialise {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}
