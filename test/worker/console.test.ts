import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import worker from '../../src/http/app.ts';
import { failed, unlike } from '../support/cases.ts';
import { created, decide, log, newUserId, read, send, settled, verify } from '../support/customer.ts';
import { browse, hidden, symmetric, token, unsigned, withTeam } from '../support/team.ts';

withTeam();

const nowS = () => Math.floor(Date.now() / 1000);

describe('who may enter the console', () => {
  it('lets in whom Access names, by header or cookie', async () => {
    const as = await token();
    expect((await browse('/review', { as })).status).toBe(200);
    const byHeader = await browse('/review', { headers: { 'cf-access-jwt-assertion': as } });
    expect(byHeader.status).toBe(200);
    expect(byHeader.text).toContain('rita@example.com');
  });

  const bad: [string, () => Promise<string | undefined> | string][] = [
    ['no token', async () => undefined],
    ['no token at all but text', () => 'x.y.z'],
    ['a key that is not the team’s', () => token({ by: 'stranger' })],
    ['another audience', () => token({ aud: 'f'.repeat(64) })],
    ['another issuer', () => token({ iss: 'https://other.test' })],
    ['its time over', () => token({ exp: nowS() - 5 })],
    ['algorithm none', () => unsigned()],
    ['the public key as a secret', symmetric],
  ];
  it.each(bad)('keeps out: %s', async (_, make) => {
    const user = await created(newUserId(), 'cage.jpg');
    const as = await make();
    const given = as === undefined ? {} : { as };
    for (const path of ['', '/queue', '/next', '/search', `/applicants/${user.user_id}`]) {
      const { status, text } = await browse(`/review${path}`, given);
      expect({ path, status }).toEqual({ path, status: 403 });
      expect(text).toContain('https://team.test/cdn-cgi/access/login/kyc.test?kid=');
      expect(text).not.toContain('<table');
    }
    const photo = await browse(`/review/applicants/${user.user_id}/photos/id`, given);
    expect(photo.status).toBe(403);
    const form = { token: 'x', decision: 'approve', seq: '1' };
    expect((await browse(`/review/applicants/${user.user_id}/decisions`, { ...given, form })).status).toBe(
      403,
    );
    expect((await log(user.user_id)).map(({ type }) => type)).not.toContain('photo_viewed');
  });

  it('is not there at all while Access is not set', async () => {
    const unset = { ...env, ACCESS_TEAM_DOMAIN: '', ACCESS_AUD: '' };
    const headers = { cookie: `CF_Authorization=${await token()}` };
    for (const path of ['/review', '/review/search', '/review/applicants/user-1']) {
      const answer = await worker.fetch(
        new Request(`https://kyc.test${path}`, { headers }),
        unset,
        {} as ExecutionContext,
      );
      expect({ path, status: answer.status }).toEqual({ path, status: 404 });
    }
  });

  it.each([
    { ACCESS_TEAM_DOMAIN: '', ACCESS_AUD: 'a'.repeat(64) },
    { ACCESS_TEAM_DOMAIN: 'team.test', ACCESS_AUD: '' },
    { ACCESS_TEAM_DOMAIN: 'http://team.test', ACCESS_AUD: 'a'.repeat(64) },
    { ACCESS_TEAM_DOMAIN: 'team.test', ACCESS_AUD: 'short' },
  ])('makes the service not ready with %o', async (settings) => {
    const answer = await worker.fetch(
      new Request('https://kyc.test/review'),
      { ...env, ...settings },
      {} as ExecutionContext,
    );
    expect(answer.status).toBe(503);
  });
});

