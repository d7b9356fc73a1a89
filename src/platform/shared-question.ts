/** One question to another party for all who ask at the same time. */
import { within } from './timeout.ts';

/**
 * Makes a question that callers share: who asks while an answer is awaited waits for the same one.
 * @param ms the longest wait of each caller. A question that is older is asked anew: its caller may have gone
 * @returns asks; null when there is no answer in time
 */
export function sharedQuestion<T>(ms: number, ask: () => Promise<T>): () => Promise<T | null> {
  let pending: { readonly answer: Promise<T>; readonly sinceMs: number } | null = null;

  function begin(): Promise<T> {
    const own = { answer: ask(), sinceMs: Date.now() };
    const end = () => {
      if (pending === own) pending = null;
    };
    pending = own;
    own.answer.then(end, end);
    return own.answer;
  }

  return async () => {
    const ageMs = pending === null ? ms : Date.now() - pending.sinceMs;
    // A clock that went back makes no question last.
    return within(ms, pending !== null && ageMs >= 0 && ageMs < ms ? pending.answer : begin());
  };
}

/**
 * Makes a shared question whose answer is kept for a while.
 * @param ms the longest wait of each caller
 * @param keptMs how long an answer is kept, from the moment at which it was asked for
 * @returns asks; null when there is no answer in time
 */
export function keptQuestion<T>(
  ms: number,
  keptMs: (answer: T) => number,
  ask: () => Promise<T>,
): () => Promise<T | null> {
  let known: { readonly answer: T; readonly askedMs: number } | null = null;
  const question = sharedQuestion(ms, async () => {
    const askedMs = Date.now();
    const answer = await ask();
    known = { answer, askedMs };
    return answer;
  });
  return async () => {
    const ageMs = known === null ? -1 : Date.now() - known.askedMs;
    // A clock that went back makes no answer last.
    return known !== null && ageMs >= 0 && ageMs < keptMs(known.answer) ? known.answer : question();
  };
}
