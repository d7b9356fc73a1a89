/** Makes two sessions, and asks for what is not there yet. */
import { randomBytes, randomUUID } from 'node:crypto';
import { pathId, text } from '#src/ilive/answer-values.ts';
import { type Answer, isSuccess } from '../answer.ts';
import type { IliveApi, IliveCall } from '../ilive-api.ts';
import { fieldOf } from '../raw-hits.ts';

/** The answers, as far as they came. */
export type SessionAnswers = {
  created?: Answer;
  active?: Answer;
  early?: Answer;
  earlyAgain?: Answer;
  wrongToken?: Answer;
  photoEarly?: Answer;
};

/** A session that can be asked about. */
export type OpenSession = {
  readonly id: string;
  readonly token: string;
  readonly url: string | null;
  readonly referenceId: string;
};

/** Where iLive sends the browser, and the webhook. */
export type SessionUrls = { readonly redirectUrl: string; readonly webhookUrl: string };

/** Asks for the result or the photo of a session, as the service does. */
export function sessionCall({ id }: OpenSession, part: 'result' | 'photo', token: string): IliveCall {
  return { method: 'GET', path: `/api/v1/session/${id}/${part}`, query: { token } };
}

/** Makes a passive and an active session. @returns the passive one; null if its answer cannot be used */
export async function askAboutSessions(
  { ask }: IliveApi,
  urls: SessionUrls,
  seen: SessionAnswers,
): Promise<OpenSession | null> {
  const referenceId = `doctor-${randomUUID()}`;
  const create = (mode: string) => ({
    method: 'POST' as const,
    path: '/api/v1/managed-session',
    json: { mode, redirect_url: urls.redirectUrl, webhook_url: urls.webhookUrl, reference_id: referenceId },
  });
  seen.created = await ask(create('passive'));
  seen.active = await ask(create('active'));
  const session = openSessionOf(seen.created, referenceId);
  if (!session) return null;
  seen.early = await ask(sessionCall(session, 'result', session.token));
  seen.earlyAgain = await ask(sessionCall(session, 'result', session.token));
  seen.wrongToken = await ask(sessionCall(session, 'result', randomBytes(24).toString('hex')));
  seen.photoEarly = await ask(sessionCall(session, 'photo', session.token));
  return session;
}

function openSessionOf(answer: Answer, referenceId: string): OpenSession | null {
  if (!isSuccess(answer)) return null;
  const id = pathId.safeParse(fieldOf(answer.json, 'session_id')).data;
  const token = text(4_096).safeParse(fieldOf(answer.json, 'token')).data;
  const url = fieldOf(answer.json, 'session_url');
  if (id === undefined || token === undefined) return null;
  return { id, token, url: typeof url === 'string' ? url : null, referenceId };
}
