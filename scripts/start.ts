/**
 * `npm start`, `npm run demo` and `npm run demo:known`: sets up what is missing, starts sandbox and service, onboards the samples;
 * the last one imports customers from before first.
 */
import { ensureAssets } from '../sandbox/assets.ts';
import { startSandbox } from '../sandbox/server.ts';
import { createCustomer } from './customer.ts';
import { runDemo } from './demo.ts';
import { freshState, importCustomers, KNOWN_SAMPLES } from './known-samples.ts';
import {
  ENV_FILE,
  LINK_FILE,
  localSecrets,
  migrateLocal,
  writeApplicantLink,
  writeBackendSettings,
  writeImportSettings,
  writeSettings,
} from './local-setup.ts';
import { SAMPLES } from './samples.ts';
import { mustBeFree, startService } from './service.ts';

const { env } = process;
const port = Number(env.PORT ?? 8787);
const sandboxPort = Number(env.SANDBOX_PORT ?? 8790);
const addresses = { serviceUrl: `http://127.0.0.1:${port}`, sandboxUrl: `http://127.0.0.1:${sandboxPort}` };
const SERVICE_LOG = '.local/service.log';
const importsFirst = process.argv.includes('--known');
const staysUp = !importsFirst && !process.argv.includes('--once');

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  await mustBeFreeOrMoved(port, 'PORT');
  await mustBeFreeOrMoved(sandboxPort, 'SANDBOX_PORT');
  step('Models and sample photos');
  const assets = await ensureAssets(undefined, step);
  step('Local secrets and database');
  const secrets = await localSecrets();
  await writeSettings(ENV_FILE, secrets, addresses, env.NOTIFY_URL);
  await writeBackendSettings(secrets, addresses);
  await writeImportSettings(secrets, addresses);
  await migrateLocal();
  const persist = importsFirst ? { persistTo: await freshState() } : {};
  step('Sandbox (iLive’s stand-in)');
  const sandbox = await startSandbox({
    port: sandboxPort,
    apiKeys: [secrets.iliveApiKey],
    webhookSecret: secrets.iliveWebhookSecret,
  });
  try {
    step('Service');
    const service = await startService({ port, envFile: ENV_FILE, logFile: SERVICE_LOG, ...persist });
    try {
      if (importsFirst) {
        step('Customers from before');
        await importCustomers(addresses, secrets, assets.photosDir);
      }
      step('Sample applicants');
      const customer = createCustomer(addresses, secrets);
      const allRight = await runDemo(customer, assets.photosDir, importsFirst ? KNOWN_SAMPLES : SAMPLES);
      if (!staysUp) return allRight ? 0 : 1;
      const { onboarding_url: pages } = await customer.create(`visitor-${Date.now()}`);
      await writeApplicantLink(pages ?? '');
      printAddresses();
      console.log(`\nBe the applicant yourself: open the link in ${LINK_FILE} (24 hours, one new applicant)`);
      const ended = await Promise.race([interrupted(), service.ended]);
      if (ended !== null) throw new Error(`the service has ended; ${SERVICE_LOG} ends with:\n${ended}`);
      return 0;
    } finally {
      await service.stop();
    }
  } finally {
    await sandbox.close();
  }
}

/** Says which setting moves the port, before anything is started. */
async function mustBeFreeOrMoved(wanted: number, setting: string): Promise<void> {
  await mustBeFree(wanted).catch(() => {
    throw new Error(
      `Port ${wanted} is taken (is another npm start running?). Free it, or choose one: ${setting}=9000 npm start`,
    );
  });
}

function step(text: string): void {
  console.log(`· ${text}`);
}

function interrupted(): Promise<null> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(null));
  });
}

function printAddresses(): void {
  console.log(`
Up until Ctrl-C:
  service  ${addresses.serviceUrl}   log with the audit lines: ${SERVICE_LOG}
  API      ${addresses.serviceUrl}/docs   every route, to read and to try
  console  ${addresses.serviceUrl}/review   the reviewers' pages; the sandbox signs you in
  sandbox  ${addresses.sandboxUrl}   sessions, faces and calls
  keys     .local/secrets.json
  example  npm run example   a customer's backend; notified if this was started with
           NOTIFY_URL=http://127.0.0.1:8788/notifications

Try:
  KEY=$(node -p "require('./.local/secrets.json').keys.backend")
  curl -s -H "Authorization: Bearer $KEY" '${addresses.serviceUrl}/v1/applicants?limit=3'`);
}
