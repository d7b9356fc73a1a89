/** Plays one history of moves against the real object, with the scripted iLive and a clock that obeys. */

import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect, vi } from 'vitest';
import { wakeOverdue } from '../../src/cron/wake-overdue.ts';
import { SOON_MS } from '../../src/ilive/rate-limit/rate-limit.ts';
import { RateLimiter } from '../../src/ilive/rate-limit/rate-limiter.ts';
import { alarmOf, crash, passTime, reportVerdict, setClock, uploadOf } from './controlled-applicant.ts';
import { createCrasher } from './crash-on-demand.ts';
import { newUserId, readApplicant, send } from './customer.ts';
import { eventually } from './eventually.ts';
import { goOn } from './follow-next-action.ts';
import type { Move } from './model-moves.ts';
import { claimAs, decideAs, giveBackAs, noteAs, withdrawAs } from './model-reviewers.ts';
import { type CallName, createScriptedIlive, type Fault } from './scripted-ilive.ts';

/** A play: the applicant, its iLive, and what the test did that explains an error. */
export type Play = ReturnType<typeof createPlay>;

/** Far enough ahead that no jump back makes an alarm ring by itself. */
let start = Date.now() + 1_000 * 86_400_000;

/** A fresh applicant on a fresh stage. */
export function createPlay() {
  // No two at the same moment, so that a list of one moment shows one applicant.
  start += 1_000;
  setClock(start);
  const user = newUserId();
  const faults: { call: CallName | 'all'; fault: Fault; calls: number }[] = [];
  const amid: { call: CallName; when: 'before' | 'after'; move: Move }[] = [];
  const limiter = { waitMs: 0, times: 0 };
  /** What was played, for the checks to know what they may find. */
  const played = {
    crashes: 0,
    backwards: false,
    recordsDown: false,
    faults: new Set<string>(),
    atSearch: [] as readonly { external_face_id: string; person: string }[],
  };
  const ilive = createScriptedIlive({
    fault(name) {
      const next = faults.find((it) => it.calls > 0 && (it.call === name || it.call === 'all'));
      if (!next) return null;
      next.calls -= 1;
      played.faults.add(`${name} ${next.fault}`);
      return next.fault;
    },
    before: (name) => interrupt(name, 'before'),
    after(name) {
      if (name === 'search') played.atSearch = [...ilive.faces];
      return interrupt(name, 'after');
    },
  });
  const uninstall = ilive.install();
  const crasher = createCrasher(user);
  vi.spyOn(RateLimiter.prototype, 'slot').mockImplementation((priority) => {
    limiter.times -= 1;
    const wait = limiter.times >= 0 && priority !== 'due' ? limiter.waitMs : 0;
    return { startAt: Date.now() + wait, final: wait <= SOON_MS };
  });

  async function interrupt(name: CallName, when: 'before' | 'after'): Promise<void> {
    const index = amid.findIndex((it) => it.call === name && it.when === when);
    const [found] = index < 0 ? [] : amid.splice(index, 1);
    if (!found) return;
    if (found.move.do === 'crash') {
      played.crashes += 1;
      await crasher.die();
      return;
    }
    // Not waited for: it may itself wait for the run that this call belongs to.
    perform(found.move).catch(() => {});
    await scheduler.wait(3);
  }

  /** iLive's id of the session that many starts ago. */
  const sessionOf = (back: number) => [...ilive.sessions.keys()].at(-1 - back) ?? crypto.randomUUID();

  async function recordsUp(up: boolean): Promise<void> {
    if (up !== played.recordsDown) return;
    await env.DB.prepare(
      up ? 'ALTER TABLE away RENAME TO applicants' : 'ALTER TABLE applicants RENAME TO away',
    ).run();
    played.recordsDown = !up;
  }

  async function perform(move: Move): Promise<unknown> {
    switch (move.do) {
      case 'create':
        return send('POST', '/v1/applicants', { json: { user_id: user } });
      case 'go_on':
        return goOn(user, ilive, move);
      case 'upload':
        return uploadOf(user, move.who);
      case 'start':
        return send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
      case 'finish': {
        const id = sessionOf(move.session);
        // A session has one verdict.
        if (ilive.sessions.get(id)?.verdict === null) {
          ilive.decide(id, move.verdict, move.who, move.quality);
        }
        if (move.signal === 'return' || move.signal === 'both') await returned(id);
        return move.signal === 'webhook' || move.signal === 'both'
          ? reportVerdict(user, id, ilive.sessions.get(id)?.verdict ?? move.verdict)
          : null;
      }
      case 'report':
        return Promise.all(
          Array.from({ length: move.times }, () =>
            reportVerdict(user, sessionOf(move.session), move.verdict),
          ),
        );
      case 'return':
        return returned(sessionOf(move.session));
      case 'decide': {
        const { seq } = await readApplicant(user);
        const by = { right: 0, stale: -1, future: 1 }[move.seq];
        return decideAs(move.by, user, move.decision, Math.max(1, seq + by));
      }
      case 'claim':
        return claimAs(move.by, user, move.takeOver);
      case 'give_back':
        return giveBackAs(move.by, user);
      case 'withdraw':
        return withdrawAs(move.by, user);
      case 'note':
        return noteAs(move.by, user);
      case 'view':
        return send('GET', `/v1/applicants/${user}/photos/${move.photo}`, { as: 'reviewer' });
      case 'get':
        return readApplicant(user);
      case 'erase':
        // Not waited for: in the middle of a call, it would wait for the run that makes it.
        send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' }).catch(() => {});
        return eventually(async () => expect((await readApplicant(user)).status).toBe('erased'));
      case 'fault':
        return faults.push({ ...move });
      case 'rate_limiter':
        return Object.assign(limiter, { waitMs: move.waitMs, times: move.times });
      case 'crash':
        played.crashes += 1;
        return crash(user);
      case 'evict':
        await env.APPLICANTS.getByName(user).wake();
        return evictDurableObject(env.APPLICANTS.getByName(user));
      case 'amid':
        return amid.push(move);
      case 'time':
        played.backwards ||= move.ms < 0;
        return passTime(move.ms);
      case 'alarms':
        for (let rung = 0; rung < move.times; rung += 1) {
          const at = await alarmOf(user);
          if (at === null) return;
          setClock(Math.max(Date.now(), at));
          await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
        }
        return;
      case 'wait':
        return env.APPLICANTS.getByName(user).wake();
      case 'records':
        return recordsUp(move.up);
      case 'stranger':
        return ilive.addFace('stranger', move.who);
      case 'sweep':
        return played.recordsDown ? null : wakeOverdue(env);
    }
  }

  function returned(sessionId: string) {
    const redirect = ilive.sessions.get(sessionId)?.redirect;
    const path = redirect ? new URL(redirect).pathname : '/return/nonsense';
    return send('GET', path, { as: 'nobody' });
  }

  return {
    user,
    ilive,
    played,
    /** What a crash breaks off is no failure of the play; everything else is. */
    async perform(move: Move): Promise<void> {
      try {
        await perform(move);
      } catch (error) {
        if (!isCrash(error)) throw error;
      }
    },
    /** Ends all trouble. */
    async calmDown(): Promise<void> {
      faults.length = 0;
      amid.length = 0;
      limiter.times = 0;
      await recordsUp(true);
    },
    async end(): Promise<void> {
      await recordsUp(true);
      crasher.stop();
      uninstall();
      vi.restoreAllMocks();
      vi.useRealTimers();
    },
  };
}

/** Whether it is what `crash` did to whoever was waiting for the object. */
export const isCrash = (error: unknown) => error instanceof Error && error.message === 'crash';
