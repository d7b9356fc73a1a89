import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { reportVerdict, uploadOf } from '../support/controlled-applicant.ts';
import { decide, newUserId, readApplicant, readLog, send } from '../support/customer.ts';
import { runInApplicant } from '../support/onboard.ts';
import { approved, CONSENT, onScene, pictures, rest, withSession } from './consenting-applicant.ts';

const scene = onScene();
const ask = (user: string) => send('GET', `/v1/applicants/${user}/personal-data`, { as: 'auditor' });

/** All that the object stores, by key. */
async function storedBy(user: string): Promise<Map<string, unknown>> {
  return runInApplicant(user, (_, { storage }) => new Map(storage.kv.list<unknown>()));
}

/** An applicant of whom every kind of key is stored. */
async function withEverything(): Promise<{ user: string; sessionId: string; onboardingUrl: string }> {
  const user = newUserId();
  const json = {
    user_id: user,
    consent: CONSENT,
    metadata: { name: 'Ada Lovelace', plan: 3 },
    redirect_url: 'https://app.example/done',
  };
  const keyed = { 'idempotency-key': crypto.randomUUID() };
  const { body } = await send('POST', '/v1/applicants', { json, headers: keyed });
  const { sessionId } = await openSession(user);
  return { user, sessionId, onboardingUrl: body.onboarding_url };
}

