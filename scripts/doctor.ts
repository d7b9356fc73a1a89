/**
 * `npm run doctor -- deployments/<name>.json`: says in words what is right and wrong with a deployment, and tries what the
 * service assumes about iLive (docs/operate.md, "Doctor"). Exit status 0: nothing that was tried differs or is wrong, 1:
 * something does, 2: not all could be tried, 130: stopped.
 */
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultSessionHosts, isHostPattern } from '../src/ilive/session-hosts.ts';
import { isLoopback } from '../src/platform/loopback.ts';
import { refusalText } from './deploy/failure.ts';
import { examineDeployment } from './doctor/examine-deployment.ts';
import { type Examination, examineIlive } from './doctor/examine-ilive.ts';
import { type Listener, startListener } from './doctor/listener.ts';
import { type DoctorOptions, parseOptions } from './doctor/options.ts';
import { reportOf } from './doctor/report.ts';
import { type DeploymentSettings, readSettings } from './doctor/settings.ts';
import { readPhoto } from './doctor/test-pictures.ts';
import { plainLine, plainLines } from './plain-text.ts';
import { renderTable } from './table.ts';

/** A session lives half an hour (/docs/liveness/managed-sessions). */
const VERDICT_WAIT_MS = 30 * 60_000;
const BROWSER_WAIT_MS = 15_000;
const DEFAULT_TOLERANCE_S = 300;
const DEFAULT_RPS = 50;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(plainLines(refusalText(error) ?? (error instanceof Error ? error.message : String(error))));
  process.exitCode = 2;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const deployment = await readSettings(options, process.env);
  const isWrong =
    options.file !== null || options.serviceUrl !== null ? await tellDeployment(deployment) : false;
  const { ILIVE_API_KEY: apiKey } = deployment.settings;
  if (!apiKey) throw new Error('iLive was not asked: set ILIVE_API_KEY, or give the secrets file.');
  const listener = options.live ? await startListener(options.port) : null;
  try {
    const { lines, differs, isWhole, isStopped } = await tellIlive(options, deployment, apiKey, listener);
    console.log(lines.join('\n'));
    if (isStopped) return 130;
    if (differs || isWrong) return 1;
    return isWhole ? 0 : 2;
  } finally {
    await listener?.close();
  }
}

/** @returns whether something is wrong */
async function tellDeployment(deployment: DeploymentSettings): Promise<boolean> {
  const operateKey = process.env.KYC_OPERATE_KEY || null;
  const checks = await examineDeployment({ ...deployment, operateKey, fetch, nowMs: Date.now() });
  const word = (ok: boolean | null) => (ok === null ? '–' : ok ? 'right' : 'wrong');
  console.log(
    renderTable(
      ['', 'part', 'seen'],
      checks.map(({ part, ok, text }) => [word(ok), part, text]),
    ),
    '\n',
  );
  return checks.some(({ ok }) => ok === false);
}

async function tellIlive(
  options: DoctorOptions,
  { settings, serviceUrl, iliveUrl: baseUrl }: DeploymentSettings,
  apiKey: string,
  listener: Listener | null,
) {
  const sessions = await sessionUrls(options, baseUrl, serviceUrl, listener);
  const [first, second] = options.photos ?? [];
  const stop = stopOnSignal();
  const what: Examination = {
    connection: { baseUrl, apiKey, fetch, sleep: (ms) => sleep(ms), stop },
    sessionHosts: sessionHostsOf(settings.ILIVE_SESSION_HOSTS, baseUrl),
    photos: first && second ? { first: await readPhoto(first), second: await readPhoto(second) } : null,
    burst: options.burst ? 2 * (Number(settings.ILIVE_RPS) || DEFAULT_RPS) : null,
    sessions,
    live: listener &&
      sessions && {
        listener,
        stop,
        waitMs: VERDICT_WAIT_MS,
        browserWaitMs: BROWSER_WAIT_MS,
        announce: (url) =>
          console.log(`Open this address, and finish what it asks for:\n${plainLine(url)}\n`),
        secret: settings.ILIVE_WEBHOOK_SECRET || null,
        toleranceS: Number(settings.ILIVE_WEBHOOK_TOLERANCE_S) || DEFAULT_TOLERANCE_S,
      },
  };
  const examined = await examineIlive(what);
  return { ...reportOf(examined), isWhole: examined.problems.length === 0, isStopped: stop.aborted };
}

/** Aborted by the first signal that ends a process. What the doctor has made at iLive is then deleted before it ends. */
function stopOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

/** As the service reads the setting. What is wrong with it stands in the part about the deployment. */
function sessionHostsOf(setting: string | undefined, baseUrl: string): readonly string[] {
  const hosts = setting?.split(',').map((host) => host.trim().toLowerCase()) ?? [];
  const patterns = hosts.filter(isHostPattern);
  return patterns.length > 0 ? patterns : defaultSessionHosts(baseUrl);
}

/** Asks before sessions are spent. @returns null if none may be; where iLive is to send webhook and browser */
async function sessionUrls(
  { live, yes, webhookUrl }: DoctorOptions,
  baseUrl: string,
  serviceUrl: string | null,
  listener: Listener | null,
): Promise<Examination['sessions']> {
  const isLocal = isLoopback(new URL(baseUrl).hostname);
  const origin = listener && (webhookUrl ?? (isLocal ? listener.origin : null));
  if (live && (origin === null || (!isLocal && !origin.startsWith('https:'))))
    throw new Error(
      'iLive sends webhooks only to a public https address. Start a tunnel to this machine, for example\n' +
        '  cloudflared tunnel --url http://127.0.0.1:8799\n' +
        'and give its address with --webhook-url.',
    );
  if (!yes && !(await confirmed(live))) return null;
  if (listener && origin)
    return { redirectUrl: origin + listener.returnPath, webhookUrl: origin + listener.webhookPath };
  const service = serviceUrl ?? 'https://kyc.example.com';
  return { redirectUrl: `${service}/return/doctor`, webhookUrl: `${service}/webhooks/ilive` };
}

async function confirmed(live: boolean): Promise<boolean> {
  const question = `Two sessions will be made at iLive, which may cost money; ${live ? 'one is for you to finish' : 'nobody opens them'}. Go on? [y/N] `;
  if (!process.stdin.isTTY) {
    console.log('No session is spent: this is no terminal to ask on. --yes spends two.\n');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
