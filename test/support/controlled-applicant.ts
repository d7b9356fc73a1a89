/** Drives one applicant under a clock that moves only when told to: verdicts, uploads, crashes, alarms. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { createHmac } from 'node:crypto';
import { vi } from 'vitest';
import type { ApplicantView } from '../../src/contract/applicant.ts';
import { deliver, readApplicant, readLog, send } from './customer.ts';
import { pictureOf } from './picture.ts';

/** The clock moves only when told to. */
export function setClock(now: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now });
}

/** Moves it on. */
export function passTime(ms: number): void {
  setClock(Date.now() + ms);
}

/** A webhook signed as iLive signs. */
export function signWebhook(body: object, at = Math.floor(Date.now() / 1_000)) {
  const text = JSON.stringify(body);
  const hex = createHmac('sha256', env.ILIVE_WEBHOOK_SECRET).update(`${at}.${text}`).digest('hex');
  return { headers: { 'x-ilive-signature': `sha256=${hex}`, 'x-ilive-timestamp': String(at) }, body: text };
}

/** Delivers a verdict. */
export function reportVerdict(user: string, sessionId: string, verdict: string) {
  return deliver(
    signWebhook({
      event: 'liveness.verdict',
      session_id: sessionId,
      verdict,
      confidence: 0.9,
      reference_id: user,
    }),
  );
}

/** Uploads a picture of that person as ID photo. */
export function uploadOf(user: string, person: string) {
  return send('PUT', `/v1/applicants/${user}/id-photo`, { body: pictureOf(person) });
}

/** The object dies on the spot, as in a crash: what it was doing is gone, what it stored is not. */
export async function crash(user: string): Promise<void> {
  await runInDurableObject(env.APPLICANTS.getByName(user), (_, state) => state.abort('crash')).catch(
    () => {},
  );
}

/** When the object's alarm is set to ring. */
export function alarmOf(user: string): Promise<number | null> {
  return runInDurableObject(env.APPLICANTS.getByName(user), (_, state) => state.storage.getAlarm());
}

/** Whether the alarm is the one of an open case, which compares its row each night between 00:05 and 00:25 UTC. */
export function isNightly(alarm: number | null, { status, review }: ApplicantView): boolean {
  if (alarm === null || status !== 'in_review' || review === null) return false;
  return alarm % 86_400_000 === 5 * 60_000 + (Date.parse(review.opened_at) % (20 * 60_000));
}

/** Enough for five quick tries and the slow ones of a day. */
const MOST_ALARMS = 400;

/**
 * Lets time pass from alarm to alarm until nothing is due but the life of an open session, or the night. Returns the applicant and how
 * many alarms it took; throws when it does not settle.
 */
export async function runUntilSettled(
  user: string,
  { until = Number.POSITIVE_INFINITY } = {},
): Promise<ApplicantView> {
  const stub = env.APPLICANTS.getByName(user);
  for (let rung = 0; rung < MOST_ALARMS; rung += 1) {
    await stub.wake();
    const applicant = await readApplicant(user);
    const alarm = await alarmOf(user);
    const open = applicant.status === 'awaiting_liveness' && applicant.liveness?.session_url != null;
    const waits =
      alarm === null ||
      isNightly(alarm, applicant) ||
      (open && alarm >= Date.parse(applicant.liveness?.expires_at ?? ''));
    if (waits || alarm > until) return applicant;
    setClock(Math.max(Date.now(), alarm) + 1);
    await runDurableObjectAlarm(stub);
  }
  throw new Error(`${user} does not settle: ${JSON.stringify((await readLog(user)).slice(-5))}`);
}
