/** The same onboarding at the bare Worker. */
import { pictureOf } from '../../test/support/picture.ts';

/** A user's way at the bare Worker, with a picture that tells whose it is where none is given. Each step throws when it is refused. */
export function bareStepsOf(url: string, picture?: Uint8Array<ArrayBuffer>) {
  const send = async (method: string, path: string, body: string | Uint8Array<ArrayBuffer>) => {
    const answer = await fetch(url + path, { method, body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  return {
    create: (user: string) => send('POST', '/v1/applicants', JSON.stringify({ user_id: user })),
    upload: (user: string) => send('PUT', `/v1/applicants/${user}/id-photo`, picture ?? pictureOf(user)),
    start: (user: string) => send('POST', `/v1/applicants/${user}/sessions`, '{}'),
    webhook: (user: string) => send('POST', '/webhooks/ilive', JSON.stringify({ reference_id: user })),
    /** The five calls; answered when it is decided. */
    verify: (user: string) => send('POST', `/verify/${user}`, ''),
  };
}
