/** Reviewers who work on one queue, over HTTP: claims, notes, proposals, two queues, due times. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ApplicantView } from '../../src/contract/applicant.ts';
import { alarmOf, passTime, reportVerdict, setClock } from '../support/controlled-applicant.ts';
import { readApplicant, readLog, send } from '../support/customer.ts';
import { eventually } from '../support/eventually.ts';
import { fireAlarm } from '../support/scripted-setup.ts';
import { createTeam } from '../support/team-keys.ts';
import { onScene, reported, rest, withSession } from './consenting-applicant.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const [ANNA, BEN, SENTA] = ['anna@bank.example', 'ben@bank.example', 'senta@bank.example'];
const scene = onScene();
const as = createTeam(
  {
    anna: { person: ANNA },
    'anna-script': { person: 'Anna@Bank.example' },
    ben: { person: BEN },
    robot: { person: 'robot-7@bank.example' },
    senta: { person: SENTA },
    ada: { person: 'ada@bank.example' },
  },
  {
    [ANNA]: ['reviewer'],
    [BEN]: ['reviewer'],
    'robot-7@bank.example': ['reviewer'],
    [SENTA]: ['senior'],
    'ada@bank.example': ['auditor'],
  },
);
type Name = Parameters<typeof as>[0];

/** A case that is open because the faces differ. */
async function openCase(): Promise<string> {
  const { user } = await reported(scene, undefined, 'another-face');
  expect((await rest(user)).reasons).toEqual(['similarity_low']);
  return user;
}

const claim = (name: Name, user: string, said: object = {}) =>
  as(name, 'POST', `/v1/applicants/${user}/claim`, { json: { reviewer: 'r', ...said } });
const giveBack = (name: Name, user: string) => as(name, 'DELETE', `/v1/applicants/${user}/claim`);
const note = (name: Name, user: string, text = 'Called: no answer.') =>
  as(name, 'POST', `/v1/applicants/${user}/notes`, { json: { reviewer: 'r', note: text } });
const withdraw = (name: Name, user: string) => as(name, 'DELETE', `/v1/applicants/${user}/proposal`);
async function decide(name: Name, user: string, decision: string, said: object = {}) {
  const { seq } = await readApplicant(user);
  const json = { decision, reviewer: 'r', note: `why ${decision}`, seq, ...said };
  return as(name, 'POST', `/v1/applicants/${user}/decisions`, { json });
}

async function listed(query: string): Promise<ApplicantView[]> {
  return (await as('anna', 'GET', `/v1/reviews?limit=100&${query}`)).body.data;
}
const idsOf = (applicants: readonly ApplicantView[]) => applicants.map(({ user_id }) => user_id);
const typesOf = async (user: string) => (await readLog(user)).map(({ type }) => type);
const rowOf = (user: string) =>
  env.DB.prepare(
    'SELECT head_seq, queue, claimed_by, claimed_until_ms, moved_ms FROM applicants WHERE user_id = ?',
  )
    .bind(user)
    .first();

