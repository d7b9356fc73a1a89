/** The console with the settings of a team: decisions that need two reviewers, and a name in place of an id. */
import { describe, expect, it } from 'vitest';
import { passTime, reportVerdict } from '../support/controlled-applicant.ts';
import { readApplicant, readLog, typesOf } from '../support/customer.ts';
import { accessToken, browse, hiddenFieldsOf, useTeamKeys } from '../support/team.ts';
import { onScene, reported, rest } from './consenting-applicant.ts';

useTeamKeys();
const HOUR = 3_600_000;
const scene = onScene();

const PROPOSED = { decision: 'new_id_photo', ground_new_id_photo: 'wrong_document', note: 'a library card' };

async function unlikeCase(): Promise<string> {
  const { user } = await reported(scene, undefined, 'somebody-else');
  expect((await rest(user)).reasons).toEqual(['similarity_low']);
  return user;
}

it('a listed decision is proposed, can be taken back by its author, and is carried out by another', async () => {
  const user = await unlikeCase();
  const path = `/review/applicants/${user}`;
  const [ada, anna] = [
    await accessToken({ email: 'ada@example.com' }),
    await accessToken({ email: 'anna@example.com' }),
  ];
  const decide = async (as: string) => {
    const form = { ...hiddenFieldsOf(await browse(path, { as })), ...PROPOSED };
    return browse(`${path}/decisions`, { as, form });
  };
  const sent = await decide(anna);
  expect(sent.status).toBe(303);
  const advance = await browse(sent.headers.get('location')!, { as: anna });
  const landed = await browse(advance.headers.get('location')!, { as: anna });
  expect(landed.text).toContain(
    `${user}: “New ID photo” is proposed. Another reviewer must decide the same.`,
  );
  expect(await readApplicant(user)).toMatchObject({
    status: 'in_review',
    review: { proposal: { decision: 'new_id_photo', by: 'anna@example.com' }, claimed_by: null },
  });

  // The author is told, and cannot confirm.
  const own = await browse(path, { as: anna });
  expect(own.text).toContain('<strong>You</strong> proposed “New ID photo” (Wrong document)');
  const again = await decide(anna);
  expect(again.status).toBe(400);
  expect(again.text).toContain('You proposed this decision. Somebody else must decide it');
  expect(again.text).toContain('a library card');
  const token = hiddenFieldsOf(own).token!;
  await browse(`${path}/claim`, { as: anna, form: { token, leave: 'queue' } });

  // Another reviewer cannot take it back, but carry it out.
  const other = await browse(path, { as: ada });
  expect(other.text).toContain('<strong>anna@example.com</strong> proposed “New ID photo” (Wrong document)');
  expect(other.text).toContain('If you decide the same, it is carried out.');
  const theirs = { token: hiddenFieldsOf(other).token! };
  const refused = await browse(`${path}/proposal`, { as: ada, form: theirs });
  expect(refused.status).toBe(409);
  expect(refused.text).toContain('only they can take it back');
  expect((await decide(ada)).status).toBe(303);
  expect((await readApplicant(user)).status).toBe('awaiting_id_photo');
  const decided = (await readLog(user)).find(({ type }) => type === 'review_decided');
  expect(decided).toMatchObject({ actor: 'reviewer:ada@example.com' });
});

it('a proposal is taken back', async () => {
  const user = await unlikeCase();
  const path = `/review/applicants/${user}`;
  const as = await accessToken({ email: 'anna@example.com' });
  const form = { ...hiddenFieldsOf(await browse(path, { as })), ...PROPOSED };
  await browse(`${path}/decisions`, { as, form });
  const token = hiddenFieldsOf(await browse(path, { as })).token!;
  const back = await browse(`${path}/proposal`, { as, form: { token } });
  expect(back.headers.get('location')).toBe(path);
  expect(await typesOf(user)).toContain('proposal_withdrawn');
  expect((await browse(path, { as })).text).not.toContain('proposed “New ID photo”</');
  expect((await readApplicant(user)).review!.proposal).toBeNull();
});

