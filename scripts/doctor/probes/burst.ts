/** Makes more calls at once than the key allows in a second. */
import type { Answer } from '../answer.ts';
import type { IliveApi } from '../ilive-api.ts';
import { CHEAP_CALL } from './key-and-pictures.ts';

/** The answers to the calls, but for those that had none. */
export type BurstAnswers = {
  /** To the same call by itself. */
  alone?: Answer;
  atOnce?: readonly Answer[];
};

/** @param calls how many */
export async function askManyAtOnce(
  { ask, askOnce }: IliveApi,
  calls: number,
  seen: BurstAnswers,
): Promise<void> {
  seen.alone = await ask(CHEAP_CALL);
  const answers = await Promise.all(
    Array.from({ length: calls }, () => askOnce(CHEAP_CALL).catch(() => null)),
  );
  seen.atOnce = answers.filter((answer) => answer !== null);
}
