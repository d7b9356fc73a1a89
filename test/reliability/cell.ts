/** One cell of the fault tables, played: an applicant's whole way with one fault at one call, and what comes after it. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import {
  alarmOf,
  reportVerdict,
  runUntilSettled,
  setClock,
  uploadOf,
} from '../support/controlled-applicant.ts';
import { type Answer, decide, newUserId, readApplicant, send } from '../support/customer.ts';
import {
  type CallName,
  createScriptedIlive,
  type Fault,
  type ScriptedIlive,
} from '../support/scripted-ilive.ts';

const HOUR_MS = 3_600_000;
/** After it, every step has used up its quick tries and some of the slow ones, whatever its retryClass. */
const A_WHILE_MS = HOUR_MS / 2;
const A_DAY_MS = 24 * HOUR_MS;

/** An applicant on the way, with what the caller saw. */
export type Play = {
  readonly user: string;
  readonly ilive: ScriptedIlive;
  /** Gives the network back. */
  readonly uninstall: () => void;
  /** What the caller's requests were answered. */
  readonly answers: Answer<any>[];
};

/** Who applies, as the scripted pictures name it. */
export const PERSON = 'alice';

/** Sets the stage: iLive with the fault, an applicant that has not uploaded anything yet. */
export async function opening(row: string, fault: Fault, where: 'first' | 'all'): Promise<Play> {
  const [call, purpose] = row.split(':') as [CallName, string?];
  const ilive = createScriptedIlive({
    fault(name, nth) {
      if (name === call && (where === 'all' || nth === 1)) return fault;
      // The list is asked only after an index call of unknown outcome.
      return call === 'list' && name === 'index' && nth === 1 ? 'lost' : null;
    },
  });
  if (purpose) ilive.addFace('stranger', PERSON);
  return enter(ilive, { collection: call !== 'create_collection' });
}

/** A new applicant before this iLive, whose collection is there already unless said otherwise. */
export async function enter(ilive: ScriptedIlive, { collection = true } = {}): Promise<Play> {
  if (collection) ilive.addFace('somebody', 'somebody else');
  const uninstall = ilive.install();
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  return { user, ilive, uninstall, answers: [] };
}

/** The caller uploads and starts, the applicant passes, iLive reports: as far as the answers allow. */
export async function apply(play: Play): Promise<void> {
  play.answers.push(await uploadOf(play.user, PERSON));
  if (play.answers.at(-1)?.status === 200) await passLiveness(play);
}

/** Starts a session and passes it. */
export async function passLiveness({ user, ilive, answers }: Play): Promise<void> {
  const started = await send('POST', `/v1/applicants/${user}/sessions`);
  answers.push(started);
  if (started.status !== 201) return;
  const { session_id } = started.body;
  ilive.decide(session_id, 'pass', PERSON);
  answers.push(await reportVerdict(user, session_id, 'pass'));
}

/** Every alarm of the next half hour, then those that are still due a day after the first failure. */
export async function throughTheDay({ user }: Play): Promise<void> {
  const start = Date.now();
  await runUntilSettled(user, { until: start + A_WHILE_MS });
  if ((await alarmOf(user)) === null) return;
  setClock(start + A_DAY_MS + 1_000);
  await runDurableObjectAlarm(env.APPLICANTS.getByName(user));
  await runUntilSettled(user, { until: Date.now() + HOUR_MS });
}

/** A reviewer's decision, kept with the answers. */
export async function review({ user, answers }: Play, decision: string): Promise<void> {
  answers.push(await decide(user, decision));
}

/** Plays on to the end of the cell, letting time pass as `pass` does. */
export async function playOut(play: Play, row: string, pass: (play: Play) => Promise<void>): Promise<void> {
  await apply(play);
  await pass(play);
  if (row === 'delete:rejected') await review(play, 'reject');
  if (row === 'delete:older') {
    // The new session's face takes the older one's place.
    await review(play, 'retry_liveness');
    await passLiveness(play);
    await pass(play);
    await review(play, 'approve');
  }
  await pass(play);
}

/** What the people concerned do once iLive is well again. */
export async function recover(play: Play): Promise<void> {
  play.ilive.play({});
  const { status, reasons, liveness } = await readApplicant(play.user);
  if (status === 'in_review') await review(play, 'resume');
  if (status === 'awaiting_id_photo') await apply(play);
  if (status === 'awaiting_liveness') {
    if (reasons.length === 0 && liveness !== null) throw new Error('nobody told the applicant why');
    await passLiveness(play);
  }
  await runUntilSettled(play.user);
}