describe('a claim', () => {
  it('of two at once is won by exactly one, and the other learns by whom', async () => {
    const user = await openCase();
    const answers = await Promise.all([claim('anna', user), claim('ben', user), claim('robot', user)]);
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const by = won[0]?.body.review.claimed_by;
    for (const { status, body } of answers.filter(({ status }) => status !== 200)) {
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'claimed_by_other' });
      expect(body.detail).toContain(by);
    }
    expect((await typesOf(user)).filter((type) => type === 'review_claimed')).toHaveLength(1);
  });

  it('is in the queue at once, found by its owner alone, and gone when it has run out', async () => {
    const user = await openCase();
    const { body } = await claim('anna', user);
    const until = new Date(Date.now() + 15 * MINUTE).toISOString();
    expect(body.review).toMatchObject({ claimed_by: ANNA, claimed_until: until });
    // No alarm and no sweep: the claim itself writes the row.
    await eventually(async () => expect(await rowOf(user)).toMatchObject({ claimed_by: ANNA }));
    const shown = async () => (await listed('')).find(({ user_id }) => user_id === user)?.review;
    expect(await shown()).toMatchObject({ claimed_by: ANNA, claimed_until: until });
    const found = async (name: string) =>
      idsOf(await listed(`claimed_by=${encodeURIComponent(name)}`)).includes(user);
    expect([await found(ANNA), await found('ANNA@bank.example'), await found(BEN)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await found('robot-7@bank.example')).toBe(false);

    // Waiting moves the clock.
    setClock(Date.parse(until) - 1);
    expect([await found(ANNA), (await shown())?.claimed_by]).toEqual([true, ANNA]);
    passTime(1);
    expect(await found(ANNA)).toBe(false);
    expect(await shown()).toMatchObject({ claimed_by: null, claimed_until: null });
    expect((await readApplicant(user)).review).toMatchObject({ claimed_by: null, claimed_until: null });
    expect((await claim('robot', user)).body.review.claimed_by).toBe('robot-7@bank.example');
    await eventually(async () => expect(await found('robot-7@bank.example')).toBe(true));
  });

  it('is not recorded again for its owner, whichever key that person uses', async () => {
    const user = await openCase();
    await claim('anna', user);
    const { seq } = await readApplicant(user);
    expect((await claim('anna-script', user)).status).toBe(200);
    expect((await decide('anna-script', user, 'escalate')).status).toBe(200);
    expect(await typesOf(user)).toHaveLength(seq + 1);
  });

  it('keeps others from deciding until they take it over', async () => {
    const user = await openCase();
    await claim('anna', user);
    const refused = await decide('ben', user, 'reject');
    expect([refused.status, refused.body.code]).toEqual([409, 'claimed_by_other']);
    expect((await claim('ben', user, { take_over: true })).body.review.claimed_by).toBe(BEN);
    expect((await readLog(user)).at(-1)?.data).toMatchObject({ taken_over: true });
    expect((await decide('anna', user, 'reject', { take_over: true })).body.status).toBe('rejected');
    const row = await rest(user).then(() => rowOf(user));
    expect(row).toMatchObject({ queue: null, claimed_by: null, claimed_until_ms: null });
  });

  it('is given back by its owner alone; without one nothing changes', async () => {
    const user = await openCase();
    await claim('anna', user);
    expect((await giveBack('ben', user)).body.code).toBe('claimed_by_other');
    expect((await giveBack('anna', user)).body.review.claimed_by).toBe(null);
    const { seq } = await readApplicant(user);
    expect((await giveBack('ben', user)).status).toBe(200);
    expect((await readApplicant(user)).seq).toBe(seq);
    await eventually(async () =>
      expect(await rowOf(user)).toMatchObject({ claimed_by: null, head_seq: seq }),
    );
  });

  it('never makes stale what another reviewer saw', async () => {
    const user = await openCase();
    const { seq } = await readApplicant(user);
    await claim('anna', user);
    await note('anna', user);
    await giveBack('anna', user);
    expect((await decide('ben', user, 'reject', { seq })).body.status).toBe('rejected');
  });
});

