/** Attacks on what the customer hears. */
import { expect, it } from 'vitest';
import { decide } from '../support/customer.ts';
import { report } from '../support/stage.ts';
import { onScene, rest, withSession } from './scene.ts';

const scene = onScene();

it('a reviewer who wants another ID photo is heard of', async () => {
  const { user, sessionId } = await withSession('olga');
  scene.ilive.decide(sessionId, 'pass', 'somebody-else');
  await report(user, sessionId, 'pass');
  expect((await rest(user)).reasons).toEqual(['similarity_low']);
  await decide(user, 'new_id_photo');
  expect((await rest(user)).next_action).toBe('upload_id_photo');
  expect(scene.customer.of(user).at(-1)?.data.status).toBe('awaiting_id_photo');
});
