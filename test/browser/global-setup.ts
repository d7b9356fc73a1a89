/** For all browser tests together: the sandbox with real faces, and the service as `npm start` runs it, in a folder of its own. */
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureAssets } from '../../sandbox/assets.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Addresses, LocalSecrets } from '../../scripts/local-setup.ts';
import { createLocalService } from '../support/local-service.ts';

/** Where everything stands. */
export type Place = {
  readonly addresses: Addresses;
  readonly secrets: LocalSecrets;
  /** The folder of the sample photos. */
  readonly photosDir: string;
  /** What the service says, over all files. */
  readonly logFile: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    place: Place;
  }
}

const PORT = 18_772;
const SANDBOX_PORT = 18_773;

/** Who asks. The name is as long as it may be, and hardly breaks, but on the pictures for the documents. */
const OPERATOR = {
  BRAND_NAME: process.env.PICTURES
    ? 'Acme Bank'
    : 'Rechtsschutzversicherungsgesellschaftenverbandsbank zu Köln',
  SUPPORT_URL: 'https://acme.example/help',
  PRIVACY_URL: 'https://acme.example/privacy',
  RETAIN_PHOTOS_DAYS: '30',
};

/** Starts both; gives what ends them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { photosDir } = await ensureAssets();
  const service = await createLocalService({
    port: PORT,
    ilivePort: SANDBOX_PORT,
    settings: OPERATOR,
  });
  const { serviceUrl, sandboxUrl, secrets } = service;
  const sandbox = await startSandbox({
    port: SANDBOX_PORT,
    apiKeys: [secrets.iliveApiKey],
    webhookSecret: secrets.iliveWebhookSecret,
  });
  async function end(): Promise<void> {
    await service.remove();
    await sandbox.close();
  }
  try {
    await service.start();
  } catch (error) {
    await end();
    throw error;
  }
  const logFile = join(service.folder, 'service.log');
  project.provide('place', { addresses: { serviceUrl, sandboxUrl }, secrets, photosDir, logFile });
  return end;
}
