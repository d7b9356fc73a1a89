/** Makes more calls at once than the key allows in a second. */
import type { Answer } from '../answer.ts';
import type { IliveApi } from '../ilive-api.ts';
import { CHEAP_CALL } from './key-and-pictures.ts';

/** The answers to the calls, but for those that had none. */
export type BurstAnswers = { burst?: readonly Answer[] };

/** @param calls how many */
export async function askManyAtOnce({ askOnce }: IliveApi, calls: number, seen: BurstAnswers): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: calls }, () => askOnce(CHEAP_CALL).catch(() => null)),
  );
  seen.burst = answers.filter((answer) => answer !== null);
}
