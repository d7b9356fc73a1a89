import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAssets } from '../../sandbox/assets.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import { captureAndReturn, createCustomer } from '../../scripts/customer.ts';
import { migrateLocal, newSecrets, ROOT, writeSettings } from '../../scripts/local-setup.ts';
import { type RunningService, startService } from '../../scripts/service.ts';

/** Ports that nothing else of this project uses. */
const PORT = 18_787;
const SANDBOX_PORT = 18_790;
const secrets = newSecrets();
const addresses = { serviceUrl: `http://127.0.0.1:${PORT}`, sandboxUrl: `http://127.0.0.1:${SANDBOX_PORT}` };

let folder: string;
let photosDir: string;
let sandbox: RunningSandbox;
let service: RunningService;

const start = () =>
  startService({
    port: PORT,
    envFile: relative(ROOT, join(folder, 'dev.env')),
    logFile: relative(ROOT, join(folder, 'service.log')),
    persistTo: join(folder, 'state'),
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kyc-kill-'));
  ({ photosDir } = await ensureAssets(undefined, () => {}));
  await writeSettings(relative(ROOT, join(folder, 'dev.env')), secrets, addresses);
  await migrateLocal(join(folder, 'state'));
  sandbox = await startSandbox({
    port: SANDBOX_PORT,
    apiKeys: [secrets.iliveApiKey],
    webhookSecret: secrets.iliveWebhookSecret,
    slowMs: 700,
  });
  service = await start();
});

afterAll(async () => {
  await service?.stop();
  await sandbox?.close();
  await rm(folder, { recursive: true, force: true });
});

describe('killing the whole service', () => {
  it('in the middle of a run, and starting it again, finishes the onboarding with one face', async () => {
    const customer = createCustomer(addresses, secrets);
    const user = `slow-${crypto.randomUUID()}`;
    const photo = async (name: string) => new Uint8Array(await readFile(join(photosDir, name)));
    await customer.create(user);
    await customer.uploadIdPhoto(user, await photo('cage.jpg'));
    const session = await customer.start(user);
    await captureAndReturn(session, await photo('cage2_crop.jpg'), 'auto');
    // The webhook has arrived and the calls take their time: the run is under way.
    await sandbox.sandbox.idle();
    expect((await customer.read(user)).status).toBe('verifying');
    await service.kill();

    service = await start();
    const after = await customer.decided(user, session.session_id);
    expect(after).toMatchObject({ status: 'approved', match: { outcome: 'match' } });
    const faces = [...sandbox.sandbox.memory.collections.values()].flatMap((it) => [...it.faces.values()]);
    expect(faces.filter((face) => face.externalFaceId === user)).toHaveLength(1);
  });
});
