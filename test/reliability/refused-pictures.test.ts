/** Pictures that iLive refuses for good, at the check of the upload and at the comparison. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { reportVerdict, runUntilSettled, uploadOf } from '../support/controlled-applicant.ts';
import { decide, newUserId, readApplicant, readLog, send } from '../support/customer.ts';
import { type CallName, createScriptedIlive, type ScriptedIlive } from '../support/scripted-ilive.ts';
import { audited } from './audit.ts';

let uninstall = () => {};
afterEach(() => {
  uninstall();
  vi.useRealTimers();
});

type Refusal = readonly [status: number, code: string | null];

/** iLive refuses the picture of every call of that name, as long as `while` says so. */
function refusing(call: CallName, [status, code]: Refusal, during = () => true): ScriptedIlive {
  const ilive = createScriptedIlive();
  ilive.addFace('somebody', 'somebody else');
  const restore = ilive.install();
  const scripted = globalThis.fetch;
  const path = `/api/v2/faces:${call}`;
  globalThis.fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    if (!during() || new URL(request.url).pathname !== path) return scripted(request);
    await request.arrayBuffer();
    return code === null
      ? new Response('<html><h1>413 Request Entity Too Large</h1></html>', { status })
      : Response.json({ detail: { code, message: 'refused' } }, { status });
  }) as typeof fetch;
  uninstall = restore;
  return ilive;
}

async function started(ilive: ScriptedIlive) {
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  await uploadOf(user, 'alice');
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`);
  ilive.decide(body.session_id, 'pass', 'alice');
  await reportVerdict(user, body.session_id, 'pass');
  return user;
}

const unusable = {
  status: 'awaiting_id_photo',
  reasons: ['id_photo_unusable'],
  next_action: 'upload_id_photo',
};

const REFUSALS: readonly (readonly [...Refusal, answer: number, ours: string])[] = [
  [413, 'image_too_large', 413, 'image_too_large'],
  [413, null, 413, 'image_too_large'],
  [415, 'unsupported_media_type', 415, 'unsupported_image'],
  [415, null, 415, 'unsupported_image'],
  [400, 'image_too_small', 422, 'invalid_image'],
  [400, 'invalid_image', 422, 'invalid_image'],
  [422, 'invalid_image', 422, 'invalid_image'],
];

describe('at the upload', () => {
  it.each(REFUSALS)('%s %s is answered %s %s', async (status, code, answer, ours) => {
    refusing('detect', [status, code]);
    const user = newUserId();
    await send('POST', '/v1/applicants', { json: { user_id: user } });
    const { status: answered, body } = await uploadOf(user, 'alice');
    expect([answered, body.code]).toEqual([answer, ours]);
    expect(body.detail).toMatch(/upload|photo/i);
    expect(await readApplicant(user)).toMatchObject({ status: 'awaiting_id_photo', id_photo: null });
    expect((await readLog(user)).map(({ type }) => type)).toEqual(['applicant_created']);
  });
});

describe('at the comparison', () => {
  it.each(REFUSALS)('%s %s sends the applicant back for another ID photo', async (status, code) => {
    let refused = true;
    const ilive = refusing('compare', [status, code], () => refused);
    const user = await started(ilive);
    expect(await runUntilSettled(user)).toMatchObject({ ...unusable, id_photo: null });
    const event = (await readLog(user)).find(({ type }) => type === 'id_photo_unusable');
    expect(event?.data).toMatchObject({ code: code ?? `http_${status}`, next: 'retry' });
    refused = false;
    expect((await uploadOf(user, 'alice')).body.status).toBe('verifying');
    // No new liveness.
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved', attempt: 1 });
    await audited(user, ilive);
  });

  it('three times sends the case to a reviewer, who may have it tried again', async () => {
    let refused = true;
    const ilive = refusing('compare', [413, null], () => refused);
    const user = await started(ilive);
    for (let photo = 2; photo <= 3; photo += 1) {
      expect(await runUntilSettled(user)).toMatchObject(unusable);
      await uploadOf(user, 'alice');
    }
    const held = await runUntilSettled(user);
    expect(held).toMatchObject({ status: 'in_review', reasons: ['id_photo_unusable'] });
    expect(held.id_photo).not.toBeNull();
    expect((await decide(user, 'approve')).body.code).toBe('decision_not_allowed');
    refused = false;
    await decide(user, 'resume');
    expect(await runUntilSettled(user)).toMatchObject({ status: 'approved' });
    await audited(user, ilive);
  });

  it.each([
    [400, 'invalid_source_image'],
    [413, 'image_too_large_in_source'],
    [400, 'invalid_request'],
    [422, 'some_code'],
  ])('%s %s is not about the ID photo: a reviewer sees it', async (status, code) => {
    const user = await started(refusing('compare', [status, code]));
    expect(await runUntilSettled(user)).toMatchObject({
      status: 'in_review',
      reasons: ['verification_unavailable'],
    });
  });
});