it('the title field stands for the id in the case and in the queue, where the id is at hand', async () => {
  const user = await unlikeCase();
  const as = await accessToken({ email: 'ada@example.com' });
  const { text } = await browse(`/review/applicants/${user}`, { as });
  expect(text).toContain(`<h1>Ada Lovelace<small class="id">${user}</small></h1>`);
  await rest(user);
  const queue = await browse('/review/queue', { as });
  const row = queue.text.split('<tr>').find((part) => part.includes(user))!;
  expect(row).toContain(`title="${user}">Ada Lovelace</a>`);
  expect(row).toContain(', above 0.65 needed');
});

it('a proposal that the script holds back is checked, recorded once, and can then not be made again', async () => {
  const user = await unlikeCase();
  const path = `/review/applicants/${user}`;
  const as = await accessToken({ email: 'anna@example.com' });
  const hold = async (mode: 'check' | 'send', form: Record<string, string>) =>
    JSON.parse((await browse(`${path}/decisions?hold=${mode}`, { as, form })).text);
  const form = { ...hiddenFieldsOf(await browse(path, { as })), ...PROPOSED };
  expect(await hold('check', form)).toEqual({ next: expect.stringContaining(`after=${user}`) });
  expect((await readApplicant(user)).review!.proposal).toBeNull();
  const recorded = `${user}: “New ID photo” is proposed. Another reviewer must decide the same.`;
  for (let time = 0; time < 2; time += 1) expect(await hold('send', form)).toEqual({ recorded });
  expect((await typesOf(user)).filter((type) => type === 'decision_proposed')).toHaveLength(1);
  // A new form of the same reviewer is another decision.
  const again = { ...hiddenFieldsOf(await browse(path, { as })), ...PROPOSED };
  expect(await hold('check', again)).toEqual({});
  expect((await hold('send', again)).says).toContain('You proposed this decision.');
});

describe('a form whose decision does not stand any more', () => {
  const [ANNA, BEN] = ['anna@example.com', 'ben@example.com'];
  const APPROVED = { decision: 'approve', ground_approve: 'same_person', note: '', same_person: 'yes' };
  const ESCALATED = { decision: 'escalate', ground_escalate: 'second_opinion', note: '' };
  const RETURNED = { decision: 'return', ground_return: 'second_opinion', note: '' };
  type Form = Record<string, string>;

  /** Sends a new form. @returns what it held */
  async function sendNew(user: string, email: string, typed: Form, query = ''): Promise<Form> {
    const as = await accessToken({ email });
    const path = `/review/applicants/${user}`;
    const form = { ...hiddenFieldsOf(await browse(path, { as })), ...typed };
    expect((await browse(`${path}/decisions${query}`, { as, form })).status).toBe(303);
    return form;
  }

  async function takeBack(user: string): Promise<void> {
    const [as, path] = [await accessToken({ email: ANNA }), `/review/applicants/${user}`];
    const token = hiddenFieldsOf(await browse(path, { as })).token!;
    expect((await browse(`${path}/proposal`, { as, form: { token } })).status).toBe(303);
  }

  /** Anna's form again, in each way that it can be sent, and the page that she came to after the first time. */
  async function sendAgain(user: string, form: Form) {
    const as = await accessToken({ email: ANNA });
    const path = `/review/applicants/${user}/decisions`;
    const before = (await readLog(user)).length;
    const answers = [];
    for (const query of ['?hold=check', '?hold=send', ''])
      answers.push(await browse(path + query, { as, form }));
    const done = await browse(`/review?done=${user}&decision=${form.decision}`, { as });
    expect((await readLog(user)).length).toBe(before);
    return { statuses: answers.map(({ status }) => status), texts: answers.map(({ text }) => text), done };
  }

  it.each<[string, (user: string, sessionId: string) => Promise<Form>]>([
    [
      'a proposal that was taken back',
      async (user) => {
        const form = await sendNew(user, ANNA, PROPOSED);
        await takeBack(user);
        return form;
      },
    ],
    [
      'a proposal that new evidence has dropped',
      async (user, sessionId) => {
        const form = await sendNew(user, ANNA, PROPOSED);
        await reportVerdict(user, sessionId, 'fail');
        expect((await readApplicant(user)).review!.proposal).toBeNull();
        return form;
      },
    ],
    [
      'a proposal that another one has replaced',
      async (user) => {
        const form = await sendNew(user, ANNA, PROPOSED);
        await sendNew(user, BEN, APPROVED, '?confirm=approve:same_person');
        expect((await readApplicant(user)).review!.proposal).toMatchObject({ by: BEN });
        return form;
      },
    ],
    [
      'an escalation that was sent back',
      async (user) => {
        const form = await sendNew(user, ANNA, ESCALATED);
        await sendNew(user, ANNA, RETURNED);
        return form;
      },
    ],
    [
      'a return after which the case was escalated again',
      async (user) => {
        await sendNew(user, ANNA, ESCALATED);
        const form = await sendNew(user, ANNA, RETURNED);
        await sendNew(user, BEN, ESCALATED);
        return form;
      },
    ],
  ])('is not said to be recorded: %s', async (_, undone) => {
    const { user, sessionId } = await reported(scene, undefined, 'somebody-else');
    await rest(user);
    const form = await undone(user, sessionId);
    const { statuses, texts, done } = await sendAgain(user, form);
    expect(statuses).toEqual([409, 409, 409]);
    expect(texts[1]).toContain('The case has changed since you opened it');
    expect(texts[2]).toContain('Your decision was not recorded');
    expect(done.text).not.toContain('is proposed.');
    expect(done.text).not.toContain('is recorded.');
  });

  it.each<[string, Form, string]>([
    ['a proposal', PROPOSED, 'is proposed.'],
    ['an escalation', ESCALATED, 'is recorded.'],
  ])('is said to be recorded while it stands: %s', async (_, typed, words) => {
    const user = await unlikeCase();
    const { statuses, texts, done } = await sendAgain(user, await sendNew(user, ANNA, typed));
    expect(statuses).toEqual([200, 200, 303]);
    expect(texts[1]).toContain(words);
    expect(done.text).toContain(words);
  });

  it('is recorded, for a proposal that another reviewer has carried out', async () => {
    const user = await unlikeCase();
    const form = await sendNew(user, ANNA, PROPOSED);
    await sendNew(user, BEN, PROPOSED);
    const { statuses, texts } = await sendAgain(user, form);
    expect(statuses).toEqual([200, 200, 303]);
    expect(texts[1]).toContain('“New ID photo” is recorded.');
  });
});

