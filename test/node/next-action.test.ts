import { describe, expect, it } from 'vitest';
import { nextActionOf } from '../../src/applicant/views/applicant-view.ts';
import { openSessionOf } from '../../src/core/liveness-session.ts';
import { decide, evolve, type State } from '../../src/core/machine.ts';
import { SESSION_GRACE_MS } from '../../src/core/policy.ts';
import * as core from '../support/given-when-then.ts';
import { walk } from '../support/machine-walk.ts';

const { START } = core;
const POLICY = { ...core.POLICY, maxLivenessAttempts: 2, maxSessions: 2 };
const END = START + POLICY.sessionTtlMs;
const TIMES = [START, END - 1, END, END + SESSION_GRACE_MS, END + 3_600_000];

function after(state: State, command: Parameters<typeof decide>[1], now: number): State | null {
  const answer = decide(state, command, now, POLICY);
  if (!answer.ok) return null;
  return answer.value.reduce<State>(
    (before, event) =>
      evolve(before, { ...event, seq: before.seq + 1, at: new Date(now).toISOString(), actor: 'caller' }),
    state,
  );
}

/** Does what the applicant's `next_action` says. @returns why it was refused, or null */
function refusal(state: State, now: number): string | null {
  switch (nextActionOf(state, now)) {
    case 'upload_id_photo':
      return after(state, core.uploads(state.seq), now) ? null : 'the upload';
    case 'complete_liveness': {
      const session = openSessionOf(state, now);
      return session && after(state, core.reports('pass', session.sessionId), now) ? null : 'the verdict';
    }
    case 'start_liveness': {
      const begun = after(state, core.starts, now);
      // The one start that is refused: it is one too many, and a reviewer gets the case.
      if (begun?.status.name === 'in_review') return null;
      return begun && after(begun, core.opens('a new one'), now) ? null : 'the start';
    }
    case 'wait':
    case 'none':
      return null;
  }
}

describe('what next_action says', () => {
  it('is possible in every state, at every time', () => {
    const actions = new Set<string>();
    let tried = 0;
    walk(POLICY, (state) => {
      for (const now of TIMES) {
        actions.add(nextActionOf(state, now));
        const refused = refusal(state, now);
        if (refused !== null) throw new Error(`${refused}: ${JSON.stringify(state)}`);
        tried += 1;
      }
    });
    expect([...actions].toSorted()).toEqual([
      'complete_liveness',
      'none',
      'start_liveness',
      'upload_id_photo',
      'wait',
    ]);
    expect(tried).toBeGreaterThan(1_000);
  });
});