describe('notes', () => {
  it('stand with the applicant in any status, write no row, and go with the erasure', async () => {
    const user = await openCase();
    const before = await rowOf(user);
    const added = await note('anna', user, 'Zora Quill called.');
    expect([added.status, added.body.user_id]).toEqual([201, user]);
    await send('GET', `/v1/applicants/${user}/photos/id`, { as: 'reviewer' });
    await rest(user);
    expect(await rowOf(user)).toEqual(before);
    await decide('ben', user, 'reject');
    expect((await note('robot', user, 'Zora Quill wrote.')).status).toBe(201);

    const ask = () => send('GET', `/v1/applicants/${user}/personal-data`, { as: 'auditor' });
    const log = await readLog(user);
    const seqsOf = (type: string) => log.filter((event) => event.type === type).map(({ seq }) => seq);
    const [first, second] = seqsOf('note_added');
    const notes = [
      { seq: first, note: 'Zora Quill called.' },
      { seq: seqsOf('review_decided')[0], note: 'why reject' },
      { seq: second, note: 'Zora Quill wrote.' },
    ];
    expect((await ask()).body.notes).toEqual(notes);
    expect((await env.APPLICANTS.getByName(user).history(0))?.notes).toEqual(notes);
    expect(JSON.stringify(log)).not.toContain('Zora');

    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await rest(user);
    expect((await ask()).body.notes).toEqual([]);
    expect((await env.APPLICANTS.getByName(user).history(0))?.notes).toEqual([]);
    expect(JSON.stringify((await ask()).body)).not.toContain('Zora');
  });

  it('of all rounds are in the history, each by the number of its event', async () => {
    const { user, sessionId } = await withSession('nora');
    scene.ilive.decide(sessionId, 'fail', 'nora');
    await reportVerdict(user, sessionId, 'fail');
    await rest(user);
    await note('anna', user, 'first round');
    await decide('anna', user, 'escalate');
    await decide('anna', user, 'return');
    await decide('anna', user, 'retry_liveness');
    const { body } = await send('POST', `/v1/applicants/${user}/sessions`, { json: {} });
    scene.ilive.decide(body.session_id, 'fail', 'nora');
    await reportVerdict(user, body.session_id, 'fail');
    await rest(user);
    await note('ben', user, 'second round');
    const history = await env.APPLICANTS.getByName(user).history(0);
    const typeOf = new Map(history?.events.map(({ seq, type }) => [seq, type]));
    expect(history?.notes.map(({ seq, note }) => [typeOf.get(seq), note])).toEqual([
      ['note_added', 'first round'],
      ['review_escalated', 'why escalate'],
      ['review_returned', 'why return'],
      ['review_decided', 'why retry_liveness'],
      ['note_added', 'second round'],
    ]);
  });

  it.each([
    ['empty', ''],
    ['blank', '   '],
    ['too long', 'x'.repeat(5_001)],
    ['not well-formed', '\ud800'],
  ])('are refused if %s', async (_, text) => {
    const user = await openCase();
    expect((await note('anna', user, text)).body.code).toBe('invalid_request');
    expect(await typesOf(user)).not.toContain('note_added');
  });
});

describe('a decision that needs two reviewers', () => {
  it('is confirmed by another person, not by another key of the same one', async () => {
    const user = await openCase();
    const proposed = await decide('anna', user, 'approve', { ground: 'same_person' });
    expect(proposed.body).toMatchObject({
      status: 'in_review',
      review: { proposal: { decision: 'approve', ground: 'same_person', by: ANNA, seq: proposed.body.seq } },
    });
    for (const own of ['anna', 'anna-script'] as const) {
      const { status, body } = await decide(own, user, 'approve');
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'other_reviewer_needed' });
    }
    await rest(user);
    const inQueue = (await listed('reason=similarity_low')).find(({ user_id }) => user_id === user);
    expect(inQueue?.review?.proposal).toMatchObject({ by: ANNA });
    expect((await decide('robot', user, 'approve')).status).toBe(200);
    const decided = (await readLog(user)).find(({ type }) => type === 'review_decided');
    expect(decided?.data).toMatchObject({ proposal_seq: proposed.body.seq });
    expect((await rest(user)).status).toBe('approved');
  });

  it('is taken back by its author alone', async () => {
    const user = await openCase();
    await decide('anna', user, 'approve');
    expect((await withdraw('ben', user)).body.code).toBe('other_reviewer_needed');
    expect((await withdraw('anna-script', user)).body.review.proposal).toBe(null);
    const { seq } = await readApplicant(user);
    expect((await withdraw('ben', user)).status).toBe(200);
    expect((await readApplicant(user)).seq).toBe(seq);
    expect((await decide('ben', user, 'approve')).body.review.proposal.by).toBe(BEN);
  });

  it('is ended by one that needs no second, and by new evidence', async () => {
    const user = await openCase();
    await decide('anna', user, 'approve');
    expect((await decide('ben', user, 'retry_liveness')).body).toMatchObject({
      status: 'awaiting_liveness',
      review: { proposal: null },
    });
  });
});

