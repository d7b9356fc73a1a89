import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { createSandbox, type Sandbox } from '../../sandbox/app.ts';
import { ensureAssets } from '../../sandbox/assets.ts';
import { createFaceEngine } from '../../sandbox/face/engine.ts';
import { testSettings } from './test-settings.ts';

type AnyRequest = Parameters<Sandbox['fetch']>[0];

/** Loaded once for all test files; it remembers nothing of the faces that it sees. */
let loading: ReturnType<typeof loadFaces> | null = null;

/**
 * Creates all that the Worker under test can reach: iLive's stand-in with real faces at `ilive.test`, and the sample
 * photos at `photos.test/<name>` (`?brightness=` darkens one). Everything else is out of reach. Each has a stand-in of
 * its own, so that no test file finds the faces of another in its searches; it starts with the first request.
 */
export function createOutboundService() {
  let starting: ReturnType<typeof start> | null = null;
  return async function outboundService(request: AnyRequest): Promise<Response> {
    starting ??= start();
    const { sandbox, photosDir } = await starting;
    const url = new URL(request.url);
    if (url.hostname === 'ilive.test') return sandbox.fetch(request);
    if (url.hostname === 'photos.test') return photo(photosDir, url);
    return new Response(`out of reach: ${url.hostname}`, { status: 599 });
  };
}

async function loadFaces() {
  const assets = await ensureAssets(undefined, () => {});
  return { engine: await createFaceEngine(assets), photosDir: assets.photosDir };
}

async function start() {
  loading ??= loadFaces();
  const { engine, photosDir } = await loading;
  const sandbox = createSandbox({
    engine,
    apiKeys: [testSettings.ILIVE_API_KEY],
    webhookSecret: testSettings.ILIVE_WEBHOOK_SECRET,
    publicUrl: testSettings.ILIVE_BASE_URL,
    slowMs: 300,
    // The test delivers it: it alone can reach the Worker under test.
    deliver: async () => new Response(null, { status: 200 }),
  });
  return { sandbox, photosDir };
}

async function photo(photosDir: string, url: URL): Promise<Response> {
  const bytes = await readFile(join(photosDir, basename(url.pathname)));
  const brightness = url.searchParams.get('brightness');
  const body = brightness
    ? await sharp(bytes)
        .modulate({ brightness: Number(brightness) })
        .jpeg()
        .toBuffer()
    : bytes;
  return new Response(new Uint8Array(body), { headers: { 'content-type': 'image/jpeg' } });
}
