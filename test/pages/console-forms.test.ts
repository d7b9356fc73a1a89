import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFailedLivenessCase } from '../support/cases.ts';
import { decide, readApplicant } from '../support/customer.ts';
import { accessToken, browse, hiddenFieldsOf, type Seen, useTeamKeys } from '../support/team.ts';

useTeamKeys();
afterEach(() => {
  vi.useRealTimers();
});

let user = '';
let path = '';
let as = '';
let form: Record<string, string> = {};
beforeEach(async () => {
  user = await createFailedLivenessCase();
  path = `/review/applicants/${user}/decisions`;
  as = await accessToken();
  const page = await browse(`/review/applicants/${user}`, { as });
  form = {
    ...hiddenFieldsOf(page),
    decision: 'reject',
    ground_reject: 'different_person',
    note: 'two\r\nlines <b>',
  };
});

const noteOf = ({ text }: Seen) => /<textarea[^>]*>\n([^<]*)<\/textarea>/.exec(text)?.[1];
/** The text of the error that the field says it is described by, and nothing where it does not. */
function problemAt({ text }: Seen, field: string): string | undefined {
  const tag = new RegExp(`<(textarea|select)[^>]* name="${field}"[^>]* data-key[^>]*>`).exec(text)?.[0] ?? '';
  const described = /aria-describedby="([\w -]+)"/.exec(tag)?.[1]?.split(' ') ?? [];
  if (!described.includes('problem') || !tag.includes('aria-invalid="true"')) return undefined;
  return /<p class="problem" id="problem">([^<]*)</.exec(text)?.[1];
}

