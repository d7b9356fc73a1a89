/** The steps of an onboarding as its parties make them: the customer's backend, iLive, the applicant's browser, a reviewer. */
import { pictureOf } from '../../test/support/picture.ts';
import type { IliveStub } from './ilive-stub.ts';
import type { Service } from './service.ts';
import { deliverVerdict } from './verdict.ts';

/** A user as the stub knows them, by what they are here for and a number. */
export function userNamed(kind: string, number: number): string {
  return `bench-${kind}-${String(number).padStart(5, '0')}`;
}

/** One step; `nth` is the session that it is about, 1 the first. */
export type Step = (user: string) => Promise<void>;

/** The steps against that service. Each throws when it is refused. */
export function stepsOf(service: Service, stub: IliveStub, picture?: Uint8Array<ArrayBuffer>) {
  const { customer, serviceUrl, secrets } = service;
  async function asReviewer(method: string, path: string, json?: unknown): Promise<void> {
    const headers = { authorization: `Bearer ${secrets.keys.reviewer}`, 'content-type': 'application/json' };
    const body = json === undefined ? {} : { body: JSON.stringify(json) };
    const answer = await fetch(`${serviceUrl}${path}`, { method, headers, ...body });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }
  return {
    /** A customer from before; the picture is not kept. */
    async giveKnown(user: string) {
      const form = new FormData();
      form.set('user_id', user);
      form.set('image', new Blob([picture ?? pictureOf(user)]), 'image');
      const headers = { authorization: `Bearer ${secrets.keys.importer}` };
      const answer = await fetch(`${serviceUrl}/v1/known-faces`, { method: 'POST', headers, body: form });
      if (answer.status !== 201) throw new Error(`the known face: ${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
    },
    create: async (user: string) => void (await customer.create(user)),
    async upload(user: string) {
      const answer = await customer.uploadIdPhoto(user, picture ?? pictureOf(user));
      if ('code' in answer) throw new Error(`the ID photo was refused: ${answer.code}`);
    },
    start: async (user: string) => void (await customer.start(user)),
    verdict:
      (nth: number, verdict: string): Step =>
      (user) =>
        deliverVerdict(service, { user, nth, verdict }),
    /** The browser comes back from iLive. */
    async comeBack(user: string) {
      const answer = await fetch(stub.returnUrls.get(user) ?? '', { redirect: 'manual' });
      if (answer.status >= 400) throw new Error(`the way back: ${answer.status}`);
      await answer.arrayBuffer();
    },
    read: async (user: string) => void (await customer.read(user)),
    queue: () => asReviewer('GET', '/v1/reviews?limit=20'),
    see: (photo: 'id' | 'liveness') => (user: string) =>
      asReviewer('GET', `/v1/applicants/${user}/photos/${photo}`),
    async approve(user: string) {
      const { seq } = await customer.read(user);
      const json = { decision: 'approve', reviewer: 'bench', note: 'seen', seq };
      await asReviewer('POST', `/v1/applicants/${user}/decisions`, json);
    },
  };
}
