/** The sandbox behind a door that shuts at a chosen call, so that the service can be killed at exactly that moment. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { createSandbox } from '../../sandbox/app.ts';
import { ensureAssets } from '../../sandbox/assets.ts';
import { createFaceEngine } from '../../sandbox/face/engine.ts';

/** The calls on the way to a decision, and the webhook that starts them. */
export type CallName = 'webhook' | 'result' | 'photo' | 'compare' | 'create collection' | 'index' | 'search';

/** The moment at which one user's onboarding is stopped: before the call takes effect at iLive, or after. */
export type Moment = { readonly user: string; readonly call: CallName; readonly side: 'before' | 'after' };

/** The running sandbox with its door. */
export type StoppingIlive = Awaited<ReturnType<typeof startStoppingIlive>>;

type Watched = Moment & { readonly reached: () => void };

/** Listens on 127.0.0.1 only. */
export async function startStoppingIlive(port: number, apiKey: string, webhookSecret: string) {
  const assets = await ensureAssets(undefined, () => {});
  const engine = await createFaceEngine(assets);
  const watched = new Set<Watched>();
  const deliver = async (url: string, init: RequestInit) => {
    const answer = await fetch(url, init);
    if (answer.status === 200) stop('webhook', 'after', JSON.parse(String(init.body)).reference_id);
    return answer;
  };
  const sandbox = createSandbox({ engine, apiKeys: [apiKey], webhookSecret, allowLoopback: true, deliver });

  /** Whether the onboarding stops here. */
  function stop(call: CallName | null, side: Moment['side'], user: string | null): boolean {
    const found = [...watched].find(
      (it) => it.call === call && it.side === side && (user === null || it.user === user),
    );
    if (found) watched.delete(found);
    found?.reached();
    return found !== undefined;
  }

  async function answer(request: Request): Promise<Response> {
    const call = callOf(request);
    const user = await userOf(request.clone());
    if (stop(call, 'before', user)) return never();
    const answered = await sandbox.fetch(request);
    return answered.ok && stop(call, 'after', user) ? never() : answered;
  }

  /** Whom the call is about; null where it does not say. */
  async function userOf(request: Request): Promise<string | null> {
    const parts = new URL(request.url).pathname.split('/');
    if (parts[3] === 'session') return sandbox.memory.sessions.get(parts[4] ?? '')?.referenceId ?? null;
    if (callOf(request) !== 'index') return null;
    return String((await request.formData()).get('external_face_id'));
  }

  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve({ fetch: answer, port, hostname: '127.0.0.1' }, () => resolve(listening));
    listening.once('error', reject);
  });

  return {
    /** Resolves when the onboarding has come to that moment; what was called then is never answered. */
    until: (moment: Moment) => new Promise<void>((reached) => watched.add({ ...moment, reached })),
    /** Resolves when no webhook is on its way: a second delivery would wake whom only the alarm may wake. */
    idle: () => sandbox.idle(),
    photo: async (name: string) => new Uint8Array(await readFile(join(assets.photosDir, name))),
    /** The applicant shows a face on iLive's page, and closes the browser there. */
    async capture(sessionId: string, picture: Uint8Array<ArrayBuffer>): Promise<void> {
      const form = new FormData();
      form.set('image', new File([picture], 'capture.jpg', { type: 'image/jpeg' }));
      const url = `http://127.0.0.1:${port}/capture/${sessionId}`;
      const answered = await sandbox.fetch(new Request(url, { method: 'POST', body: form }));
      if (!answered.ok) throw new Error(`the capture was refused: ${await answered.text()}`);
    },
    /** Faces of that user in all collections. */
    facesOf: (user: string) =>
      [...sandbox.memory.collections.values()]
        .flatMap(({ faces }) => [...faces.values()])
        .filter((face) => face.externalFaceId === user).length,
    /** Forgets all faces, and the collection. */
    forgetFaces: () => sandbox.memory.collections.clear(),
    async close(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      await engine.close();
    },
  };
}

function callOf({ method, url }: Request): CallName | null {
  const { pathname } = new URL(url);
  if (pathname.endsWith('/result')) return 'result';
  if (pathname.endsWith('/photo')) return 'photo';
  if (pathname.endsWith('/faces:compare')) return 'compare';
  if (pathname.endsWith('/collections')) return 'create collection';
  if (pathname.includes('/search-by-face/')) return 'search';
  return method === 'POST' && pathname.endsWith('/faces') ? 'index' : null;
}

function never(): Promise<Response> {
  return new Promise(() => {});
}
