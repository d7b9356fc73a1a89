/** Ways from an empty object to a final status, each walked by whoever has the next move, crash or no crash. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import type { ApplicantView } from '../../src/contract/applicant.ts';
import { alarmOf, isNightly, reportVerdict, setClock, uploadOf } from './controlled-applicant.ts';
import { decide, readApplicant, send } from './customer.ts';
import { checkQueue } from './model-checks.ts';
import { isCrash } from './model-play.ts';
import { pictureOf } from './picture.ts';
import type { ScriptedIlive } from './scripted-ilive.ts';

/** How everybody behaves on one way. */
export type Path = {
  readonly idPhoto: string;
  /** Somebody with alice's face is there already. */
  readonly stranger?: true;
  /** Of the sessions in their order; the last one stands for all that follow. */
  readonly verdicts: readonly string[];
  /** What the reviewer says to each reason, in turn; the last answer stands for all that follow. */
  readonly decisions?: Readonly<Record<string, readonly string[]>>;
  /** The first session is given up: the browser returns, no webhook comes, its life ends. */
  readonly givesUpFirst?: true;
  /** A customer from before: the pictures that are given first, in turn. The onboarding follows if `onboards`. */
  readonly known?: readonly string[];
  readonly onboards?: true;
  /** The first index call takes effect and its answer is lost. */
  readonly losesIndex?: true;
};

/** The ways. */
export const PATHS: Readonly<Record<string, Path>> = {
  happy: { idPhoto: 'alice', verdicts: ['pass'] },
  'review, approve': {
    idPhoto: 'bob',
    stranger: true,
    verdicts: ['pass'],
    decisions: { similarity_low: ['approve'], possible_duplicate: ['approve'] },
  },
  'review, reject': {
    idPhoto: 'alice',
    stranger: true,
    verdicts: ['pass'],
    decisions: { possible_duplicate: ['reject'] },
  },
  retry: { idPhoto: 'alice', verdicts: ['retry', 'pass'] },
  'another session after the index': {
    idPhoto: 'alice',
    stranger: true,
    verdicts: ['pass'],
    decisions: { possible_duplicate: ['retry_liveness', 'approve'] },
  },
  'index answer lost': { idPhoto: 'alice', verdicts: ['pass'], losesIndex: true },
  'a customer from before': { idPhoto: 'alice', verdicts: ['pass'], known: ['alice'] },
  'a customer from before, two pictures, index answer lost': {
    idPhoto: 'alice',
    verdicts: ['pass'],
    known: ['alice', 'alice, older'],
    losesIndex: true,
  },
  'a customer from before with a pair': {
    idPhoto: 'alice',
    stranger: true,
    verdicts: ['pass'],
    known: ['alice'],
  },
  'a customer from before is onboarded': {
    idPhoto: 'alice',
    verdicts: ['pass'],
    known: ['alice'],
    onboards: true,
  },
  'first session given up': { idPhoto: 'alice', verdicts: ['pass'], givesUpFirst: true },
};

const MOST_STEPS = 40;

/** Walks the way to a final status. Whoever is answered with an error tries again, as people and iLive do. */
export async function walk(user: string, ilive: ScriptedIlive, path: Path): Promise<ApplicantView> {
  const answered = new Map<string, number>();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const applicant = await rest(user);
    if (await giveNext(user, path, applicant)) continue;
    if (applicant?.next_action === 'none' && !(path.onboards && applicant.status === 'known'))
      return applicant;
    await move(user, ilive, path, applicant, answered);
  }
  throw new Error(`${user} does not arrive: ${JSON.stringify(await readApplicant(user))}`);
}

