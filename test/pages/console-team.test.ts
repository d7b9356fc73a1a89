/** The console for a team: who sees and does what, and who has which case. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { reviewConsole } from '../../src/pages/review/console.tsx';
import { createFailedLivenessCase, createLowSimilarityCase } from '../support/cases.ts';
import { decide, readAfterRun, readApplicant, readLog, send, typesOf } from '../support/customer.ts';
import { accessToken, browse, hiddenFieldsOf, type Seen, useTeamKeys } from '../support/team.ts';

useTeamKeys();
afterEach(() => {
  vi.useRealTimers();
});

const ROLES = JSON.stringify({
  'rita@example.com': ['reviewer'],
  'Sam@example.com': ['senior'],
  'aud@example.com': ['auditor'],
  'sue@example.com': ['supervisor'],
  '*@team.example.com': ['reviewer'],
});
const settings = { ROLES };
const as = (name: string) => accessToken({ email: name.includes('@') ? name : `${name}@example.com` });
const caseOf = (user: string) => `/review/applicants/${user}`;
const open = async (user: string, who: string, query = '') =>
  browse(`${caseOf(user)}${query}`, { as: await as(who), settings });
const submit = async (user: string, what: string, who: string, form: Record<string, string>, query = '') =>
  browse(`${caseOf(user)}/${what}${query}`, { as: await as(who), settings, form });
const decisionsIn = ({ text }: Seen) =>
  [...text.matchAll(/<fieldset class="(\w+)"><legend>/g)].map(([, decision]) => decision);
const countOf = async (user: string, type: string) =>
  (await typesOf(user)).filter((found) => found === type).length;

const REJECT = { decision: 'reject', ground_reject: 'customer_withdrew', note: '' };
const ESCALATE = { decision: 'escalate', ground_escalate: 'second_opinion', note: '' };

describe('ROLES', () => {
  const PEOPLE = {
    rita: { pages: 200, decides: true },
    sam: { pages: 200, decides: true },
    'SAM@EXAMPLE.COM': { pages: 200, decides: true },
    'new@team.example.com': { pages: 200, decides: true },
    aud: { pages: 200, decides: false },
    sue: { pages: 200, decides: false },
    'tom@example.com': { pages: 403, decides: false },
    'new@other.example.com': { pages: 403, decides: false },
    'rita@example.com.evil.test': { pages: 403, decides: false },
  } as const;
  const PAGES = [
    '/review',
    '/review/queue',
    '/review/next',
    '/review/search',
    '/review/overview',
    '/review/known',
    '/review/known/:form{decisions}',
    '/review/notifications',
    '/review/applicants/:user_id',
    '/review/applicants/:user_id/:form{decisions|claim|notes|proposal}',
    '/review/applicants/:user_id/photos/:photo',
  ];
  const FORMS = [
    ['claim', { act: 'take_over' }],
    ['claim', { leave: 'queue' }],
    ['notes', { note: 'seen' }],
    ['proposal', {}],
    ['decisions', { ...REJECT, note: 'words' }],
  ] as const;

  it('are tried on every route of the console', () => {
    const routes = reviewConsole.routes.filter(({ method }) => method !== 'ALL');
    const forms = FORMS.map(([what]) => `POST /review/applicants/:user_id/${what}`);
    const known = new Set([
      'POST /review/search',
      'POST /review/known/decisions',
      ...PAGES.map((path) => `GET ${path}`),
      ...forms,
    ]);
    expect(new Set(routes.map(({ method, path }) => `${method} ${path}`))).toEqual(known);
  });

  it.each(Object.entries(PEOPLE))('%s gets %o on every page and form', async (who, { pages, decides }) => {
    const user = await createLowSimilarityCase();
    for (const route of PAGES) {
      const path = route
        .replace(':user_id', user)
        .replace(/:form{(\w+).*/, '$1')
        .replace(':photo', 'liveness');
      const seen = await browse(path, { as: await as(who), settings });
      const leadsOn = route === '/review/next' || route.includes(':form');
      expect({ path, status: seen.status }).toEqual({ path, status: pages === 200 && leadsOn ? 303 : pages });
      if (pages === 403) {
        expect(seen.text).toContain('You have no role here');
        expect(seen.text).not.toMatch(/<table|<img|<form/);
      }
    }
    const page = await open(user, who);
    expect(decisionsIn(page).length > 0).toBe(decides);
    expect(await countOf(user, 'review_claimed')).toBe(decides ? 1 : 0);
    // Even with a form that is theirs, as when a role was taken away meanwhile.
    const token = hiddenFieldsOf(await browse(caseOf(user), { as: await as(who) })).token!;
    const seq = String((await readApplicant(user)).seq);
    await send('DELETE', `/v1/applicants/${user}/claim`, { as: 'reviewer' });
    const before = await typesOf(user);
    for (const [what, form] of FORMS) {
      const sent = await submit(user, what, who, { token, seq, ...form });
      expect({ what, status: sent.status }).toEqual({ what, status: decides ? 303 : 403 });
      if (!decides) expect(sent.text).toContain('What you sent has not been recorded.');
      if (!decides && what === 'decisions') expect(sent.text).toContain('words');
    }
    if (!decides) expect(await typesOf(user)).toEqual(before);
    expect((await readApplicant(user)).status).toBe(decides ? 'rejected' : 'in_review');
  });

  it('unset let everybody decide, also in the senior queue', async () => {
    const user = await createLowSimilarityCase();
    await decide(user, 'escalate', undefined, { ground: 'second_opinion' });
    const page = await browse(caseOf(user), { as: await as('tom') });
    expect(decisionsIn(page)).toEqual(['approve', 'reject', 'retry_liveness', 'new_id_photo', 'return']);
  });
});

