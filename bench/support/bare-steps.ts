/** The same onboarding at the bare Worker. */
import { pictureOf } from '../../test/support/picture.ts';

/** From nothing to the decision; throws when anything is refused. */
export function bareSteps(url: string): (user: string) => Promise<void> {
  const send = async (method: string, path: string, body: string | Uint8Array<ArrayBuffer>) => {
    const answer = await fetch(url + path, { method, body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  return async (user) => {
    await send('POST', '/v1/applicants', JSON.stringify({ user_id: user }));
    await send('PUT', `/v1/applicants/${user}/id-photo`, pictureOf(user));
    await send('POST', `/v1/applicants/${user}/sessions`, '{}');
    await send('POST', '/webhooks/ilive', JSON.stringify({ reference_id: user }));
    await send('POST', `/verify/${user}`, '');
  };
}
