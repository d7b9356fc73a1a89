/** Three reviewers who may all decide everything, each with a key of their own. */
import { readApplicant } from './customer.ts';
import { createTeam } from './team-keys.ts';

/** Who they are; in the log as `reviewer:<name>@bank.example`. */
export const REVIEWERS = ['anna', 'ben', 'cleo'] as const;
/** One of them. */
export type Reviewer = (typeof REVIEWERS)[number];

const sendAs = createTeam({
  anna: { person: 'anna@bank.example' },
  ben: { person: 'ben@bank.example' },
  cleo: { person: 'cleo@bank.example' },
});

/** Claims the case. */
export const claimAs = (by: Reviewer, user: string, takeOver: boolean) =>
  sendAs(by, 'POST', `/v1/applicants/${user}/claim`, { json: { reviewer: by, take_over: takeOver } });

/** Gives the case back. */
export const giveBackAs = (by: Reviewer, user: string) =>
  sendAs(by, 'DELETE', `/v1/applicants/${user}/claim`);

/** Takes the proposal back. */
export const withdrawAs = (by: Reviewer, user: string) =>
  sendAs(by, 'DELETE', `/v1/applicants/${user}/proposal`);

/** Adds a note. */
export const noteAs = (by: Reviewer, user: string) =>
  sendAs(by, 'POST', `/v1/applicants/${user}/notes`, { json: { reviewer: by, note: 'seen' } });

/** Decides, on the applicant as it is now unless `seq` says otherwise; never over the claim of another. */
export async function decideAs(by: Reviewer, user: string, decision: string, seq?: number) {
  const json = { decision, reviewer: by, note: 'seen', seq: seq ?? (await readApplicant(user)).seq };
  return sendAs(by, 'POST', `/v1/applicants/${user}/decisions`, { json });
}