/** Gives the next picture of a customer from before, again until it is on record. @returns whether there was one to give */
async function giveNext(user: string, path: Path, applicant: ApplicantView | null): Promise<boolean> {
  if (applicant && applicant.status !== 'known') return false;
  const given = path.known ?? [];
  const hashes = await Promise.all(given.map((person) => sha256Of(pictureOf(person))));
  const next = hashes.indexOf(applicant?.known_face?.sent_sha256 ?? '') + 1;
  const person = given[next];
  if (person === undefined) return false;
  const form = new FormData();
  form.set('user_id', user);
  form.set('image', new File([pictureOf(person)], 'a.jpg', { type: 'image/jpeg' }));
  await send('POST', '/v1/known-faces', { as: 'importer', body: form });
  return true;
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

async function move(
  user: string,
  ilive: ScriptedIlive,
  path: Path,
  applicant: ApplicantView | null,
  answered: Map<string, number>,
): Promise<void> {
  if (!applicant) return void (await send('POST', '/v1/applicants', { json: { user_id: user } }));
  switch (applicant.next_action) {
    case 'upload_id_photo':
      return void (await uploadOf(user, path.idPhoto));
    case 'start_liveness':
      return void (await send('POST', `/v1/applicants/${user}/sessions`, { json: {} }));
    case 'complete_liveness':
      return complete(user, ilive, path, applicant);
    case 'wait': {
      const reason = applicant.reasons[0] ?? '';
      const nth = answered.get(reason) ?? 0;
      const decision = path.decisions?.[reason]?.[nth] ?? path.decisions?.[reason]?.at(-1);
      if (!decision) throw new Error(`nobody knows what to say to ${applicant.status}: ${applicant.reasons}`);
      const { status } = await decide(user, decision, applicant.seq);
      if (status === 200) answered.set(reason, nth + 1);
      return;
    }
    case 'none':
      // Only who is to be onboarded comes here.
      return void (await uploadOf(user, path.idPhoto));
  }
}

async function complete(user: string, ilive: ScriptedIlive, path: Path, { liveness }: ApplicantView) {
  const id = liveness?.session_id ?? '';
  const finished = [...ilive.sessions.values()].filter(({ verdict }) => verdict !== null).length;
  const session = ilive.sessions.get(id);
  if (path.givesUpFirst && [...ilive.sessions.keys()][0] === id) {
    await send('GET', new URL(session?.redirect ?? '').pathname, { as: 'nobody' });
    await rest(user);
    setClock(Date.parse(liveness?.expires_at ?? '') + 1);
    return;
  }
  const verdict = path.verdicts[finished] ?? path.verdicts.at(-1) ?? 'pass';
  if (session?.verdict === null) ilive.decide(id, verdict, 'alice');
  await reportVerdict(user, id, session?.verdict ?? verdict);
}

/** Lets alarms alone bring the object on until it waits for somebody. Null while there is none. */
async function rest(user: string): Promise<ApplicantView | null> {
  for (let rung = 0; rung < 60; rung += 1) {
    try {
      const alarm = await alarmOf(user);
      const { status, body } = await send<ApplicantView>('GET', `/v1/applicants/${user}`);
      if (status >= 500) continue;
      if (status === 404) return null;
      if (alarm === null && body.status === 'verifying') throw new Error(`${user} sleeps and has work to do`);
      const ends = Date.parse(body.liveness?.expires_at ?? '');
      const open = body.next_action === 'complete_liveness' && alarm !== null && alarm >= ends;
      if (alarm === null || open || isNightly(alarm, body)) {
        await checkListed(body);
        await checkQueue(body);
        return body;
      }
      setClock(Math.max(Date.now(), alarm));
      await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
    } catch (error) {
      if (!isCrash(error)) throw error;
    }
  }
  throw new Error(`${user} does not come to rest`);
}

/** Who is at rest is in the lists as it is, whatever died on the way: the alarm moves on only once D1 has confirmed the row. */
async function checkListed({ user_id, seq, status, review }: ApplicantView): Promise<void> {
  const row = await env.DB.prepare(
    'SELECT head_seq, status, review_opened_ms FROM applicants WHERE user_id = ?',
  )
    .bind(user_id)
    .first();
  const review_opened_ms = status === 'in_review' && review ? Date.parse(review.opened_at) : null;
  expect(row, 'the row of who is at rest').toEqual({ head_seq: seq, status, review_opened_ms });
}
