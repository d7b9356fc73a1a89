/** Runs the commands of the documents, one after the other in one shell, against a service of its own. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAssets } from '../../sandbox/assets.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/server.ts';
import { ROOT } from '../../scripts/local-setup.ts';
import { createLocalService, type LocalService } from '../support/local-service.ts';

const PORT = 18_780;
const SANDBOX_PORT = 18_781;
/** In this order: what README.md sets is used in the others. */
const FIRST = ['README.md', 'docs/review.md', 'docs/audit.md'];

type Block = {
  readonly document: string;
  readonly line: number;
  readonly language: string;
  readonly lines: readonly string[];
  /** The comment before it that says why it is not run. */
  readonly mark: string | null;
};

const inDocs = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md')).sort();
const documents = [...new Set([...FIRST, ...inDocs.map((name) => `docs/${name}`)]), 'SECURITY.md'];
const blocks = (await Promise.all(documents.map(blocksOf))).flat();

describe('the commands in the documents', () => {
  let sandbox: RunningSandbox;
  let service: LocalService;
  const output = new Map<string, string>();

  beforeAll(async () => {
    service = await createLocalService({ port: PORT, ilivePort: SANDBOX_PORT });
    await furnish(service);
    await ensureAssets();
    const { iliveApiKey, iliveWebhookSecret: webhookSecret } = service.secrets;
    sandbox = await startSandbox({ port: SANDBOX_PORT, apiKeys: [iliveApiKey], webhookSecret });
    await service.start();
  });

  afterAll(async () => {
    await service?.remove();
    await sandbox?.close();
  });

  it('all are run, or say why not', () => {
    const marks = blocks.flatMap(({ mark }) => mark ?? []);
    for (const mark of marks) expect(mark).toMatch(/^<!-- (needs an account|not run: \S.{10,}) -->$/);
    expect(marks.length).toBeLessThan(blocks.length / 2);
  });

  it('none of them fails', async () => {
    const run = blocks.filter(({ mark }) => mark === null);
    // README.md says what its second run leads to.
    const again = run.filter(({ document }) => document === 'README.md');
    const script = [...again, ...run].map(scriptOf).join('\n');
    const options = { cwd: service.folder, timeout: 150_000, maxBuffer: 10_000_000 };
    const { stdout, stderr } = await promisify(execFile)('bash', ['-eo', 'pipefail', '-c', script], options);
    for (const part of stdout.split(/^@@ /m).slice(1)) {
      const document = part.slice(0, part.indexOf(':'));
      output.set(document, (output.get(document) ?? '') + part);
    }
    expect([...output.keys()].sort()).toEqual([...new Set(run.map(({ document }) => document))].sort());
    expect(stdout).not.toContain('failed at');
    expect(stderr).not.toMatch(/command not found|No such file/);
  });

  it('README.md: the first run approves, the second finds the first', () => {
    const decisions = [...(output.get('README.md') ?? '').matchAll(/^\{"status":"(\w+)","reasons":(.*?),/gm)];
    expect(decisions.map(([, status, reasons]) => [status, reasons])).toEqual([
      ['approved', '[]'],
      ['in_review', '["possible_duplicate"]'],
    ]);
  });

  it('docs/review.md decides the case that README.md left', () => {
    expect(output.get('docs/review.md')).toMatch(/"status": "rejected"/);
  });

  it('docs/audit.md exports what is unbroken', () => {
    expect(output.get('docs/audit.md')).toMatch(/closing line: all applicants: 2 logs[\s\S]*^unbroken$/m);
  });

  it('docs/integrate.md shows a problem', () => {
    expect(output.get('docs/integrate.md')).toContain('"code":"insufficient_scope"');
  });
});

/** What the checkout has after `npm start`. */
async function furnish({ folder, secrets }: LocalService): Promise<void> {
  for (const name of ['scripts', '.sandbox', 'examples']) await symlink(join(ROOT, name), join(folder, name));
  await mkdir(join(folder, '.local'));
  await writeFile(join(folder, '.local/secrets.json'), JSON.stringify(secrets));
  await symlink(join(folder, 'service.log'), join(folder, '.local/service.log'));
  await mkdir(join(folder, '.wrangler'));
  await symlink(join(folder, 'state'), join(folder, '.wrangler/state'));
}

async function blocksOf(document: string): Promise<readonly Block[]> {
  const found: Block[] = [];
  const lines = (await readFile(join(ROOT, document), 'utf8')).split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent, language] = /^( *)```(\w*)/.exec(lines[at] ?? '') ?? [];
    if (indent === undefined || language === undefined) continue;
    const end = lines.findIndex((line, index) => index > at && line.trim() === '```');
    const before = (lines[at - 1] ?? '').trim();
    const mark = before.startsWith('<!--') ? before : null;
    const inside = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    if (/^(bash|console|sh|shell)$/.test(language))
      found.push({ document, line: at + 1, language, lines: inside, mark });
    at = end;
  }
  return found;
}

/** Of a console's text, what follows a prompt; with the ports of this test. */
function scriptOf({ document, line, language, lines }: Block): string {
  const commands =
    language === 'console' ? lines.flatMap((text) => (text.startsWith('$ ') ? [text.slice(2)] : [])) : lines;
  const here = commands.join('\n').replaceAll('127.0.0.1:8787', `127.0.0.1:${PORT}`);
  return `echo; echo "@@ ${document}:${line}"\n${here}`;
}
