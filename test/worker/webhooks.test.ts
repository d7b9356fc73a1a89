import { env } from 'cloudflare:workers';
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  capture,
  createWithIdPhoto,
  deliver,
  deliveryOf,
  newUserId,
  readAfterRun,
  readApplicant,
  readLog,
  send,
  startSession,
  typesOf,
} from '../support/customer.ts';

type Signing = { secret?: string; at?: number; body: string };

function signed({ secret = env.ILIVE_WEBHOOK_SECRET, at = Math.floor(Date.now() / 1_000), body }: Signing) {
  const hex = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return { headers: { 'x-ilive-signature': `sha256=${hex}`, 'x-ilive-timestamp': String(at) }, body };
}

async function open(): Promise<{ user: string; sessionId: string; verdict: (name: string) => string }> {
  const user = newUserId('no-webhook-');
  await createWithIdPhoto(user, 'bieber_small.jpg');
  const { session_id: sessionId } = await startSession(user);
  const verdict = (name: string) =>
    JSON.stringify({
      event: 'liveness.verdict',
      session_id: sessionId,
      verdict: name,
      confidence: 0.9,
      reference_id: user,
    });
  return { user, sessionId, verdict };
}

/** Delivers and tells whether anything was stored. */
async function delivered(user: string, delivery: { headers: Record<string, string>; body: string }) {
  const before = (await readApplicant(user)).seq;
  const answer = await deliver(delivery);
  return { status: answer.status, code: answer.body.code, stored: (await readAfterRun(user)).seq - before };
}

