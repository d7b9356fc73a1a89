/** One session that a person finishes: its webhook, its result, its photo, and where the browser is sent. */
import type { Answer } from '../answer.ts';
import type { IliveApi } from '../ilive-api.ts';
import type { Listener } from '../listener.ts';
import type { Received } from '../signed-text.ts';
import { type OpenSession, sessionCall } from './sessions.ts';

/** What came, as far as it came. */
export type LiveAnswers = {
  session?: OpenSession;
  received?: Received;
  result?: Answer;
  photo?: Answer;
  /** The path and query that the browser asked for, and the path it was to ask for. */
  browser?: { readonly asked: string; readonly wanted: string };
};

/** What a live try needs. */
export type LiveOptions = {
  readonly listener: Listener;
  readonly waitMs: number;
  readonly browserWaitMs: number;
  /** Told where the person must go. */
  readonly announce: (sessionUrl: string) => void;
  /** Ends the wait. */
  readonly stop?: AbortSignal | undefined;
};

/** Waits for the webhook and asks for what it announces. @returns what went wrong, null if nothing */
export async function askAfterVerdict(
  { ask }: IliveApi,
  session: OpenSession,
  { listener, waitMs, browserWaitMs, announce, stop }: LiveOptions,
  seen: LiveAnswers,
): Promise<string | null> {
  if (session.url === null) return 'iLive gave no session_url to open';
  seen.session = session;
  announce(session.url);
  const received = await listener.webhook(waitMs, stop);
  if (!received)
    return `no webhook came within ${Math.round(waitMs / 60_000)} minutes; was the session finished?`;
  seen.received = received;
  seen.result = await ask(sessionCall(session, 'result', session.token));
  seen.photo = await ask(sessionCall(session, 'photo', session.token));
  const asked = await listener.browser(browserWaitMs);
  if (asked !== null) seen.browser = { asked, wanted: listener.returnPath };
  return null;
}
