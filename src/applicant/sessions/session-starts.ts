/** The starts of one applicant's sessions: those at the same moment wait for one and share it. */
import type { Consent } from '#src/core/commands.ts';
import type { Actor } from '../aggregate/aggregate.ts';
import { openOrRefused, openSession, type Started, type Starting } from './start-session.ts';

/** What the caller of a start brings. */
export type StartGiven = { readonly redirectUrl: string | null; readonly consent: Consent | null };

/** Of one object. */
export function createSessionStarts() {
  let underWay: Promise<Started> | null = null;

  return {
    /** The one that is under way, or null. */
    underWay: () => underWay,

    /** The open session, a refusal, or a new session. */
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
