/** An applicant that has finished its session, as far as a test wants it without the steps before. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Applicant } from '../../src/index.ts';
import { reportVerdict, uploadOf } from './controlled-applicant.ts';
import { newUserId, send } from './customer.ts';
import type { ScriptedIlive } from './scripted-ilive.ts';

/** Created, with an ID photo and an open session. */
export async function createWithSession(person: string): Promise<{ user: string; sessionId: string }> {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, person);
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
  return { user, sessionId: body.session_id };
}

/** The same, passed and reported; the run is under way. */
export async function createWithVerdict(ilive: ScriptedIlive, person = newUserId('face-')): Promise<string> {
  const { user, sessionId } = await createWithSession(person);
  ilive.decide(sessionId, 'pass', person);
  await reportVerdict(user, sessionId, 'pass');
  return user;
}

/** Waits at its compare, which has failed once; the alarm is set for the next try. */
export async function createWaitingForCompare(ilive: ScriptedIlive): Promise<string> {
  ilive.play({ fault: (name, nth) => (name === 'compare' && nth === 1 ? '500' : null) });
  const user = await createWithVerdict(ilive);
  await env.APPLICANTS.getByName(user).wake();
  return user;
}

/** Inside the object. `env` is its own and may be replaced. */
export function runInApplicant<T>(
  user: string,
  work: (object: Applicant & { env: Env }, state: DurableObjectState) => T | Promise<T>,
): Promise<T> {
  return runInDurableObject(env.APPLICANTS.getByName(user), (object: Applicant, state) =>
    work(object as Applicant & { env: Env }, state),
  );
}
