/** Judges a webhook, and the result and photo of its session. */
import { pathId, score } from '#src/ilive/answer-values.ts';
import { parseJson } from '#src/ilive/lenient-json.ts';
import { readAnnouncement } from '#src/ilive/webhook.ts';
import { resultSchema } from '#src/ilive/wire.ts';
import { cleanImage } from '#src/image/clean-image.ts';
import { type Answer, isSuccess, statusOf } from '../answer.ts';
import { type Finding, type Findings, notTried, tried } from '../finding.ts';
import type { LiveAnswers } from '../probes/live.ts';
import { fieldOf } from '../raw-hits.ts';
import { CONSTRUCTIONS, findConstruction, type Received } from '../signed-text.ts';

const VERDICTS: readonly unknown[] = ['pass', 'retry', 'fail'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How webhooks are verified: the account's secret, null if it is not known, and the largest age. */
export type WebhookSettings = { readonly secret: string | null; readonly toleranceS: number };

/** Gives what the answers say. */
export function judgeLive(seen: LiveAnswers, settings: WebhookSettings): Findings {
  const { session, received, result, photo, browser } = seen;
  if (!session || !received) return {};
  const body = parseJson(received.body);
  const said = readAnnouncement(received.body).verdict;
  return {
    webhook_headers: judgeHeaders(received),
    webhook_timestamp: judgeTime(received, settings.toleranceS),
    webhook_id: tried(UUID.test(received.webhookId ?? ''), received.webhookId ? 'a text' : 'absent'),
    ...judgeSignature(received, settings.secret),
    webhook_verdict: judgeVerdict(received, session.id, said),
    webhook_confidence: judgeScore(fieldOf(body, 'confidence')),
    webhook_reference: judgeReference(fieldOf(body, 'reference_id'), session.referenceId),
    ...(result && judgeResult(result, session.id, said)),
    ...(result && photo && judgePhoto(photo, result)),
    redirect_path: browser
      ? tried(browser.asked.split('?')[0] === browser.wanted, judgedQuery(browser.asked, session.id))
      : notTried('no browser came back to the listener'),
  };
}

function judgeHeaders({ signature, timestamp }: Received): Finding {
  const isSignature = /^sha256=[0-9a-f]{64}$/.test(signature ?? '');
  const isTime = /^\d+$/.test(timestamp ?? '');
  const wrong = [isSignature ? '' : 'the signature', isTime ? '' : 'the timestamp'].filter(
    (name) => name !== '',
  );
  return tried(wrong.length === 0, wrong.length === 0 ? 'both' : `of another form: ${wrong.join(', ')}`);
}

function judgeTime({ timestamp, receivedAtMs }: Received, toleranceS: number): Finding {
  if (!/^\d+$/.test(timestamp ?? '')) return notTried('the timestamp is no whole number');
  const offS = Math.round(receivedAtMs / 1_000 - Number(timestamp));
  const isFar = Math.abs(offS) > 1e9;
  return tried(Math.abs(offS) <= toleranceS, isFar ? 'not in seconds' : `${offS} s before arrival`);
}

function judgeSignature(received: Received, secret: string | null): Findings {
  if (secret === null) {
    const unknown = notTried('ILIVE_WEBHOOK_SECRET is not known');
    return { webhook_signed_text: unknown, webhook_secret: unknown };
  }
  const found = findConstruction(received, secret);
  if (!found) {
    const seen = `none of ${CONSTRUCTIONS} known ways; is ILIVE_WEBHOOK_SECRET right?`;
    return { webhook_signed_text: tried(false, seen), webhook_secret: notTried(seen) };
  }
  return {
    webhook_signed_text: tried(found.isOurText, found.text),
    webhook_secret: tried(found.isOurKey, found.key),
  };
}

function judgeVerdict({ body }: Received, sessionId: string, verdict: unknown): Finding {
  const { unreadable, sessionIds } = readAnnouncement(body);
  if (unreadable !== null) return tried(false, `cannot be read: ${unreadable}`);
  if (!sessionIds.includes(sessionId)) return tried(false, 'another session_id');
  const isKnown = VERDICTS.includes(verdict);
  return tried(isKnown, isKnown ? String(verdict) : 'another verdict');
}

function judgeScore(value: unknown): Finding {
  return tried(score.safeParse(value).success, typeof value === 'number' ? String(value) : 'no number');
}

function judgeReference(given: unknown, wanted: string): Finding {
  return tried(
    given === wanted,
    given === wanted ? 'repeated' : given === undefined ? 'absent' : 'another one',
  );
}

function judgeResult(answer: Answer, sessionId: string, said: unknown): Findings {
  if (!isSuccess(answer)) return { result_verdict: tried(false, statusOf(answer)) };
  const given = (name: string) => fieldOf(answer.json, name);
  const verdict = given('verdict');
  const named = given('session_id') ?? sessionId;
  const isOfSession = pathId.safeParse(named).data === sessionId;
  const isSame = isOfSession && VERDICTS.includes(verdict) && (!VERDICTS.includes(said) || verdict === said);
  const seen = !isOfSession
    ? 'another session_id'
    : isSame
      ? String(verdict)
      : 'another verdict than the webhook has';
  return {
    result_verdict: tried(isSame, seen),
    result_confidence: judgeScore(given('confidence')),
    result_photo_quality:
      verdict === 'pass' ? judgeScore(given('photo_quality_score')) : notTried('the verdict is no pass'),
  };
}

function judgePhoto(photo: Answer, result: Answer): Findings {
  const verdict = resultSchema.safeParse(result.json).data?.verdict ?? 'unknown';
  if (isSuccess(result) && verdict !== 'pass' && !isSuccess(photo)) {
    const why = notTried('the verdict is no pass');
    return { photo_after_result: why, photo_bytes: why };
  }
  if (!isSuccess(photo)) return { photo_after_result: tried(false, statusOf(photo)) };
  const cleaned = cleanImage(photo.bytes);
  const isJpeg = cleaned.ok && cleaned.image.contentType === 'image/jpeg';
  const seen = cleaned.ok
    ? `${cleaned.image.width} x ${cleaned.image.height} pixels`
    : cleaned.problem.detail;
  return { photo_after_result: tried(true, statusOf(photo)), photo_bytes: tried(isJpeg, seen) };
}

/** Says what was added to the address, without telling it. */
function judgedQuery(asked: string, sessionId: string): string {
  const query = new URLSearchParams(asked.split('?')[1] ?? '');
  const names = [...query.keys()].join(', ') || 'nothing';
  return `with ${names}${query.get('session_id') === sessionId ? '' : ', and no session_id of this session'}`;
}