describe('the senior queue', () => {
  it('is decided by a senior, not by a reviewer, and not by who escalated', async () => {
    const user = await createLowSimilarityCase();
    const page = await open(user, 'rita');
    const form = { ...hiddenFieldsOf(page), ...ESCALATE };
    const sent = await submit(user, 'decisions', 'rita', form);
    expect(sent.status).toBe(303);
    const after = await browse(sent.headers.get('location')!, { as: await as('rita'), settings });
    const landed = await browse(after.headers.get('location')!, { as: await as('rita'), settings });
    expect(landed.text).toContain(`${user}: “Escalate” is recorded.`);

    const own = await open(user, 'rita');
    expect(decisionsIn(own)).toEqual(['return']);
    expect(own.text).toContain('You escalated this case');
    const reviewer = await open(user, 'new@team.example.com');
    expect(decisionsIn(reviewer)).toEqual([]);
    expect(reviewer.text).toContain('Somebody with the role senior decides it.');
    // Nobody who cannot decide it keeps it from the senior.
    expect((await readApplicant(user)).review).toMatchObject({ queue: 'senior', claimed_by: null });

    const token = hiddenFieldsOf(reviewer).token!;
    const refused = await submit(user, 'decisions', 'new@team.example.com', {
      ...{ token, seq: String((await readApplicant(user)).seq) },
      ...REJECT,
    });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('Somebody with the role senior must decide it.');

    const senior = await open(user, 'sam');
    expect(decisionsIn(senior)).toContain('reject');
    expect((await submit(user, 'decisions', 'sam', { ...hiddenFieldsOf(senior), ...REJECT })).status).toBe(
      303,
    );
    expect((await readApplicant(user)).status).toBe('rejected');
  });
});

