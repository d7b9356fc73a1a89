/** Starts sessions of one applicant. Concurrent starts share one session. */
import type { Consent } from '#src/core/commands.ts';
import type { Actor } from '../aggregate/aggregate.ts';
import { openOrRefused, openSession, type Started, type Starting } from './start-session.ts';

/** What a caller gives with a start. `redirectUrl` is the page to go back to afterwards. */
export type StartGiven = { readonly redirectUrl: string | null; readonly consent: Consent | null };

/** Creates the starts of one object. */
export function createSessionStarts() {
  let underWay: Promise<Started> | null = null;

  return {
    /** Returns the start that is under way, or null. */
    underWay: () => underWay,

    /** Returns the open session or a refusal, or starts a new session. */
    async start(starting: Starting, { redirectUrl, consent }: StartGiven, actor: Actor): Promise<Started> {
      const known = openOrRefused(starting, consent, actor);
      if (known) return known;
      if (underWay) {
        const shared = await underWay;
        return shared.ok ? { ok: true, value: { ...shared.value, created: false } } : shared;
      }
      underWay = openSession(starting, redirectUrl, actor).finally(() => {
        underWay = null;
      });
      return underWay;
    },
  };
}
