/** Whether the service's data lies where the setting `JURISDICTION` says. */
import type { DeploymentRecords } from '#src/d1/deployment.ts';
import { log, whereabouts } from '#src/platform/log.ts';
import { sharedQuestion } from '#src/platform/shared-question.ts';

/** How long a request waits for D1 here. */
const PATIENCE_MS = 2_000;
/** After this time D1 is asked again, unless it has said that all is right. */
const AGAIN_MS = 10_000;

/** Compares the setting with what D1 has recorded. */
export type Placement = {
  /**
   * Tells whether the data was created in another jurisdiction than `JURISDICTION` says, and logs it. Objects there would
   * not be found, and second ones would be created. False while D1 cannot be asked: onboarding goes on without D1.
   */
  differs(): Promise<boolean>;
};

/** Makes the comparison; what D1 confirms is remembered. @param jurisdiction the setting, null when it is unset */
export function createPlacement(deployment: DeploymentRecords, jurisdiction: string | null): Placement {
  let last = { differs: false, until: Number.NEGATIVE_INFINITY };

  const ask = sharedQuestion(PATIENCE_MS, async () => ({
    recorded: await deployment.recordedJurisdiction(jurisdiction),
  }));

  /** @returns null when D1 cannot be asked */
  async function compare(): Promise<boolean | null> {
    try {
      const answer = await ask();
      return answer && answer.recorded !== jurisdiction;
    } catch (error) {
      log('warn', 'jurisdiction_not_checked', whereabouts(error));
      return null;
    }
  }

  return {
    async differs() {
      if (Date.now() < last.until) return last.differs;
      const found = await compare();
      const until = found === false ? Number.POSITIVE_INFINITY : Date.now() + AGAIN_MS;
      last = { differs: found === true, until };
      if (last.differs)
        log('error', 'jurisdiction_differs', { setting: 'JURISDICTION', must: 'stay as it was at first' });
      return last.differs;
    },
  };
}
