/** The alerts, the dashboard and the runbook against what a running service shows; `promtool` is Prometheus' own checker. */
import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../../scripts/local-setup.ts';
import { createLocalService, type LocalService } from '../support/local-service.ts';

const OPS = join(ROOT, 'ops');
const promtool = (...args: string[]) => promisify(execFile)('promtool', args, { cwd: OPS });
const rules = await readFile(join(OPS, 'alerts.yml'), 'utf8');
const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
const dashboardSchema = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});

/** The metrics that a text of expressions names. */
const namesIn = (text: string) => [...new Set(text.match(/\bkyc_[a-z0-9_]+/g) ?? [])];

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('what a running service shows', () => {
  let service: LocalService;
  let text = '';
  /** The names of all series that the exposition declares, those of a histogram's lines among them. */
  let declared: ReadonlySet<string>;

  beforeAll(async () => {
    service = await createLocalService({ port: await freePort(), ilivePort: await freePort() });
    await service.start();
    const { backend, operator } = service.secrets.keys;
    // iLive is away, so the session fails; the figures have to say so.
    const headers = { authorization: `Bearer ${backend}`, 'content-type': 'application/json' };
    const json = JSON.stringify({ user_id: 'user-1' });
    await fetch(`${service.serviceUrl}/v1/applicants`, { method: 'POST', headers, body: json });
    const answer = await fetch(`${service.serviceUrl}/metrics`, {
      headers: { authorization: `Bearer ${operator}` },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    text = await answer.text();
    declared = new Set(
      [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
      ),
    );
  });

  afterAll(() => service?.remove());

  it('passes promtool check metrics without a word', async () => {
    const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
    child.stdin.end(text);
    const status = await new Promise((resolve) => child.once('close', resolve));
    expect([status, said]).toEqual([0, '']);
  });

  it('has every metric that the alerts and their tests name', async () => {
    const named = namesIn(rules + (await readFile(join(OPS, 'alerts.test.yml'), 'utf8')));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !declared.has(name))).toEqual([]);
  });

  it('has every metric that the dashboard names, and the dashboard shows all but the service itself', async () => {
    const dashboard = dashboardSchema.parse(JSON.parse(await readFile(join(OPS, 'dashboard.json'), 'utf8')));
    const named = namesIn(
      dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n'),
    );
    expect(named.filter((name) => !declared.has(name))).toEqual([]);
    const shown = (name: string) =>
      named.some((other) => other.startsWith(name.replace(/_(bucket|sum|count)$/, '')));
    expect([...declared].filter((name) => !shown(name))).toEqual([]);
  });

  it('has every metric of docs/operate.md, and no other', async () => {
    const document = await readFile(join(ROOT, 'docs/operate.md'), 'utf8');
    const table = [...document.matchAll(/^\| `(kyc_\w+)/gm)].map(([, name = '']) => name);
    const families = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name);
    expect(table.toSorted()).toEqual(families.toSorted());
  });
});

/** The alerts that have more examples than one of each kind. */
const EXAMPLES: Readonly<Record<string, number>> = { KycPartAway: 3, KycWebhooksRefused: 4 };

describe('the alerts', () => {
  it('are ten, and promtool takes them', async () => {
    const { stdout } = await promtool('check', 'rules', 'alerts.yml');
    expect(stdout).toContain('10 rules found');
  });

  it('fire when they should, and not when all is well', async () => {
    const { stdout } = await promtool('test', 'rules', 'alerts.test.yml');
    expect(stdout).toContain('SUCCESS');
    const tests = await readFile(join(OPS, 'alerts.test.yml'), 'utf8');
    for (const alert of alerts) {
      // Once where all is well, once where it fires.
      expect([alert, tests.split(new RegExp(`alertname: ${alert}\\b`)).length - 1]).toEqual([
        alert,
        EXAMPLES[alert] ?? 2,
      ]);
    }
  });

  it('each name a section of the runbook that is there', async () => {
    const runbook = await readFile(join(ROOT, 'docs/runbook.md'), 'utf8');
    const sections = new Set(
      [...runbook.matchAll(/^## (.*)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, '')
          .replaceAll(' ', '-'),
      ),
    );
    const named = [...rules.matchAll(/runbook_url: docs\/runbook\.md#(\S+)/g)].map(
      ([, section = '']) => section,
    );
    expect(named).toHaveLength(alerts.length);
    expect(named.filter((section) => !sections.has(section))).toEqual([]);
  });
});