describe('a due time that passes while the form is open', () => {
  /** An open case whose due time has passed since the form was made. */
  async function overdueCase() {
    const user = await unlikeCase();
    const path = `/review/applicants/${user}`;
    const email = 'anna@example.com';
    passTime(23.9 * HOUR);
    const page = await browse(path, { as: await accessToken({ email }) });
    passTime(HOUR);
    await rest(user);
    expect(await typesOf(user)).toContain('review_overdue');
    return { user, path, as: await accessToken({ email }), hidden: hiddenFieldsOf(page) };
  }

  it.each([
    ['approve', 'same_person'],
    ['approve', 'known_customer'],
  ])('leaves the question before %s with %s', async (decision, ground) => {
    const { user, path, as, hidden } = await overdueCase();
    const form = { ...hidden, decision, [`ground_${decision}`]: ground, note: 'twins?', same_person: 'yes' };
    const asked = await browse(`${path}/decisions`, { as, form });
    expect(asked.status).toBe(409);
    expect(asked.text).toContain('Are they the same person anyway?');
    expect((await readApplicant(user)).review!.proposal).toBeNull();
    const anyway = /formaction="([^"]+)"/.exec(asked.text)![1]!.replaceAll('&amp;', '&');
    expect((await browse(anyway, { as, form })).status).toBe(303);
    expect((await readApplicant(user)).review!.proposal).toMatchObject({ decision, ground });
  });

  it.each([
    ['no reason', { ground_reject: '' }],
    ['“Other” without a note', { ground_reject: 'other', note: '' }],
    ['no decision', { decision: '' }],
  ])('leaves a form with %s to be completed', async (_, odd) => {
    const { path, as, hidden } = await overdueCase();
    const form = { ...hidden, decision: 'reject', ground_reject: 'fraud', note: 'kept', ...odd };
    const again = await browse(`${path}/decisions`, { as, form });
    expect(again.status).toBe(400);
    expect(again.text).toContain('<p class="problem" id="problem">');
  });
});