describe('a case that is opened', () => {
  it('is claimed once, and only by an own navigation of a person', async () => {
    const user = await createFailedLivenessCase();
    const rita = await as('rita');
    const requests: [Record<string, string>, string?][] = [
      [{ 'sec-fetch-site': 'cross-site' }],
      [{ 'sec-fetch-site': 'same-site' }],
      [{ 'sec-fetch-site': 'same-origin', 'sec-purpose': 'prefetch' }],
      [{ 'sec-fetch-site': 'none', 'sec-purpose': 'prefetch;prerender' }],
      [{ 'x-moz': 'prefetch' }],
    ];
    for (const path of [caseOf(user), '/review/next']) {
      for (const [headers] of requests) await browse(path, { as: rita, settings, headers });
    }
    await browse(caseOf(user), { as: rita, settings, method: 'HEAD' });
    expect(await countOf(user, 'review_claimed')).toBe(0);
    for (const site of ['same-origin', 'none', 'same-origin'])
      await browse(caseOf(user), { as: rita, settings, headers: { 'sec-fetch-site': site } });
    expect(await countOf(user, 'review_claimed')).toBe(1);
    expect((await readApplicant(user)).review).toMatchObject({ claimed_by: 'rita@example.com' });
  });

  it('says who else has it and until when; it is taken over on purpose, and left by a form', async () => {
    const user = await createFailedLivenessCase();
    await open(user, 'rita');
    const { claimed_until: until } = (await readApplicant(user)).review!;
    const taken = await open(user, 'sam');
    expect(taken.text).toContain('<strong>rita@example.com</strong> has this case until');
    expect(taken.text).toContain(`datetime="${until}"`);
    expect(taken.text).toContain('Open the next free case');
    expect(decisionsIn(taken)).toEqual([]);
    expect((await readApplicant(user)).review!.claimed_by).toBe('rita@example.com');

    expect((await submit(user, 'claim', 'sam', hiddenFieldsOf(taken))).status).toBe(303);
    expect((await readApplicant(user)).review!.claimed_by).toBe('sam@example.com');
    // Who has lost it cannot end the claim of the other.
    const stale = { token: hiddenFieldsOf(await open(user, 'rita')).token!, leave: 'queue' };
    expect((await submit(user, 'claim', 'rita', stale)).headers.get('location')).toBe('/review');
    expect((await readApplicant(user)).review!.claimed_by).toBe('sam@example.com');

    const mine = await open(user, 'sam', '?reason=liveness_failed&mine=1');
    const action = /class="leave" method="post" action="([^"]+)"/
      .exec(mine.text)![1]!
      .replaceAll('&amp;', '&');
    const left = await browse(action, {
      as: await as('sam'),
      settings,
      form: { token: hiddenFieldsOf(mine).token!, leave: 'queue' },
    });
    expect(left.headers.get('location')).toBe('/review?reason=liveness_failed&mine=1');
    expect((await readApplicant(user)).review!.claimed_by).toBeNull();
  });

  it('is decided over the claim of another only once the reviewer has said so', async () => {
    const user = await createFailedLivenessCase();
    const page = await open(user, 'rita');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
    await open(user, 'sam');
    const form = { ...hiddenFieldsOf(page), ...REJECT, note: 'my words' };
    const asked = await submit(user, 'decisions', 'rita', form);
    expect(asked.status).toBe(409);
    expect(asked.text).toContain('sam@example.com has this case until');
    expect(asked.text).toContain('my words');
    expect(asked.text).toContain('<option value="customer_withdrew" selected="">');
    expect((await readApplicant(user)).status).toBe('in_review');
    // Not for a claim of somebody whom the page did not name.
    const wrong = await submit(user, 'decisions', 'rita', form, '?take_over=tom%40example.com');
    expect(wrong.status).toBe(409);
    const anyway = /formaction="([^"]+)"/.exec(asked.text)![1]!.replaceAll('&amp;', '&');
    const decided = await browse(anyway, { as: await as('rita'), settings, form });
    expect(decided.status).toBe(303);
    expect((await readApplicant(user)).status).toBe('rejected');
  });

  it('is free again once the time of the claim has passed', async () => {
    const user = await createFailedLivenessCase();
    await open(user, 'rita');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * 60_000 });
    expect(decisionsIn(await open(user, 'sam'))).toContain('reject');
    expect((await readApplicant(user)).review!.claimed_by).toBe('sam@example.com');
  });
});

describe('a decision that contradicts a score by a wide margin', () => {
  it('is asked once more, and taken then', async () => {
    const user = await createLowSimilarityCase();
    const page = await open(user, 'rita');
    const form = {
      ...hiddenFieldsOf(page),
      ...{ decision: 'approve', ground_approve: 'same_person', note: 'twins?', same_person: 'yes' },
    };
    const asked = await submit(user, 'decisions', 'rita', form);
    expect(asked.status).toBe(409);
    expect(asked.text).toContain('far below 0.65. Are they the same person anyway?');
    expect(asked.text).toContain('twins?');
    expect(asked.text).toContain('name="same_person" value="yes" checked=""');
    // The question is about this ground: another one is asked anew.
    const other = { ...form, ground_approve: 'known_customer' };
    const anyway = /formaction="([^"]+)"/.exec(asked.text)![1]!.replaceAll('&amp;', '&');
    const rita = { as: await as('rita'), settings };
    expect((await browse(anyway, { ...rita, form: other })).status).toBe(409);
    expect((await readApplicant(user)).status).toBe('in_review');
    expect((await browse(anyway, { ...rita, form })).status).toBe(303);
    const decided = (await readLog(user)).find(({ type }) => type === 'review_decided');
    expect(decided?.data).toMatchObject({ decision: 'approve', same_person: { match: 'yes' } });
    const over = await readAfterRun(user);
    expect(over.match!.outcome).toBe('accepted_by_reviewer');
    expect((await open(user, 'rita')).text).toContain('Not above 0.65, accepted by rita@example.com.');
  });

  it.each(['maybe', ''])('keeps no answer to “same person” that is none: %j', async (answer) => {
    const user = await createFailedLivenessCase();
    const form = { ...hiddenFieldsOf(await open(user, 'rita')), ...REJECT, same_person: answer };
    expect((await submit(user, 'decisions', 'rita', form)).status).toBe(303);
    const decided = (await readLog(user)).find(({ type }) => type === 'review_decided');
    expect(decided?.data).toMatchObject({ same_person: null });
  });
});