async function openSession(user: string): Promise<{ sessionId: string }> {
  await uploadOf(user, `face-${user}`);
  const json = { redirect_url: 'https://app.example/session' };
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`, { json, headers });
  return { sessionId: body.session_id };
}

/** The strings in a JSON value, but those of these fields. */
function stringsIn(value: unknown, left: readonly string[] = []): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (left.includes(key) ? [] : stringsIn(part, left)));
}

describe('GET …/personal-data', () => {
  it('leaves out nothing personal that the object stores, and holds no secret', async () => {
    const { user, sessionId, onboardingUrl } = await withEverything();
    scene.ilive.decide(sessionId, 'fail', `face-${user}`);
    const open = await storedBy(user);
    const answer = await ask(user);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');

    const secrets: string[] = [onboardingUrl, onboardingUrl.split('/').at(-1)!, env.LINK_SECRET];
    const classes = new Set<string>();
    for (const [key, value] of open) {
      const [kind = '', name = ''] = key.split(/\/(.*)/s);
      const [part = ''] = name.split(':');
      classes.add(kind === 'side_data' ? `${kind}/${part}` : kind);
      const text = JSON.stringify(answer.body);
      switch (kind === 'side_data' ? part : kind) {
        case 'event': {
          const event = value as { type: string; at: string; actor: string; data: string; hash: string };
          const { type, at, actor, data, hash } = event;
          const seq = Number(name);
          expect(answer.body.log[seq - 1]).toMatchObject({
            seq,
            type,
            at,
            actor,
            hash,
            data: JSON.parse(data),
          });
          break;
        }
        case 'metadata':
          expect(answer.body.applicant.metadata).toEqual(JSON.parse(String(value)).value);
          break;
        case 'redirect_url':
          expect(answer.body.links.redirect_url).toBe(value);
          break;
        case 'session': {
          const { session_url, redirect_url, return_ref, token } = JSON.parse(String(value));
          secrets.push(return_ref, token, session_url);
          expect(answer.body.links.sessions).toContainEqual(
            expect.objectContaining({ redirect_url, page: new URL(session_url).origin }),
          );
          break;
        }
        case 'answer': {
          const kept = JSON.parse(JSON.parse(String(value)).answer);
          const left = ['onboarding_url', 'session_url'];
          for (const said of stringsIn(JSON.parse(kept.body), left))
            expect(text).toContain(JSON.stringify(said));
          break;
        }
        case 'retry':
        case 'cursor':
        case 'parked':
          // Numbers and names of steps: nothing about the person.
          expect(String(value)).not.toMatch(/Lovelace|https?:/);
          break;
        default:
          expect.unreachable(`a new kind of key: ${key}`);
      }
    }
    expect([...classes]).toEqual(
      expect.arrayContaining([
        'event',
        'side_data/metadata',
        'side_data/redirect_url',
        'side_data/session',
        'side_data/answer',
      ]),
    );
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(9);
      expect(JSON.stringify(answer.body)).not.toContain(secret);
    }
    const said = JSON.stringify(answer.body);
    expect(said).not.toContain(env.ILIVE_API_KEY);
    for (const { token } of scene.ilive.sessions.values() as Iterable<{ token?: string }>) {
      if (token) expect(said).not.toContain(token);
    }

    // The note of a review, too.
    await reportVerdict(user, sessionId, 'fail');
    await rest(user);
    const { seq } = (await decide(user, 'reject')).body;
    const reviewed = await ask(user);
    expect(reviewed.body.notes).toEqual([{ seq, note: 'seen' }]);
    expect(reviewed.body.applicant).toEqual(await readApplicant(user));
  });

  it('says where photos and face lie, how long, and which consents were given', async () => {
    const user = await approved(scene);
    const { body } = await ask(user);
    expect(body.log).toEqual(await readLog(user));
    expect(body.photos.map(({ key }: { key: string }) => key).toSorted()).toEqual(
      (await pictures(user)).toSorted(),
    );
    for (const { photo, route, deleted_at } of body.photos) {
      expect({ route, deleted_at }).toEqual({
        route: `/v1/applicants/${user}/photos/${photo}`,
        deleted_at: null,
      });
      expect((await send('GET', route, { as: 'reviewer' })).status).toBe(200);
    }
    const [face_id] = scene.ilive.facesOf(user);
    expect(body.faces).toMatchObject([{ face_id, collection: 'users', deleted_at: null }]);
    expect(body.consents).toEqual([{ ...CONSENT, recorded_at: expect.any(String) }]);
    expect(body.case_number).toMatch(/^[2-9B-DF-HJ-NP-TV-Z]{8}$/);
    const rules = body.retention.map(({ what, setting, days }: Record<string, unknown>) => [
      what,
      setting,
      days,
    ]);
    expect(rules).toEqual([
      ['photos', 'RETAIN_PHOTOS_DAYS', expect.any(Number)],
      ['everything', 'RETAIN_ABANDONED_DAYS', expect.any(Number)],
      ['face', null, null],
      ['log', null, null],
    ]);
    const { decided_at } = body.applicant;
    const [photos] = body.retention;
    expect(Date.parse(photos.due_at) - Date.parse(decided_at)).toBe(photos.days * 86_400_000);
  });

  it('shows of an erased applicant what is left', async () => {
    const user = await approved(scene);
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await rest(user);
    const { status, body } = await ask(user);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      applicant: { status: 'erased', metadata: {} },
      links: { redirect_url: null, sessions: [] },
      notes: [],
      kept_answers: [],
    });
    for (const { deleted_at, route } of [...body.photos, ...body.faces]) {
      expect(deleted_at).toEqual(expect.any(String));
      expect(route ?? null).toBeNull();
    }
    expect(body.log).toEqual(await readLog(user));
    expect(JSON.stringify(body)).not.toMatch(/Lovelace|https:/);
  });

  it('knows nobody who is not there', async () => {
    const { status, body } = await ask(newUserId());
    expect([status, body.code]).toEqual([404, 'applicant_not_found']);
  });

  it('needs the scope audit, which does not let anybody act as the applicant', async () => {
    const { user } = await withSession('scope');
    for (const as of ['backend', 'reviewer'] as const) {
      expect((await send('GET', `/v1/applicants/${user}/personal-data`, { as })).status).toBe(403);
    }
    const { body } = await ask(user);
    expect(body.applicant.liveness.session_url).toBeNull();
  });
});
