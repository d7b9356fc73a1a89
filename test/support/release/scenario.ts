/** Applicants in every status, and what brings each of them to its end. */
import type { ApplicantView } from '../../../src/contract/applicant.ts';
import { closingDecisions } from '../../../src/core/reasons.ts';
import { pictureOf } from '../picture.ts';
import { type Api, until } from './api.ts';
import type { Outside } from './outside.ts';

/** The stage of each applicant and the status that it has there. The last one stands where iLive does not answer. */
export const STAGES = {
  created: 'awaiting_id_photo',
  photo: 'awaiting_liveness',
  session: 'awaiting_liveness',
  'second-attempt': 'awaiting_liveness',
  review: 'in_review',
  duplicate: 'in_review',
  approved: 'approved',
  rejected: 'rejected',
  parked: 'approved',
  known: 'known',
  pair: 'known',
  erased: 'erased',
  verifying: 'verifying',
} as const;

/** Who is the same person as the applicant of another stage. */
const SAME_PERSON: Partial<Record<Stage, Stage>> = { duplicate: 'approved', pair: 'known' };

/** Where an applicant stands. */
export type Stage = keyof typeof STAGES;

/** All of them, in the order in which they are made. */
export const stages = Object.keys(STAGES) as readonly Stage[];

/** The applicant of a stage. @param prefix tells apart those of several scenarios */
export const userAt = (prefix: string, stage: Stage) => `${prefix}-${stage}`;

/** Makes an applicant at each stage. The one that is `verifying` stays there until iLive answers `/result` again. */
export async function makeApplicants(
  api: Api,
  outside: Outside,
  prefix: string,
  at: readonly Stage[] = stages,
): Promise<void> {
  for (const stage of at) await makeApplicant(api, outside, prefix, stage);
}

async function makeApplicant(api: Api, outside: Outside, prefix: string, stage: Stage): Promise<void> {
  const user = userAt(prefix, stage);
  const person = userAt(prefix, SAME_PERSON[stage] ?? stage);
  switch (stage) {
    case 'created':
      await api.create(user, { metadata: { plan: 'basic' } }, { 'idempotency-key': `create-${user}` });
      break;
    case 'photo':
      await api.create(user, { redirect_url: 'https://app.test/done' });
      // Refused, and counted.
      await api.send('PUT', `/v1/applicants/${user}/id-photo`, { body: pictureOf('noface') });
      await api.upload(user, person);
      break;
    case 'session':
      await openSession(api, user, person);
      await api.must('POST', `/v1/applicants/${user}/onboarding-link`, { json: {} });
      break;
    case 'second-attempt':
      await finishSession(api, outside, user, { person, face: person, verdict: 'retry' });
      break;
    // The duplicate has the face of the one who is approved, so it comes after that one.
    case 'duplicate':
      await makeApplicant(api, outside, prefix, 'approved');
      await finishSession(api, outside, user, { person, face: person });
      break;
    case 'review':
      await finishSession(api, outside, user, { person, face: `${user}, another face` });
      await api.must('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
      break;
    case 'approved':
      // Made with the duplicate.
      if (!(await exists(api, user))) await finishSession(api, outside, user, { person, face: person });
      break;
    case 'parked':
      outside.refusing.add(user);
      await finishSession(api, outside, user, { person, face: person });
      break;
    case 'rejected':
      await finishSession(api, outside, user, { person, face: `${user}, another face` });
      await api.decide(user, 'reject');
      break;
    // The pair has the face of the one who is known, so it comes after that one.
    case 'known':
    case 'pair':
      await api.giveKnownFace(user, person);
      await until(`${user} was searched for`, async () =>
        (await api.read(user)).known_face?.state === 'searched' ? true : null,
      );
      break;
    case 'erased':
      await finishSession(api, outside, user, { person, face: person });
      await api.erase(user);
      break;
    case 'verifying': {
      const { session_id } = await openSession(api, user, person);
      outside.play({ fault: (name) => (name === 'result' ? '503' : null) });
      outside.ilive.decide(session_id, 'pass', person);
      await api.report(user, session_id, 'pass');
      break;
    }
  }
  const wanted = STAGES[stage];
  await until(`${user} is ${wanted}`, async () => ((await api.read(user)).status === wanted ? true : null));
}

async function exists(api: Api, user: string): Promise<boolean> {
  return (await api.send('GET', `/v1/applicants/${user}`)).status === 200;
}

async function openSession(api: Api, user: string, person: string) {
  await api.create(user);
  await api.upload(user, person);
  return api.start(user, { redirect_url: 'https://app.test/done' });
}

/** Creates the applicant and takes it through a session. */
async function finishSession(
  api: Api,
  outside: Outside,
  user: string,
  { person, face, verdict = 'pass' }: { person: string; face: string; verdict?: string },
): Promise<void> {
  const { session_id } = await openSession(api, user, person);
  await passSession(api, outside, user, { sessionId: session_id, face, verdict });
}

/** The applicant shows that face, and the service learns of it. */
async function passSession(
  api: Api,
  outside: Outside,
  user: string,
  { sessionId, face, verdict }: { sessionId: string; face: string; verdict: string },
): Promise<void> {
  outside.ilive.decide(sessionId, verdict, face);
  await api.report(user, sessionId, verdict);
  await until(`${user} is judged`, async () => {
    const { status, liveness } = await api.read(user);
    return status !== 'verifying' && liveness?.verdict != null ? true : null;
  });
}

/** More than any applicant needs. */
const MOST_STEPS = 12;

/** Brings an applicant to its end from wherever it stands. An open case is approved where that is possible. */
export async function bringToEnd(api: Api, outside: Outside, user: string): Promise<ApplicantView> {
  const way: string[] = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const applicant = await api.read(user);
    way.push(`${applicant.status}/${applicant.next_action}/${applicant.reasons}`);
    if (['approved', 'rejected', 'erased'].includes(applicant.status)) return applicant;
    await bringOn(api, outside, user, applicant);
  }
  throw new Error(`${user} does not come to its end: ${way.join(' > ')}`);
}

async function bringOn(api: Api, outside: Outside, user: string, applicant: ApplicantView): Promise<void> {
  const { status, next_action, liveness, reasons, seq } = applicant;
  if (status === 'in_review') {
    const decision = closingDecisions(reasons).includes('approve') ? 'approve' : 'retry_liveness';
    await api.decide(user, decision);
    // An ID photo begins the onboarding of a customer from before.
  } else if (next_action === 'upload_id_photo' || status === 'known') {
    await api.upload(user, user);
  } else if (next_action === 'start_liveness') {
    await api.start(user);
  } else if (next_action === 'complete_liveness' && liveness) {
    await passSession(api, outside, user, { sessionId: liveness.session_id, face: user, verdict: 'pass' });
  } else {
    await until(`${user} goes on`, async () => ((await api.read(user)).seq > seq ? true : null));
  }
}
