/** Judges what a deployment answers. Pure: the clock is an argument. */
import { fieldOf } from './raw-hits.ts';

/** A line of the report. `ok` is null for what could not be found out, or is neither right nor wrong. */
export type Check = { readonly part: string; readonly ok: boolean | null; readonly text: string };

/** An answer, null for none. */
export type ServiceAnswer = {
  readonly status: number;
  readonly location: string | null;
  readonly json: unknown;
} | null;

const CRON_LATE_MS = 5 * 60_000;
const NIGHT_LATE_MS = 26 * 3_600_000;

/** Judges `/healthz`. */
export function judgeHealth(answer: ServiceAnswer): Check {
  const part = 'health';
  if (answer === null)
    return { part, ok: false, text: 'no answer: is the address right, is the Worker deployed?' };
  const [version, schema] = ['version', 'schema'].map((name) => fieldOf(answer.json, name) ?? 'unknown');
  if (answer.status === 200 && fieldOf(answer.json, 'status') === 'ok')
    return { part, ok: true, text: `version ${version}, schema ${schema}` };
  const detail = fieldOf(answer.json, 'detail') ?? 'not an answer of this service';
  return { part, ok: false, text: `${answer.status}: ${detail}` };
}

/** Judges an unsigned webhook, which must be refused. */
export function judgeUnsigned(answer: ServiceAnswer): Check {
  const part = 'webhooks';
  if (answer === null) return { part, ok: false, text: 'no answer' };
  const isRefused = answer.status === 400 || answer.status === 401;
  return {
    part,
    ok: isRefused,
    text: isRefused
      ? 'an unsigned one is refused'
      : `${answer.status} for an unsigned one: Access or another rule must not stand before /webhooks/ilive`,
  };
}

/**
 * Judges `/review` without a sign-in.
 * @param team the host of the Access team, null if none is set
 */
export function judgeConsole(answer: ServiceAnswer, team: string | null): Check {
  const part = 'access';
  if (answer === null) return { part, ok: false, text: 'no answer' };
  const to = URL.parse(answer.location ?? '', 'https://relative.invalid')?.host;
  if (answer.status === 404) {
    const text =
      team === null ? 'the console is off' : 'the console is off, although ACCESS_TEAM_DOMAIN is set here';
    return { part, ok: team === null, text };
  }
  if (answer.status >= 200 && answer.status < 300)
    return { part, ok: false, text: '/review is open without a sign-in: make an Access application for it' };
  if (team !== null && to === team)
    return { part, ok: true, text: `/review leads to the sign-in at ${team}` };
  const text = `${answer.status} for /review, and no way to the sign-in: is there an Access application for it?`;
  return { part, ok: team === null ? null : false, text };
}

/** Judges the keys of the Access team, with which the service verifies who is signed in. */
export function judgeTeam(answer: ServiceAnswer, team: string): Check {
  const keys = fieldOf(answer?.json, 'keys');
  const hasKeys = Array.isArray(keys) && keys.length > 0;
  const text = hasKeys ? `${team} has keys` : `${team} has no keys: is ACCESS_TEAM_DOMAIN the right one?`;
  return { part: 'access team', ok: hasKeys, text };
}

/**
 * Judges `/status`, part by part. A part that is not known is told as it is.
 * @param nowMs ms since the epoch
 */
export function judgeStatus(answer: ServiceAnswer, nowMs: number): readonly Check[] {
  if (answer === null) return [{ part: 'status', ok: false, text: 'no answer' }];
  if (answer.status === 401 || answer.status === 403)
    return [
      {
        part: 'status',
        ok: false,
        text: `${answer.status}: KYC_OPERATE_KEY is no key with the scope operate`,
      },
    ];
  const { json } = answer;
  if (answer.status !== 200 || typeof json !== 'object' || json === null)
    return [{ part: 'status', ok: false, text: `${answer.status}: no parts` }];
  return Object.entries(fieldOf(json, 'parts') ?? json).map(([part, value]) => judgePart(part, value, nowMs));
}

function judgePart(part: string, value: unknown, nowMs: number): Check {
  const facts = factsOf(value);
  const text =
    facts.map(([name, fact]) => (name === '' ? fact : `${name} ${fact}`)).join(', ') || 'nothing told';
  const ok = fieldOf(value, 'ok');
  const state = fieldOf(value, 'state') ?? fieldOf(value, 'status');
  if (ok === false || (typeof state === 'string' && /fail|error|wrong|down|refused|late/i.test(state)))
    return { part, ok: false, text };
  const late = part === 'cron' ? lateIn(facts, nowMs) : null;
  if (late !== null) return { part, ok: false, text: `${late} has not run in time: ${text}` };
  if (part === 'ilive' && facts.some(([name]) => name === 'key_refused_since'))
    return { part, ok: false, text: `iLive refuses ILIVE_API_KEY: ${text}` };
  return {
    part,
    ok: ok === true || state === 'ok' || part === 'cron' || part === 'ilive' ? true : null,
    text,
  };
}

type Fact = readonly [name: string, fact: string];

/** The values of a part by their paths, without what is null. */
function factsOf(value: unknown, path: readonly string[] = []): readonly Fact[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [[path.join('.'), String(value)]];
  return Object.entries(value).flatMap(([name, inner]) => factsOf(inner, [...path, name]));
}

/** Returns the name of the first run that is late; a cron that has never run is late too. */
function lateIn(facts: readonly Fact[], nowMs: number): string | null {
  const times = facts.filter(([name]) => /last_run|last_success/.test(name));
  if (times.length === 0) return 'the cron';
  const late = times.find(([name, at]) => {
    return nowMs - Date.parse(at) > (/night/.test(name) ? NIGHT_LATE_MS : CRON_LATE_MS);
  });
  return late?.[0] ?? null;
}
