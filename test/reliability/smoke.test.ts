import { afterEach, expect, it, vi } from 'vitest';
import { log, newUserId, send } from '../support/customer.ts';
import { createScriptedIlive } from '../support/scripted-ilive.ts';
import { report, settle, uploadOf } from '../support/stage.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('onboards on the scripted iLive', async () => {
  const ilive = createScriptedIlive();
  const uninstall = ilive.install();
  const user = newUserId();
  await send('POST', '/v1/applicants', { json: { user_id: user } });
  expect((await uploadOf(user, 'alice')).body.status).toBe('awaiting_liveness');
  const { body } = await send('POST', `/v1/applicants/${user}/sessions`);
  ilive.decide(body.session_id, 'pass', 'alice');
  await report(user, body.session_id, 'pass');
  const t = performance.now();
  const after = await settle(user);
  console.log(
    after.status,
    performance.now() - t,
    (await log(user)).map((e) => e.type).join(' '),
    ilive.facesOf(user),
  );
  expect(after.status).toBe('approved');
  uninstall();
});