describe('the senior queue', () => {
  it('is decided by a senior who has not escalated, and left by a return', async () => {
    const user = await openCase();
    expect((await decide('anna', user, 'escalate')).body.review.queue).toBe('senior');
    await rest(user);
    const inQueue = async (queue: string) => idsOf(await listed(`queue=${queue}`)).includes(user);
    expect([await inQueue('standard'), await inQueue('senior')]).toEqual([false, true]);
    expect(idsOf(await listed('queue=senior&reason=similarity_low'))).toContain(user);
    expect(idsOf(await listed('queue=standard&reason=similarity_low'))).not.toContain(user);
    for (const name of ['anna', 'ben', 'robot'] as const) {
      expect((await decide(name, user, 'reject')).body.code).toBe('other_reviewer_needed');
    }
    expect((await decide('ben', user, 'return')).body.code).toBe('other_reviewer_needed');
    expect((await decide('anna', user, 'return')).body.review.queue).toBe('standard');
    await rest(user);
    expect([await inQueue('standard'), await inQueue('senior')]).toEqual([true, false]);
    await decide('senta', user, 'escalate');
    expect((await decide('senta', user, 'reject')).body.code).toBe('other_reviewer_needed');
    expect((await decide('anna', user, 'return')).body.code).toBe('other_reviewer_needed');
    expect((await decide('senta', user, 'return')).status).toBe(200);
    await decide('anna', user, 'escalate');
    expect((await decide('senta', user, 'reject')).body.status).toBe('rejected');
  });
});

describe('a due time', () => {
  it('finds what is due before a moment, longest waiting first', async () => {
    const first = await openCase();
    passTime(HOUR);
    const second = await openCase();
    const { due_at, opened_at } = (await readApplicant(first)).review!;
    expect(Date.parse(due_at!)).toBe(Date.parse(opened_at) + 24 * HOUR);
    const dueBefore = async (ms: number) => {
      const before = encodeURIComponent(new Date(ms).toISOString());
      return idsOf(await listed(`due_before=${before}`)).filter((id) => [first, second].includes(id));
    };
    expect(await dueBefore(Date.parse(due_at!))).toEqual([]);
    expect(await dueBefore(Date.parse(due_at!) + 1)).toEqual([first]);
    expect(await dueBefore(Date.parse(due_at!) + 2 * HOUR)).toEqual([first, second]);
    expect(idsOf(await listed('')).filter((id) => [first, second].includes(id))).toEqual([first, second]);
    const offset = encodeURIComponent(due_at!.replace('Z', '-02:00'));
    expect(idsOf(await listed(`due_before=${offset}`))).toEqual(expect.arrayContaining([first, second]));
  });

  it('that has passed is logged and told once, by the alarm', async () => {
    const user = await openCase();
    const { due_at } = (await readApplicant(user)).review!;
    // The case compares its row each night, so its alarm may ring before.
    while (Date.now() < Date.parse(due_at!)) {
      setClock((await alarmOf(user)) ?? Number.NaN);
      expect((await typesOf(user)).includes('review_overdue')).toBe(false);
      await fireAlarm(user);
    }
    expect(Date.now()).toBe(Date.parse(due_at!));
    await rest(user);
    for (let more = 0; more < 3; more += 1) {
      setClock((await alarmOf(user)) ?? Number.NaN);
      await fireAlarm(user);
    }
    await rest(user);
    expect((await typesOf(user)).filter((type) => type === 'review_overdue')).toHaveLength(1);
    const told = scene.customer.of(user).filter(({ type }) => type === 'applicant.review_overdue');
    expect(told).toMatchObject([
      { timestamp: due_at, data: { user_id: user, status: 'in_review', reasons: ['similarity_low'] } },
    ]);
    expect((await readLog(user)).find(({ seq }) => seq === told[0]?.data.seq)?.type).toBe('review_overdue');
    expect((await decide('anna', user, 'reject')).body.status).toBe('rejected');
  });

  it('of a case that was decided in time is never told', async () => {
    const user = await openCase();
    await decide('anna', user, 'reject');
    passTime(48 * HOUR);
    await rest(user);
    expect(scene.customer.types(user)).not.toContain('applicant.review_overdue');
  });
});