describe('a note', () => {
  it('is added at any time, without deciding, and makes no form stale', async () => {
    const user = await createFailedLivenessCase();
    const page = await open(user, 'rita');
    const token = hiddenFieldsOf(page).token!;
    const added = await submit(user, 'notes', 'rita', { token, note: 'Called: no answer.' });
    expect(added.headers.get('location')).toBe(`${caseOf(user)}#log`);
    expect(await countOf(user, 'note_added')).toBe(1);
    for (const note of ['', ' \n', 'x'.repeat(4_001)]) {
      const refused = await submit(user, 'notes', 'rita', { token, note });
      expect(refused.status).toBe(409);
      expect(refused.text).toContain('A note needs words');
    }
    for (const bad of ['', 'x']) {
      const refused = await submit(user, 'notes', 'rita', { token: bad, note: 'kept' });
      expect(refused.text).toContain('kept');
    }
    const foreign = await browse(`${caseOf(user)}/notes`, {
      as: await as('rita'),
      settings,
      form: { token, note: 'x' },
      headers: { origin: 'https://evil.test' },
    });
    expect(foreign.status).toBe(400);
    expect(await countOf(user, 'note_added')).toBe(1);
    // A form with an error is shown again, not called stale by the note.
    const form = { ...hiddenFieldsOf(page), ...REJECT, ground_reject: '' };
    expect((await submit(user, 'decisions', 'rita', form)).status).toBe(400);
    expect((await submit(user, 'decisions', 'rita', { ...form, ...REJECT })).status).toBe(303);
    expect((await submit(user, 'notes', 'rita', { token, note: 'Afterwards.' })).status).toBe(303);
    expect(await countOf(user, 'note_added')).toBe(2);
    const { text } = await open(user, 'rita');
    for (const note of ['Called: no answer.', 'Afterwards.'])
      expect(text).toContain(`<blockquote>${note}</blockquote>`);
  });
});

it('leads from the address of any form to its case, with the filter', async () => {
  for (const what of ['decisions', 'claim', 'notes', 'proposal']) {
    const seen = await browse(`/review/applicants/user-1/${what}?queue=senior`, {
      as: await as('rita'),
      settings,
    });
    expect(seen.headers.get('location')).toBe('/review/applicants/user-1?queue=senior');
  }
});

it('says in words that the data is out of reach, with the request to ask for and a way to try again', async () => {
  const away = () => {
    throw new Error('D1_ERROR: Network connection lost.');
  };
  const DB = { prepare: away, batch: away, exec: away, dump: away, withSession: away };
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  for (const path of [
    '/review?queue=senior',
    '/review/queue?queue=senior',
    '/review/next?queue=standard',
    '/review/search?q=x',
    '/review/overview?days=7',
    '/review/notifications?x=1',
  ]) {
    const { status, headers, text } = await browse(path, {
      as: await as('rita'),
      settings: { ...settings, DB },
    });
    expect({ path, status }).toEqual({ path, status: 503 });
    expect(headers.get('content-type')).toContain('text/html');
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
    expect(text).toContain('The data cannot be reached at the moment');
    expect(text).toContain(`<code>${headers.get('x-request-id')}</code>`);
    expect(text).toContain(`<a class="button" href="${path}">`);
  }
  said.mockRestore();
});

it('a failure while a decision is sent does not lose what was typed', async () => {
  const user = await createFailedLivenessCase();
  const form = { ...hiddenFieldsOf(await open(user, 'rita')), ...REJECT, note: 'long words' };
  const APPLICANTS = {
    getByName: () => {
      throw new Error('internal error');
    },
  };
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { status, text } = await browse(`${caseOf(user)}/decisions`, {
    ...{ as: await as('rita'), form },
    settings: { ...settings, APPLICANTS },
  });
  expect(status).toBe(500);
  expect(text).toContain('Something went wrong here');
  expect(text).toContain('long words');
  expect(text).not.toContain('internal error');
  expect(text).toContain(`href="${caseOf(user)}"`);
  said.mockRestore();
});