describe('the webhook receiver', () => {
  it('refuses what is forged, stale, unsigned or too large, and stores nothing', async () => {
    const { user, verdict } = await open();
    const body = verdict('pass');
    const now = Math.floor(Date.now() / 1_000);
    const good = signed({ body });
    const refusals: [string, { headers: Record<string, string>; body: string }, number, string][] = [
      ['another secret', signed({ body, secret: 'x'.repeat(48) }), 401, 'invalid_signature'],
      ['another body', { ...good, body: body.replace('pass', 'fail') }, 401, 'invalid_signature'],
      ['one space more', { ...good, body: `${body} ` }, 401, 'invalid_signature'],
      ['no JSON either', signed({ body: 'verdict=', secret: 'x'.repeat(48) }), 401, 'invalid_signature'],
      ['too old', signed({ body, at: now - 301 }), 401, 'invalid_signature'],
      ['from the future', signed({ body, at: now + 302 }), 401, 'invalid_signature'],
      [
        'another timestamp',
        { ...good, headers: { ...good.headers, 'x-ilive-timestamp': String(now - 1) } },
        401,
        'invalid_signature',
      ],
      [
        'no signature',
        { headers: { 'x-ilive-timestamp': String(now) }, body },
        400,
        'invalid_signature_headers',
      ],
      [
        'no timestamp',
        { headers: { 'x-ilive-signature': good.headers['x-ilive-signature'] }, body },
        400,
        'invalid_signature_headers',
      ],
      [
        'half a signature',
        { ...good, headers: { ...good.headers, 'x-ilive-signature': 'sha256=abc' } },
        400,
        'invalid_signature_headers',
      ],
      ['over 64 KB', signed({ body: body + ' '.repeat(65_536) }), 413, 'body_too_large'],
      ['signed, but no JSON', signed({ body: 'verdict=pass' }), 400, 'invalid_request'],
    ];
    for (const [what, delivery, status, code] of refusals) {
      expect({ what, ...(await delivered(user, delivery)) }).toEqual({ what, status, code, stored: 0 });
    }
  });

  it('takes the previous secret while it rotates', async () => {
    const { user, verdict } = await open();
    const delivery = signed({ body: verdict('fail'), secret: env.ILIVE_WEBHOOK_SECRET_PREVIOUS });
    expect((await delivered(user, delivery)).status).toBe(200);
    expect(await typesOf(user)).toContain('verdict_received');
  });

  it('answers 200 to a session or user it does not know, and makes no state', async () => {
    const { user } = await open();
    const stranger = newUserId();
    const of = (reference: string | null, session: string) =>
      signed({
        body: JSON.stringify({
          event: 'liveness.verdict',
          session_id: session,
          verdict: 'pass',
          reference_id: reference,
        }),
      });
    expect(await delivered(user, of(user, crypto.randomUUID()))).toMatchObject({ status: 200, stored: 0 });
    expect((await deliver(of(stranger, crypto.randomUUID()))).status).toBe(200);
    expect((await deliver(of('../odd user', 's'))).status).toBe(200);
    expect((await deliver(of(null, crypto.randomUUID()))).status).toBe(200);
    expect((await send('GET', `/v1/applicants/${stranger}`)).body.code).toBe('applicant_not_found');
  });

  it('finds the user by the session when the webhook does not name one', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'bieber_small.jpg');
    const { session_id } = await startSession(user);
    await capture(session_id, 'Justin-Bieber2_crop.jpg');
    await readAfterRun(user);
    const { reference_id: _, ...rest } = JSON.parse((await deliveryOf(session_id)).body);
    expect((await deliver(signed({ body: JSON.stringify(rest) }))).status).toBe(200);
    expect((await readAfterRun(user)).liveness?.verdict).toBe('pass');
  });

  it('changes nothing when a delivery is replayed, even fifty times at once', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'bieber_small.jpg');
    const { session_id } = await startSession(user);
    await capture(session_id, 'Justin-Bieber2_crop.jpg');
    const delivery = await deliveryOf(session_id);
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(delivery)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    const after = await readAfterRun(user);
    const types = await typesOf(user);
    for (const once of [
      'verdict_received',
      'liveness_confirmed',
      'faces_compared',
      'face_indexed',
      'faces_searched',
    ]) {
      expect(types.filter((type) => type === once)).toHaveLength(1);
    }
    expect(await delivered(user, delivery)).toMatchObject({ status: 200, stored: 0 });
    expect((await readApplicant(user)).seq).toBe(after.seq);
  });

  it('lets /result decide: a signed verdict that iLive does not confirm goes to a reviewer', async () => {
    const user = newUserId();
    await createWithIdPhoto(user, 'bieber_small.jpg');
    const { session_id } = await startSession(user);
    await capture(session_id, 'Justin-Bieber2_crop.jpg', 'fail');
    const lie = JSON.parse((await deliveryOf(session_id)).body);
    await deliver(signed({ body: JSON.stringify({ ...lie, verdict: 'pass' }) }));
    expect(await readAfterRun(user)).toMatchObject({ status: 'in_review', reasons: ['verdict_mismatch'] });
  });

  it('takes a signed verdict for what it is, however odd the fields that decide nothing', async () => {
    const odd = [
      { confidence: 87 },
      { confidence: 'high' },
      { reference_id: 'x'.repeat(500) },
      { reference_id: 7 },
    ];
    for (const fields of odd) {
      const { user, verdict } = await open();
      await readAfterRun(user);
      const delivery = signed({ body: JSON.stringify({ ...JSON.parse(verdict('fail')), ...fields }) });
      expect({ fields, ...(await delivered(user, delivery)) }).toMatchObject({ fields, status: 200 });
      expect(await typesOf(user)).toContain('verdict_received');
    }
    const { user, verdict } = await open();
    const surrogate = signed({ body: verdict('pass').replace('"pass"', '"\\ud800"') });
    expect(await delivered(user, surrogate)).toMatchObject({ status: 200 });
    expect(await typesOf(user)).toContain('unreadable_verdict_received');
  });

  it('keeps nothing of where and with which camera the applicant was', async () => {
    const { user, sessionId } = await open();
    const odd = { location: { lat: 52.5 }, camera_metadata: { label: 'FaceTime' } };
    const body = {
      event: 'liveness.verdict',
      session_id: sessionId,
      verdict: 'fail',
      reference_id: user,
      ...odd,
    };
    await deliver(signed({ body: JSON.stringify(body) }));
    await readAfterRun(user);
    expect(JSON.stringify(await readLog(user))).not.toMatch(/52\.5|FaceTime/);
  });
});
