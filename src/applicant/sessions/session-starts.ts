/** Starts sessions of one applicant. Concurrent starts share one session. */
import type { Actor } from '../aggregate/aggregate.ts';
import { createLostStarts } from '../storage/lost-starts.ts';
import {
  askAndOpenSession,
  openOrRefused,
  openSession,
  type Started,
  type StartGiven,
  type Starting,
} from './start-session.ts';

/** Creates the starts of one object. */
export function createSessionStarts(storage: DurableObjectStorage) {
  let underWay: Promise<Started> | null = null;
  const lost = createLostStarts(storage);

  return {
    /** Returns the start that is under way, or null. */
    underWay: () => underWay,

    /** Returns the open session or a refusal, or starts a new session. */
    async start(object: Omit<Starting, 'lost'>, given: StartGiven, actor: Actor): Promise<Started> {
      const starting = { ...object, lost };
      const known = openOrRefused(starting, given.consent, actor);
      if (known !== null && known !== 'result_awaited') return known;
      if (underWay) {
        const shared = await underWay;
        return shared.ok ? { ok: true, value: { ...shared.value, created: false } } : shared;
      }
      const starts = known
        ? askAndOpenSession(starting, given, actor)
        : openSession(starting, given.redirectUrl, actor);
      underWay = starts.finally(() => {
        underWay = null;
      });
      return underWay;
    },
  };
}