describe('a decision form that is not complete shows the case again, and loses nothing', () => {
  it('with a note that is too long: said at the note, the note whole, the reason still chosen', async () => {
    const note = `${'long '.repeat(800)}\r\nend`;
    const again = await browse(path, { as, form: { ...form, note } });
    expect(again.status).toBe(400);
    expect(problemAt(again, 'note')).toBe('The note has 4,004 characters; 4,000 are possible. Shorten it.');
    expect(noteOf(again)).toBe(note.replaceAll('\r\n', '\n'));
    expect(again.text).toContain(
      '<option value="different_person" selected="">Another person, no sign of fraud</option>',
    );
    expect(again.text).toContain('Nothing has been recorded yet.');
    expect(again.text).toContain(`src="/review/applicants/${user}/photos/id"`);
    expect((await readApplicant(user)).status).toBe('in_review');
    // And the new form is good.
    const shorter = { ...form, ...hiddenFieldsOf(again), note: 'long' };
    expect((await browse(path, { as, form: shorter })).status).toBe(303);
  });

  it('refuses a form that is far larger than a note can be', async () => {
    const { status, text } = await browse(path, { as, form: { ...form, note: 'x'.repeat(70_000) } });
    expect([status, text.includes('Not recorded')]).toEqual([400, true]);
    expect((await readApplicant(user)).status).toBe('in_review');
  });

  it('takes a note of exactly as many characters as it says, however line ends are sent', async () => {
    const note = `${'x'.repeat(3_990)}${'\r\n'.repeat(10)}`;
    expect((await browse(path, { as, form: { ...form, note } })).status).toBe(303);
    const { review } = await readApplicant(user);
    expect(review!.note).toBe(`${'x'.repeat(3_990)}${'\n'.repeat(10)}`);
  });

  it('without a reason: said at that decision’s list', async () => {
    const again = await browse(path, { as, form: { ...form, ground_reject: '' } });
    expect(again.status).toBe(400);
    expect(problemAt(again, 'ground_reject')).toBe('Choose a reason for this decision first.');
    expect(problemAt(again, 'ground_retry_liveness')).toBeUndefined();
    expect(noteOf(again)).toBe('two\nlines &lt;b&gt;');
  });

  it.each([
    '',
    ' \r\n\t',
  ])('with the reason “Other” and the note %j: said at the note, the reason still chosen', async (note) => {
    const again = await browse(path, { as, form: { ...form, ground_reject: 'other', note } });
    expect(again.status).toBe(400);
    expect(problemAt(again, 'note')).toBe('Say in the note why: the reason “Other” does not.');
    expect(noteOf(again)).toBe(note.replaceAll('\r\n', '\n'));
    expect(again.text).toContain('<option value="other" selected="">Other: say why in the note</option>');
    expect((await readApplicant(user)).status).toBe('in_review');
    const said = { ...form, ...hiddenFieldsOf(again), ground_reject: 'other', note: 'it is a statue' };
    expect((await browse(path, { as, form: said })).status).toBe(303);
    expect((await readApplicant(user)).review).toMatchObject({ ground: 'other', note: 'it is a statue' });
  });

  it.each([
    ['no decision', { decision: '' }],
    ['a decision that is none', { decision: 'promote' }],
    ['no state of the case', { seq: '' }],
    ['no token', { token: '' }],
    ['a token of another time', { token: `${Date.now()}.${'A'.repeat(43)}` }],
    ['a token in the form of earlier versions', { token: 'A'.repeat(43) }],
  ])('with %s', async (_, odd) => {
    const again = await browse(path, { as, form: { ...form, ...odd } });
    expect(again.status).toBe(400);
    expect(noteOf(again)).toBe('two\nlines &lt;b&gt;');
    expect(again.text).toContain('<p class="problem" id="problem">');
    expect((await readApplicant(user)).status).toBe('in_review');
    expect((await browse(path, { as, form: { ...form, ...hiddenFieldsOf(again) } })).status).toBe(303);
  });

  it('after twelve hours: says so, and goes on with a new form', async () => {
    const openedAt = Number(form.token!.split('.')[0]);
    const hours = (n: number) => vi.useFakeTimers({ toFake: ['Date'], now: openedAt + n * 3_600_000 });
    hours(12);
    as = await accessToken();
    const again = await browse(path, { as, form });
    expect(again.status).toBe(400);
    expect(again.text).toContain('This form was open for more than 12 hours.');
    expect(noteOf(again)).toBe('two\nlines &lt;b&gt;');
    expect((await readApplicant(user)).status).toBe('in_review');
    hours(11.99);
    as = await accessToken();
    expect((await browse(path, { as, form })).status).toBe(303);
  });

  it('with a token made younger', async () => {
    const [madeAt, signature] = form.token!.split('.');
    const younger = { ...form, token: `${Number(madeAt) + 1}.${signature}` };
    const again = await browse(path, { as, form: younger });
    expect(again.status).toBe(400);
    expect(again.text).toContain('made for another sign-in');
    expect((await readApplicant(user)).status).toBe('in_review');
  });

  it('and is shown as overtaken where the case has moved on meanwhile', async () => {
    await decide(user, 'reject', undefined, { take_over: true });
    const stale = await browse(path, { as, form: { ...form, note: 'y'.repeat(5_000) } });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Your decision was not recorded');
    expect(stale.text).toContain('y'.repeat(5_000));
  });
});

describe('a form that is not ours', () => {
  it.each([
    'https://evil.test',
    'null',
    undefined,
  ])('is not taken from %s; the note can be copied', async (origin) => {
    const headers = { origin: origin ?? '' };
    const page = await browse(path, { as, form, headers });
    expect(page.status).toBe(400);
    expect(page.text).toContain('Nothing was recorded');
    expect(page.text).toContain('two\nlines &lt;b&gt;');
    expect(page.text).not.toContain('<form');
    expect((await readApplicant(user)).status).toBe('in_review');
  });

  it('that is far too large is refused with a page', async () => {
    const page = await browse(path, { as, form: { ...form, note: 'z'.repeat(8_000_001) } });
    expect(page.status).toBe(400);
    expect(page.text).toContain('far too large');
  });

  it('sent after the sign-in ended leads back to the case, and the note is not lost', async () => {
    const page = await browse(path, { form });
    expect(page.status).toBe(403);
    expect(page.text).toContain('What you sent has not been recorded.');
    expect(page.text).toContain('two\nlines &lt;b&gt;');
    expect(page.text).toContain(`redirect_url=${encodeURIComponent(`/review/applicants/${user}`)}"`);
    const other = await browse(path, { form, headers: { origin: 'https://evil.test' } });
    expect(other.text).not.toContain('two');
  });

  it('leaves an address that leads to the case', async () => {
    const { status, headers } = await browse(path, { as });
    expect([status, headers.get('location')]).toEqual([303, `/review/applicants/${user}`]);
  });
});