describe('the console', () => {
  it('has a page policy without any inline code, and answers that nobody keeps', async () => {
    const { headers, text } = await browse('/review', { as: await token() });
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    // Without it browsers send the forms with "Origin: null".
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(text).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
  });

  it('queues who waits, longest first, narrowed by reason and age', async () => {
    const as = await token();
    const [first, second] = [await failed(), await unlike()];
    const { text } = await browse('/review', { as });
    expect(text.indexOf(first)).toBeGreaterThan(0);
    expect(text.indexOf(second)).toBeGreaterThan(text.indexOf(first));
    const alike = await browse('/review?reason=similarity_low', { as });
    expect(alike.text).toContain(second);
    expect(alike.text).not.toContain(first);
    const aged = await browse('/review/queue?age=24', { as });
    expect(aged.status).toBe(200);
    expect(aged.text).not.toContain(first);
    expect((await browse('/review?reason=nonsense&age=-1', { as })).text).toContain(first);
  });

  it('shows a case, logs each look under the reviewer, takes the decision, and opens the next', async () => {
    const as = await token();
    const user = await unlike();
    const next = await failed();
    const page = await browse(`/review/applicants/${user}`, { as });
    expect(page.status).toBe(200);
    for (const kind of ['id', 'liveness']) {
      expect(page.text).toContain(`src="/review/applicants/${user}/photos/${kind}"`);
      const picture = await browse(`/review/applicants/${user}/photos/${kind}`, { as });
      expect(picture.headers.get('content-type')).toBe('image/jpeg');
      expect(picture.headers.get('cache-control')).toBe('no-store');
    }
    const looks = (await log(user)).filter(({ type }) => type === 'photo_viewed') as { actor?: string }[];
    expect(looks.map(({ actor }) => actor)).toEqual([
      'reviewer:rita@example.com',
      'reviewer:rita@example.com',
    ]);
    expect(page.text).toContain('Not above 0.65');

    const form = {
      ...hidden(page),
      decision: 'reject',
      ground_reject: 'Another person',
      note: 'ears differ',
    };
    const decided = await browse(`/review/applicants/${user}/decisions`, { as, form });
    expect(decided.status).toBe(303);
    expect(await read(user)).toMatchObject({
      status: 'rejected',
      review: { decision: 'reject', reviewer: 'rita@example.com', note: 'Another person. ears differ' },
    });
    const onward = await browse(decided.headers.get('location')!, { as });
    expect(onward.status).toBe(303);
    expect(onward.headers.get('location')).toMatch(/^\/review\/applicants\/[^?]+\?done=/);
    expect(onward.headers.get('location')).not.toContain(`/applicants/${user}?`);
    const opened = await browse(`/review/applicants/${next}?done=${user}&decision=reject`, { as });
    expect(opened.text).toContain(`${user}: “Reject” is recorded.`);
  });

  it('offers what the reasons allow and nothing else', async () => {
    const as = await token();
    const { text } = await browse(`/review/applicants/${await failed()}`, { as });
    const offered = [...text.matchAll(/<button[^>]* value="(\w+)"/g)].map(([, decision]) => decision);
    expect(offered).toEqual(['reject', 'retry_liveness']);
    const user = await failed();
    const page = await browse(`/review/applicants/${user}`, { as });
    const form = { ...hidden(page), decision: 'approve', ground_approve: 'Other', note: '' };
    expect((await browse(`/review/applicants/${user}/decisions`, { as, form })).status).toBe(409);
    expect((await read(user)).status).toBe('in_review');
  });

  it('asks for a reason, and keeps the note meanwhile', async () => {
    const as = await token();
    const user = await failed();
    const page = await browse(`/review/applicants/${user}`, { as });
    for (const ground of ['', 'Because']) {
      const form = { ...hidden(page), decision: 'reject', ground_reject: ground, note: 'my words' };
      const again = await browse(`/review/applicants/${user}/decisions`, { as, form });
      expect(again.status).toBe(400);
      expect(again.text).toContain('Choose a reason for this decision first.');
      expect(again.text).toContain('my words');
    }
    expect((await read(user)).status).toBe('in_review');
  });

  it('shows a decision made elsewhere meanwhile, and does not overwrite it', async () => {
    const as = await token();
    const user = await unlike();
    const page = await browse(`/review/applicants/${user}`, { as });
    await decide(user, 'reject');
    const form = {
      ...hidden(page),
      decision: 'approve',
      ground_approve: 'Same person on both photos',
      note: '<b>',
    };
    const stale = await browse(`/review/applicants/${user}/decisions`, { as, form });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Your decision was not recorded');
    expect(stale.text).toContain('by r-1');
    expect(stale.text).toContain('Review decided');
    expect(stale.text).toContain('&lt;b&gt;');
    expect((await read(user)).status).toBe('rejected');
  });

  it('shows the other person of a possible duplicate', async () => {
    const as = await token();
    const [one, two] = [newUserId(), newUserId()];
    for (const user of [one, two]) {
      await created(user, 'franck_02159.jpg');
      await verify(user, 'franck_04035.jpg');
    }
    const page = await browse(`/review/applicants/${two}`, { as });
    expect(page.text).toContain(`href="/review/applicants/${one}"`);
    expect(page.text).toContain(`src="/review/applicants/${one}/photos/liveness"`);
  });

  it('takes no form of another site, reviewer or time', async () => {
    const as = await token();
    const user = await failed();
    const fields = hidden(await browse(`/review/applicants/${user}`, { as }));
    const mallory = await token({ email: 'mallory@example.com' });
    const form = { ...fields, decision: 'reject', ground_reject: 'Other', note: '' };
    const path = `/review/applicants/${user}/decisions`;
    const tried = [
      await browse(path, { as, form, headers: { origin: 'https://evil.test' } }),
      await browse(path, { as, form, headers: { origin: 'null' } }),
      await browse(path, { as: mallory, form }),
      await browse(path, { as, form: { ...form, token: '' } }),
      await browse(path, { as, form: { ...form, seq: 'x' } }),
    ];
    expect(tried.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
    expect((await read(user)).status).toBe('in_review');
    expect((await browse(path, { as, form })).status).toBe(303);
  });

  it('shows all that happened, however often the photos were looked at', async () => {
    const as = await token();
    const user = await failed();
    const object = env.APPLICANTS.getByName(user);
    for (let looks = 0; looks < 1_000; looks += 1) await object.viewPhoto('id', 'reviewer:rita@example.com');
    await decide(user, 'reject');
    const { text } = await browse(`/review/applicants/${user}`, { as });
    expect(text).toContain('<strong>Review decided</strong>');
    expect(text).toContain('<strong>Applicant created</strong>');
    expect(text).toContain('Looks at photos: 1000, the newest 100 of them');
    expect(text.match(/<strong>Photo viewed<\/strong>/g)).toHaveLength(100);
  });

  it('logs no look that another site has caused', async () => {
    const as = await token();
    const user = await failed();
    const look = (site: string) =>
      browse(`/review/applicants/${user}/photos/id`, { as, headers: { 'sec-fetch-site': site } });
    for (const site of ['cross-site', 'same-site']) expect((await look(site)).status).toBe(404);
    const types = async () => (await log(user)).map(({ type }) => type);
    expect(await types()).not.toContain('photo_viewed');
    for (const site of ['same-origin', 'none']) expect((await look(site)).status).toBe(200);
    expect((await types()).filter((type) => type === 'photo_viewed')).toHaveLength(2);
  });

  it('counts the outcomes, times, reasons and scores', async () => {
    const as = await token();
    const user = await unlike();
    const numbers = async () => {
      const { status, text } = await browse('/review/overview', { as });
      expect(status).toBe(200);
      const cells = (label: string) =>
        text
          .match(new RegExp(`<th scope="row">${label}</th>((<td[^>]*>\\d+</td>)+)`))?.[1]
          ?.match(/\d+/g)
          ?.map(Number);
      return {
        day: cells(
          new Date().toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }),
        )!,
        unlike: cells('Faces not alike enough')?.[0] ?? 0,
      };
    };
    const before = await numbers();
    await decide(user, 'reject');
    await settled(user);
    const [approved, rejected, waiting, other] = before.day;
    const after = await numbers();
    expect(after.day).toEqual([approved, rejected! + 1, waiting! - 1, other]);
    // A rejection keeps its reason.
    expect(after.unlike).toBe(before.unlike);
  });

  it('finds by user, by session and by status, and shows an erased applicant', async () => {
    const as = await token();
    const user = await failed();
    const { liveness } = await read(user);
    for (const query of [
      `q=${user.slice(0, 20)}`,
      `q=${liveness!.session_id}`,
      `q=${user}&status=in_review`,
    ]) {
      expect((await browse(`/review/search?${query}`, { as })).text).toContain(`/review/applicants/${user}"`);
    }
    expect((await browse(`/review/search?q=${user}&status=approved`, { as })).text).toContain('Nobody found');
    await send('DELETE', `/v1/applicants/${user}`);
    await settled(user);
    const erased = await browse(`/review/applicants/${user}`, { as });
    expect(erased.status).toBe(200);
    expect(erased.text).toContain('Applicant erased');
    expect(erased.text).not.toContain('<img');
    expect((await browse('/review/applicants/nobody-here', { as })).status).toBe(404);
  });

  it('goes on behind the case that was decided or left, and not back to those left before', async () => {
    const as = await token();
    await env.DB.prepare('UPDATE applicants SET review_opened_at = NULL').run();
    const [left, decided, last] = [await failed(), await failed(), await failed()];
    const page = await browse(`/review/applicants/${decided}`, { as });
    const form = { ...hidden(page), decision: 'reject', ground_reject: 'Other', note: '' };
    const answer = await browse(`/review/applicants/${decided}/decisions`, { as, form });
    // The copy has heard of it, so the case itself is no place in the queue any more.
    await settled(decided);
    const next = async (path: string) => (await browse(path, { as })).headers.get('location');
    const done = `done=${decided}&decision=reject`;
    expect(await next(answer.headers.get('location')!)).toBe(`/review/applicants/${last}?${done}`);
    // From the last it begins anew.
    const { text } = await browse(`/review/applicants/${last}`, { as });
    const onward = /href="(\/review\/next[^"]+)"/.exec(text)![1]!.replaceAll('&amp;', '&');
    expect(await next(onward)).toBe(`/review/applicants/${left}`);
  });

  it('goes back to the queue when the last case was the only one', async () => {
    const as = await token();
    const user = await failed();
    const next = async () => (await browse(`/review/next?after=${user}`, { as })).headers.get('location');
    // The copy still names it, as it does for a moment after a decision; nobody else waits.
    await env.DB.prepare('UPDATE applicants SET review_opened_at = NULL WHERE user_id <> ?').bind(user).run();
    expect(await next()).toBe('/review');
    const another = await failed();
    expect(await next()).toBe(`/review/applicants/${another}`);
  });
});
