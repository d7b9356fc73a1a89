import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { staleWords } from '../../src/pages/review/forms/stale-page.tsx';
import { createFailedLivenessCase, createLowSimilarityCase } from '../support/cases.ts';
import {
  completeLiveness,
  createWithIdPhoto,
  decide,
  newUserId,
  readAfterRun,
  readApplicant,
  readLog,
  send,
  typesOf,
} from '../support/customer.ts';
import { accessToken, browse, hiddenFieldsOf, useTeamKeys } from '../support/team.ts';

useTeamKeys();

describe('the console', () => {
  it('has a page policy without any inline code, and answers that nobody keeps', async () => {
    const { headers, text } = await browse('/review', { as: await accessToken() });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    // Without it browsers send the forms with "Origin: null".
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
  });

  it('shows a case, logs each look under the reviewer, takes the decision, and opens the next', async () => {
    const as = await accessToken();
    const user = await createLowSimilarityCase();
    const next = await createFailedLivenessCase();
    const page = await browse(`/review/applicants/${user}`, { as });
    expect(page.status).toBe(200);
    for (const kind of ['id', 'liveness']) {
      expect(page.text).toContain(`src="/review/applicants/${user}/photos/${kind}"`);
      const picture = await browse(`/review/applicants/${user}/photos/${kind}`, { as });
      expect(picture.headers.get('content-type')).toBe('image/jpeg');
      expect(picture.headers.get('cache-control')).toBe('no-store');
    }
    const looks = (await readLog(user)).filter(({ type }) => type === 'photo_viewed') as { actor?: string }[];
    expect(looks.map(({ actor }) => actor)).toEqual([
      'reviewer:rita@example.com',
      'reviewer:rita@example.com',
    ]);
    expect(page.text).toContain('Not above 0.65');

    const form = {
      ...hiddenFieldsOf(page),
      decision: 'reject',
      ground_reject: 'different_person',
      note: ' ears differ\n',
    };
    const decided = await browse(`/review/applicants/${user}/decisions`, { as, form });
    expect(decided.status).toBe(303);
    expect(await readApplicant(user)).toMatchObject({
      status: 'rejected',
      review: {
        decision: 'reject',
        ground: 'different_person',
        reviewer: 'rita@example.com',
        note: ' ears differ\n',
      },
    });
    const over = await browse(`/review/applicants/${user}`, { as });
    // Who it was stands below, once.
    expect(over.text).toMatch(
      /“Reject” · Another person, no sign of fraud<\/span>.{0,400} · rita@example\.com</s,
    );
    const advance = await browse(decided.headers.get('location')!, { as });
    expect(advance.status).toBe(303);
    expect(advance.headers.get('location')).toMatch(/^\/review\/applicants\/[^?]+\?done=/);
    expect(advance.headers.get('location')).not.toContain(`/applicants/${user}?`);
    const opened = await browse(`/review/applicants/${next}?done=${user}&decision=reject`, { as });
    expect(opened.text).toContain(`${user}: “Reject” is recorded.`);
  });

  it('names who has decided, not the label that a key has sent', async () => {
    const user = await createFailedLivenessCase();
    await decide(user, 'reject', undefined, { reviewer: 'rita@example.com', ground: 'customer_withdrew' });
    const { text } = await browse(`/review/applicants/${user}`, { as: await accessToken() });
    expect(text).toContain('“Reject” by key:reviewer');
    expect(text).not.toContain('by rita@example.com');
    expect(staleWords(await readApplicant(user))).toContain('“Reject” by key:reviewer.');
  });

  it('offers what the reasons allow and nothing else', async () => {
    const as = await accessToken();
    const { text } = await browse(`/review/applicants/${await createFailedLivenessCase()}`, { as });
    const offered = [...text.matchAll(/<button[^>]* name="decision" value="(\w+)"/g)].map(
      ([, decision]) => decision,
    );
    expect(offered).toEqual(['reject', 'retry_liveness', 'escalate']);
    const user = await createFailedLivenessCase();
    const page = await browse(`/review/applicants/${user}`, { as });
    const form = { ...hiddenFieldsOf(page), decision: 'approve', ground_approve: 'known_customer', note: '' };
    expect((await browse(`/review/applicants/${user}/decisions`, { as, form })).status).toBe(409);
    expect((await readApplicant(user)).status).toBe('in_review');
  });

  it('asks for a reason, and keeps the note meanwhile', async () => {
    const as = await accessToken();
    const user = await createFailedLivenessCase();
    const page = await browse(`/review/applicants/${user}`, { as });
    for (const ground of ['', 'Because', 'known_customer']) {
      const form = { ...hiddenFieldsOf(page), decision: 'reject', ground_reject: ground, note: 'my words' };
      const again = await browse(`/review/applicants/${user}/decisions`, { as, form });
      expect(again.status).toBe(400);
      expect(again.text).toContain('Choose a reason for this decision first.');
      expect(again.text).toContain('my words');
    }
    expect((await readApplicant(user)).status).toBe('in_review');
  });

  it('shows a decision made elsewhere meanwhile, and does not overwrite it', async () => {
    const as = await accessToken();
    const user = await createLowSimilarityCase();
    const page = await browse(`/review/applicants/${user}`, { as });
    await decide(user, 'reject', undefined, { take_over: true });
    const form = {
      ...hiddenFieldsOf(page),
      decision: 'approve',
      ground_approve: 'same_person',
      note: '<b>',
    };
    const stale = await browse(`/review/applicants/${user}/decisions`, { as, form });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Your decision was not recorded');
    expect(stale.text).toContain('by key:reviewer');
    expect(stale.text).toContain('Review decided');
    expect(stale.text).toContain('&lt;b&gt;');
    expect((await readApplicant(user)).status).toBe('rejected');
  });

  it('shows the other person of a possible duplicate', async () => {
    const as = await accessToken();
    const [one, two] = [newUserId(), newUserId()];
    for (const user of [one, two]) {
      await createWithIdPhoto(user, 'franck_02159.jpg');
      await completeLiveness(user, 'franck_04035.jpg');
    }
    const page = await browse(`/review/applicants/${two}`, { as });
    expect(page.text).toContain(`href="/review/applicants/${one}"`);
    expect(page.text).toContain(`src="/review/applicants/${one}/photos/liveness"`);
  });

  it('takes no form of another site, reviewer or time', async () => {
    const as = await accessToken();
    const user = await createFailedLivenessCase();
    const fields = hiddenFieldsOf(await browse(`/review/applicants/${user}`, { as }));
    const mallory = await accessToken({ email: 'mallory@example.com' });
    const form = { ...fields, decision: 'reject', ground_reject: 'spoof', note: '' };
    const path = `/review/applicants/${user}/decisions`;
    const tried = [
      await browse(path, { as, form, headers: { origin: 'https://evil.test' } }),
      await browse(path, { as, form, headers: { origin: 'null' } }),
      await browse(path, { as: mallory, form }),
      await browse(path, { as, form: { ...form, token: '' } }),
      await browse(path, { as, form: { ...form, seq: 'x' } }),
    ];
    expect(tried.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect((await readApplicant(user)).status).toBe('in_review');
    expect((await browse(path, { as, form })).status).toBe(303);
  });

  it('shows all that happened, however often the photos were looked at', async () => {
    const as = await accessToken();
    const user = await createFailedLivenessCase();
    const object = env.APPLICANTS.getByName(user);
    for (let looks = 0; looks < 1_000; looks += 1)
      await object.viewPhoto('id', `reviewer:r${looks}@example.com`);
    await decide(user, 'reject');
    const { text } = await browse(`/review/applicants/${user}`, { as });
    expect(text).toContain('<strong>Review decided</strong>');
    expect(text).toContain('<strong>Applicant created</strong>');
    expect(text).toContain('Looks at photos: 1000, the newest 100 of them');
    expect(text.match(/<strong>Photo viewed<\/strong>/g)).toHaveLength(100);
  });

  it('logs no look that another site has caused', async () => {
    const as = await accessToken();
    const user = await createFailedLivenessCase();
    const look = (site: string, by = as) =>
      browse(`/review/applicants/${user}/photos/id`, { as: by, headers: { 'sec-fetch-site': site } });
    for (const site of ['cross-site', 'same-site']) expect((await look(site)).status).toBe(404);
    const types = () => typesOf(user);
    expect(await types()).not.toContain('photo_viewed');
    const tom = await accessToken({ email: 'tom@example.com' });
    expect((await look('same-origin')).status).toBe(200);
    expect((await look('none', tom)).status).toBe(200);
    expect((await types()).filter((type) => type === 'photo_viewed')).toHaveLength(2);
  });

  it('shows no case to which another site has led, before the reviewer has opened it', async () => {
    const as = await accessToken();
    const user = await createFailedLivenessCase();
    const path = `/review/applicants/${user}`;
    const open = (site: string) => browse(path, { as, headers: { 'sec-fetch-site': site } });
    for (const site of ['cross-site', 'same-site', 'something-new']) {
      const { status, text } = await open(site);
      expect({ site, status, heading: /<h1>([^<]*)/.exec(text)?.[1] }).toEqual({
        ...{ site, status: 200, heading: 'Open this case?' },
      });
      expect(text).not.toMatch(/<img|\/photos\/|<form/);
      expect(text).toContain(`<a class="button" href="${path}">`);
    }
    for (const site of ['same-origin', 'none'])
      expect((await open(site)).text).toContain(`${path}/photos/id`);
    expect(await typesOf(user)).not.toContain('photo_viewed');
  });

  it('says that a decision is recorded only if it is, and by this reviewer', async () => {
    const [rita, tom] = [await accessToken(), await accessToken({ email: 'tom@example.com' })];
    const [open, byApi, byRita] = [
      await createFailedLivenessCase(),
      await createFailedLivenessCase(),
      await createFailedLivenessCase(),
    ];
    await decide(byApi, 'reject');
    const form = { ...hiddenFieldsOf(await browse(`/review/applicants/${byRita}`, { as: rita })), note: '' };
    const decision = { decision: 'reject', ground_reject: 'spoof' };
    await browse(`/review/applicants/${byRita}/decisions`, { as: rita, form: { ...form, ...decision } });
    const claims = async (path: string, as: string) =>
      (await browse(path, { as })).text.includes('is recorded.');
    const query = (user: string, said = 'reject') => `?done=${user}&decision=${said}`;
    for (const page of ['/review', `/review/applicants/${open}`]) {
      expect(await claims(page + query(byRita), rita)).toBe(true);
      for (const said of [query(open), query(byApi), query('nobody'), query(byRita, 'retry_liveness')])
        expect({ said, claimed: await claims(page + said, rita) }).toEqual({ said, claimed: false });
      expect(await claims(page + query(byRita), tom)).toBe(false);
    }
  });

  it('finds by user, by session and by status, and shows an erased applicant', async () => {
    const as = await accessToken();
    const user = await createFailedLivenessCase();
    const { liveness } = await readApplicant(user);
    for (const query of [
      `q=${user.slice(0, 20)}`,
      `q=${liveness!.session_id}`,
      `q=${user}&status=in_review`,
    ]) {
      expect((await browse(`/review/search?${query}`, { as })).text).toContain(`/review/applicants/${user}"`);
    }
    const { text: none } = await browse(`/review/search?q=${user}&status=approved`, { as });
    expect(none).toContain('Nobody found anywhere in an id or the metadata.');
    expect(none).not.toContain('Nobody found by the start');
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await readAfterRun(user);
    const erased = await browse(`/review/applicants/${user}`, { as });
    expect(erased.status).toBe(200);
    expect(erased.text).toContain('Applicant erased');
    expect(erased.text).not.toContain('<img');
    expect((await browse('/review/applicants/nobody-here', { as })).status).toBe(404);
  });
});
