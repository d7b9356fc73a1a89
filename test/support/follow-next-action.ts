/** Does what the applicant's `next_action` says, and reviews what is in the queue. */

import type { ApplicantView } from '../../src/contract/applicant.ts';
import { closingDecisions } from '../../src/core/reasons.ts';
import { reportVerdict, runUntilSettled, setClock, uploadOf } from './controlled-applicant.ts';
import { decide, readApplicant, send } from './customer.ts';
import { decideAs, REVIEWERS } from './model-reviewers.ts';
import type { ScriptedIlive } from './scripted-ilive.ts';

/** One step onwards. `pick` chooses among a reviewer's possible decisions, `reject` seldom among them. */
export async function goOn(
  user: string,
  ilive: ScriptedIlive,
  { who, pick }: { readonly who: string; readonly pick: number },
): Promise<void> {
  const applicant = await readApplicant(user);
  switch (applicant.next_action) {
    case 'upload_id_photo':
      await uploadOf(user, who);
      return;
    case 'start_liveness':
      await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
      return;
    case 'complete_liveness': {
      const id = applicant.liveness?.session_id ?? '';
      if (ilive.sessions.get(id)?.verdict === null) ilive.decide(id, 'pass', who);
      await reportVerdict(user, id, ilive.sessions.get(id)?.verdict ?? 'pass');
      return;
    }
    case 'wait': {
      const possible = decisionsFor(applicant).filter((it) => it !== 'reject' || pick < 4);
      const decision = possible[pick % Math.max(1, possible.length)];
      if (decision) await decide(user, decision, applicant.seq);
      return;
    }
    case 'none':
      return;
  }
}

function decisionsFor({ status, reasons }: ApplicantView) {
  return status === 'in_review' ? closingDecisions(reasons) : [];
}

/** An honest reviewer's wishes, best first: what did not help the last time is not tried again at once. */
function wishesOn(reasons: ApplicantView['reasons'], seen: number) {
  if (seen % 2 === 0) return ['retry_liveness'] as const;
  if (reasons.includes('similarity_low') && seen === 1) return ['new_id_photo', 'retry_liveness'] as const;
  return ['approve', 'resume', 'retry_liveness'] as const;
}

/** More than any applicant can need: a review for each reason, a session and a photo after each. */
const MOST_STEPS = 24;

/**
 * Brings an honest applicant to its end from wherever it stands, and throws when that cannot be done. The reviewer
 * accepts what can be accepted and asks for everything anew where not.
 */
export async function bringToEnd(user: string, ilive: ScriptedIlive, who: string): Promise<ApplicantView> {
  const way: string[] = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const applicant = await runUntilSettled(user);
    const { status, next_action, reasons } = applicant;
    way.push(`${status}/${next_action}/${reasons}`);
    if (next_action === 'none') return applicant;
    if (status !== 'in_review') {
      await goOn(user, ilive, { who, pick: 0 });
      continue;
    }
    const possible = decisionsFor(applicant);
    const seen = way.filter((it) => it === way.at(-1)).length;
    const decision = wishesOn(reasons, seen).find((it) => possible.includes(it));
    if (!decision) throw new Error(`nobody can bring ${user} on: ${way.join(' > ')}`);
    await decideTogether(user, decision, way);
  }
  throw new Error(`${user} goes round and round: ${way.join(' > ')}`);
}

/**
 * Decides by as many reviewers as it takes, none of whom takes a case over: they wait until a claim has run out. Three
 * are enough: one may have escalated the case, and another one proposed the same.
 */
async function decideTogether(user: string, decision: string, way: readonly string[]): Promise<void> {
  const { review } = await readApplicant(user);
  if (review?.claimed_until) setClock(Date.parse(review.claimed_until));
  const answers: string[] = [];
  for (const by of REVIEWERS) {
    const { status, body } = await decideAs(by, user, decision);
    answers.push(`${by}: ${status} ${body.code ?? body.status}`);
    if (status === 200 && body.review.proposal === null) return;
    if (status !== 200 && body.code !== 'other_reviewer_needed') break;
  }
  throw new Error(`${decision}: ${answers.join(', ')}: ${way.join(' > ')}`);
}
