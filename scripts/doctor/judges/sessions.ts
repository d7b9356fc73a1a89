/** Judges what iLive answers about sessions that nobody has finished. */
import { pathId, text } from '#src/ilive/answer-values.ts';
import { isAboutSession } from '#src/ilive/failure.ts';
import { sessionPageOf } from '#src/ilive/session-hosts.ts';
import { resultSchema } from '#src/ilive/wire.ts';
import { type Answer, failureIn, isSuccess, statusOf } from '../answer.ts';
import { type Finding, type Findings, tried } from '../finding.ts';
import type { SessionAnswers } from '../probes/sessions.ts';
import { fieldOf } from '../raw-hits.ts';

/** Gives what the answers say. @param sessionHosts where the pages of sessions may be */
export function judgeSessions(seen: SessionAnswers, sessionHosts: readonly string[]): Findings {
  const { created, active, early, earlyAgain, wrongToken, photoEarly } = seen;
  return {
    ...(created && judgeCreated(created, sessionHosts)),
    ...(active && { session_active: tried(isSuccess(active), statusOf(active)) }),
    ...(early && { result_unfinished: judgeUnfinished(early) }),
    ...(early && earlyAgain && { result_asked_early: judgeAgain(early, earlyAgain) }),
    ...(wrongToken && { result_wrong_token: judgeAboutSession(wrongToken) }),
    ...(photoEarly && { photo_missing: judgeAboutSession(photoEarly) }),
  };
}

function judgeCreated(answer: Answer, sessionHosts: readonly string[]): Findings {
  if (!isSuccess(answer)) return { session_created: tried(false, statusOf(answer)) };
  const given = (name: string) => fieldOf(answer.json, name);
  const id = pathId.safeParse(given('session_id'));
  const token = text(4_096).safeParse(given('token'));
  return {
    session_created: tried(true, statusOf(answer)),
    session_id_form: tried(
      id.success,
      id.data ? `${id.data.length} characters` : formOf(given('session_id')),
    ),
    session_url_host: judgeUrl(given('session_url'), sessionHosts),
    session_token: tried(
      token.success,
      token.data ? `${token.data.length} characters` : formOf(given('token')),
    ),
  };
}

function judgeUrl(url: unknown, sessionHosts: readonly string[]): Finding {
  if (typeof url !== 'string') return tried(false, formOf(url));
  const { protocol, host } = URL.parse(url) ?? { protocol: 'no URL', host: '' };
  return tried(sessionPageOf(url, sessionHosts) !== null, `${protocol}//${host}`);
}

/** Describes a value without telling it. */
function formOf(value: unknown): string {
  if (value === undefined || value === null) return 'absent';
  return typeof value === 'string'
    ? `a text of another form, ${value.length} characters`
    : `a ${typeof value}`;
}

function judgeUnfinished(answer: Answer): Finding {
  const failure = failureIn(answer);
  if (failure) return tried(failure.kind === 'permanent' || isAboutSession(failure), statusOf(answer));
  const read = resultSchema.safeParse(answer.json);
  const isPending = read.success && !read.data.verdict;
  return tried(
    isPending,
    isPending ? `${answer.status} without a verdict` : `${answer.status} with a verdict`,
  );
}

function judgeAgain(first: Answer, second: Answer): Finding {
  const [before, after] = [statusOf(first), statusOf(second)];
  return tried(before === after, before === after ? `twice ${before}` : `${before}, then ${after}`);
}

function judgeAboutSession(answer: Answer): Finding {
  const failure = failureIn(answer);
  return tried(failure !== null && isAboutSession(failure), statusOf(answer));
}
