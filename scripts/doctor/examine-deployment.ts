/** Asks a deployment how it is. Changes nothing there. */
import { parseConfig } from '#src/config/config.ts';
import {
  type Check,
  judgeConsole,
  judgeHealth,
  judgeStatus,
  judgeTeam,
  judgeUnsigned,
  type ServiceAnswer,
} from './judge-deployment.ts';
import type { DeploymentSettings } from './settings.ts';

/** What the deployment is asked with. */
export type DeploymentExamination = Omit<DeploymentSettings, 'iliveUrl'> & {
  /** A key with the scope `operate`; null if there is none. */
  readonly operateKey: string | null;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly nowMs: number;
};

const TIMEOUT_MS = 15_000;

/** Judges settings, health, webhooks, Access, and the parts of `/status`. */
export async function examineDeployment(what: DeploymentExamination): Promise<readonly Check[]> {
  const { serviceUrl, settings, operateKey, fetch, nowMs } = what;
  const checks = [...judgeSettings(what)];
  const team = hostOf(settings.ACCESS_TEAM_DOMAIN);
  const ask = (url: string, init: RequestInit = {}) => answerOf(fetch, url, init);
  if (team !== null) {
    const origin = settings.ACCESS_TEAM_DOMAIN?.startsWith('http://') ? `http://${team}` : `https://${team}`;
    checks.push(judgeTeam(await ask(`${origin}/cdn-cgi/access/certs`), team));
  }
  if (serviceUrl === null) {
    const text = 'its address is not known: give --service-url https://<name>.<your subdomain>.workers.dev';
    return [...checks, { part: 'health', ok: null, text }];
  }
  const health = judgeHealth(await ask(`${serviceUrl}/healthz`));
  checks.push(health);
  if (health.ok === false) return checks;
  checks.push(judgeUnsigned(await ask(`${serviceUrl}/webhooks/ilive`, { method: 'POST', body: '{}' })));
  checks.push(judgeConsole(await ask(`${serviceUrl}/review`), team));
  if (operateKey === null) {
    const text = 'not asked: set KYC_OPERATE_KEY to a key with the scope operate';
    return [...checks, { part: 'status', ok: null, text }];
  }
  const headers = { authorization: `Bearer ${operateKey}` };
  return [...checks, ...judgeStatus(await ask(`${serviceUrl}/status`, { headers }), nowMs)];
}

/** In place of the address that a deployment at workers.dev does not have in its file: it is not wrong, only not known. */
const ANY_URL = 'https://kyc.example.com';

function judgeSettings({ settings, hasSecrets, serviceUrl }: DeploymentExamination): readonly Check[] {
  const part = 'settings';
  if (!hasSecrets) return [{ part, ok: null, text: 'not checked: there is no secrets file' }];
  const parsed = parseConfig(serviceUrl === null ? { ...settings, PUBLIC_URL: ANY_URL } : settings);
  if (parsed.ok) return [{ part, ok: true, text: `all right, policy ${parsed.value.policy.version}` }];
  return parsed.refusal.map(({ setting, must }) => ({ part, ok: false, text: `${setting}: ${must}` }));
}

function hostOf(team: string | undefined): string | null {
  if (!team) return null;
  return URL.parse(team.includes('://') ? team : `https://${team}`)?.host ?? null;
}

async function answerOf(
  fetch: DeploymentExamination['fetch'],
  url: string,
  init: RequestInit,
): Promise<ServiceAnswer> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(new Request(url, { ...init, redirect: 'manual', signal }));
    const text = await response.text();
    const json: unknown = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : null;
    return { status: response.status, location: response.headers.get('location'), json };
  } catch {
    return null;
  }
}