describe('the routes', () => {
  it('give the first answer to a repeated key, and record once', async () => {
    const user = await openCase();
    for (const [route, json, status, type] of [
      ['claim', { reviewer: 'r' }, 200, 'review_claimed'],
      ['notes', { reviewer: 'r', note: 'once' }, 201, 'note_added'],
    ] as const) {
      const path = `/v1/applicants/${user}/${route}`;
      const headers = { 'idempotency-key': crypto.randomUUID() };
      const first = await as('anna', 'POST', path, { json, headers });
      const again = await as('anna', 'POST', path, { json, headers });
      expect([first.status, again.status]).toEqual([status, status]);
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      const other = await as('anna', 'POST', path, { json: { ...json, reviewer: 'r2' }, headers });
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
      expect((await typesOf(user)).filter((it) => it === type)).toHaveLength(1);
    }
  });

  it('are 410 for the erased, 404 for the unknown, and 409 where no case is open', async () => {
    const erased = await openCase();
    await send('DELETE', `/v1/applicants/${erased}`, { as: 'eraser' });
    const { user: early } = await withSession('early');
    const calls = { claim, giveBack, note, withdraw } as const;
    for (const [name, call] of Object.entries(calls)) {
      const { status, body } = await call('anna', erased);
      expect({ name, status, code: body.code }).toEqual({ name, status: 410, code: 'gone' });
      const unknown = await call('anna', 'nobody-knows');
      expect({ name, code: unknown.body.code }).toEqual({ name, code: 'applicant_not_found' });
    }
    for (const call of [claim, withdraw]) expect((await call('anna', early)).body.code).toBe('wrong_status');
    expect((await decide('anna', erased, 'reject', { seq: 1 })).status).toBe(410);
  });

  it.each([
    ['a queue that there is not', 'queue=middle'],
    ['nobody', 'claimed_by='],
    ['no time', 'due_before=tomorrow'],
    ['a misspelt filter', 'claimedby=anna'],
  ])('refuse %s', async (_, query) => {
    expect((await as('anna', 'GET', `/v1/reviews?${query}`)).body.code).toBe('invalid_request');
  });

  it('read for an auditor and decide nothing', async () => {
    const user = await openCase();
    expect((await as('ada', 'GET', '/v1/reviews')).status).toBe(200);
    expect((await as('ada', 'GET', `/v1/applicants/${user}/photos/id`)).status).toBe(200);
    for (const call of [claim, giveBack, note, withdraw]) {
      expect((await call('ada', user)).body.code).toBe('insufficient_scope');
    }
    expect((await decide('ada', user, 'reject')).body.code).toBe('insufficient_scope');
  });

  it('give every case of a filter once, page by page', async () => {
    const mine: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const user = await openCase();
      await claim('senta', user);
      await rest(user);
      mine.push(user);
      passTime(1_000);
    }
    const found: string[] = [];
    for (let cursor = ''; ; ) {
      const path = `/v1/reviews?limit=2&queue=standard&claimed_by=${SENTA}${cursor}`;
      const { body } = await as('anna', 'GET', path);
      found.push(...idsOf(body.data));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(found).toEqual(mine);
  });
});
