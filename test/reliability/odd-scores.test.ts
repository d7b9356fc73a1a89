import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reportVerdict, runUntilSettled, uploadOf } from '../support/controlled-applicant.ts';
import { newUserId, readLog, send } from '../support/customer.ts';
import { type CallName, createScriptedIlive } from '../support/scripted-ilive.ts';

let uninstall = () => {};
let logged: string[] = [];
beforeEach(() => {
  logged = [];
  for (const level of ['warn', 'error'] as const)
    vi.spyOn(console, level).mockImplementation((line) => void logged.push(String(line)));
});
afterEach(() => {
  uninstall();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Plays an onboarding that passes, while iLive's answers to that call are changed. */
async function playWith(call: CallName, change: (answer: any, user: string) => unknown) {
  const user = newUserId();
  const ilive = createScriptedIlive({
    rewrite: (name, answer) => (name === call ? change(answer, user) : answer),
  });
  uninstall = ilive.install();
  ilive.addFace('somebody', 'somebody else');
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'alice');
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`);
  ilive.decide(body.session_id, 'pass', 'alice');
  await reportVerdict(user, body.session_id, 'pass');
  const { status, reasons, dedupe } = await runUntilSettled(user);
  const calls = ilive.seen.filter(({ name }) => name === call).length;
  return { user, status, reasons, dedupe, calls };
}

describe('scores outside of their range', () => {
  it.each<[CallName, object]>([
    ['compare', { similarity: 1.0000001192092896 }],
    ['result', { photo_quality_score: 1.0000001 }],
    ['result', { photo_quality_score: '0.83' }],
    ['result', { confidence: 'high' }],
  ])('%s %o changes nothing', async (call, odd) => {
    const end = await playWith(call, (answer) => ({ ...answer, ...odd }));
    expect(end).toMatchObject({ status: 'approved', calls: 1 });
  });

  it('takes a negative cosine for no match', async () => {
    const end = await playWith('compare', (answer) => ({ ...answer, similarity: -0.031 }));
    expect(end).toMatchObject({ status: 'in_review', reasons: ['similarity_low'], calls: 1 });
  });

  it('says in the log that the quality of photos is not read', async () => {
    await playWith('result', (answer) => ({ ...answer, photo_quality_score: '0.8312' }));
    expect(logged).toContainEqual(expect.stringContaining('"field":"photo_quality_score"'));
    expect(logged.join()).not.toContain('0.8312');
  });
});

describe('an answer that cannot be read', () => {
  it.each<[CallName, object, string]>([
    ['result', { verdict: 7 }, 'verdict'],
    ['result', { photo_quality_score: 83 }, 'photo_quality_score'],
    ['compare', { similarity: 93 }, 'similarity'],
    ['compare', { similarity: 'high' }, 'similarity'],
    ['search', { matches: null }, 'matches'],
  ])('%s %o is asked for five times, then a reviewer decides', async (call, odd, field) => {
    const end = await playWith(call, (answer) => ({ ...answer, ...odd }));
    expect(end).toMatchObject({ status: 'in_review', reasons: ['verification_unavailable'] });
    expect(end.calls).toBe(5);
    const failed = (await readLog(end.user)).find(({ type }) => type === 'verification_failed');
    expect(failed?.data).toMatchObject({ code: 'unparsable_answer', field });
    expect(logged).toContainEqual(expect.stringMatching(`step_postponed.*"field":"${field}"`));
  });
});

describe('an index call whose answer cannot be read', () => {
  it('is not made again: its face is found in the list', async () => {
    const end = await playWith('index', () => ({ face_id: null }));
    expect(end).toMatchObject({ status: 'approved', calls: 1 });
    expect(logged).toContainEqual(expect.stringMatching(/step_postponed.*"field":"face_id"/));
  });
});

describe('a hit that cannot be read', () => {
  const stranger = { face_id: 'x', external_face_id: 'other', similarity: 0.9 };
  const hitOn = (hit: unknown) => (answer: any) => ({ ...answer, matches: [...answer.matches, hit] });

  it.each([
    { ...stranger, similarity: -0.02 },
    { ...stranger, similarity: -1 },
    { ...stranger, similarity: 0.5 },
    { ...stranger, similarity: 0.2, external_face_id: 12345 },
    { ...stranger, similarity: 0.2, face_id: {} },
  ])('below the threshold is no duplicate: %o', async (hit) => {
    expect(await playWith('search', hitOn(hit))).toMatchObject({ status: 'approved', calls: 1 });
  });

  it.each([
    null,
    'x',
    [],
    {},
    { ...stranger, similarity: 'high' },
    { ...stranger, similarity: '0.2' },
    { ...stranger, similarity: null },
    { ...stranger, similarity: 93 },
    { ...stranger, similarity: -5 },
    { ...stranger, face_id: {} },
    { ...stranger, external_face_id: {} },
    { ...stranger, external_face_id: 1546130668394913 },
    { ...stranger, similarity: 1.0000001 },
  ])('is looked at by a reviewer: %j', async (hit) => {
    const end = await playWith('search', hitOn(hit));
    expect(end).toMatchObject({ status: 'in_review', reasons: ['possible_duplicate'] });
    const foreign = end.dedupe?.hits.filter(({ self }) => !self);
    expect(foreign).toHaveLength(1);
    const similarity: unknown = (hit as any)?.similarity;
    const isReadable = typeof similarity === 'number' && similarity > 0 && similarity < 2;
    expect(foreign?.[0]?.similarity_unreadable).toBe(isReadable ? undefined : true);
  });

  it('of the own user is its own, however odd its similarity', async () => {
    const end = await playWith('search', (answer) => ({
      ...answer,
      matches: answer.matches.map((match: object) => ({ ...match, similarity: 'same' })),
    }));
    expect(end).toMatchObject({ status: 'approved' });
  });
});
