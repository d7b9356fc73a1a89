/** Asks the object that counts the sessions of all applicants. It is one for the whole service, whatever the iLive key. */
import { log } from '#src/platform/log.ts';
import { rateLimiterOf } from '#src/platform/objects.ts';
import { within } from '#src/platform/timeout.ts';
import type { BudgetAnswer } from './session-budget.ts';

/** The name of the object. Those of the iLive keys are named by hex digits. */
const NAME = 'session_budget';
/** The longest wait for an answer. */
const ASK_WITHIN_MS = 5_000;
/** How long a caller should wait when the object could not be asked. */
const RETRY_AFTER_MS = 5_000;

/** The budget of one day, shared by all applicants. */
export type SessionBudget = {
  /** Takes one session. Refuses when the budget is used up, or cannot be asked. */
  take(): Promise<BudgetAnswer>;
  /** Gives back the session that was taken at `takenAt` (ms since the epoch). Never throws. */
  giveBack(takenAt: number): Promise<void>;
};

/**
 * Makes the port to the budget. When the object is out of reach no session is started: the budget protects money, and a
 * flood of starts, which it is for, is what would make the object slow.
 * @param perDay `SESSION_BUDGET_PER_DAY`
 */
export function createSessionBudget(env: Env, perDay: number): SessionBudget {
  const object = () => rateLimiterOf(env, NAME);
  return {
    async take() {
      try {
        const answer = await within(ASK_WITHIN_MS, object().takeSession(perDay));
        if (answer !== null) return answer;
        log('error', 'session_budget_slow');
      } catch {
        log('error', 'session_budget_unreachable');
      }
      return { retryAt: Date.now() + RETRY_AFTER_MS };
    },
    async giveBack(takenAt) {
      try {
        await within(ASK_WITHIN_MS, object().giveBackSession(takenAt));
      } catch {
        log('warn', 'session_budget_unreachable');
      }
    },
  };
}
