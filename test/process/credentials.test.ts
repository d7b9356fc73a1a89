import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalSecrets, ROOT } from '../../scripts/local-setup.ts';

const [PORT, SANDBOX_PORT, RECEIVER_PORT] = [18_775, 18_776, 18_777];
const SERVICE = `http://127.0.0.1:${PORT}`;
const SANDBOX = `http://127.0.0.1:${SANDBOX_PORT}`;

/** `npm start` in a copy of the project, so that its `.local` and `.wrangler` are its own. */
async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kyc-start-'));
  for (const name of [
    'src',
    'scripts',
    'sandbox',
    'migrations',
    'package.json',
    'tsconfig.json',
    'tsconfig.base.json',
  ])
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  for (const name of ['node_modules', '.sandbox']) await symlink(join(ROOT, name), join(folder, name));
  const toml = await readFile(join(ROOT, 'wrangler.toml'), 'utf8');
  const assets = join(ROOT, 'dist/assets');
  await writeFile(
    join(folder, 'wrangler.toml'),
    toml.replace(/^\[build\]\n(?:.+\n)*/m, '').replace(/^directory = .*$/m, `directory = "${assets}"`),
  );
  return folder;
}

describe('what a run says', () => {
  let folder = '';
  let service: ChildProcess;
  let receiver: Server;
  let output = '';
  const made = new Map<string, string>();
  const note = (name: string, value: string | null | undefined) => {
    if (!value || value.length < 12) throw new Error(`no ${name} was made`);
    made.set(name, value);
    return value;
  };

  beforeAll(async () => {
    folder = await copyProject();
    receiver = createServer((request, response) => {
      made.set(
        'signature of a notification',
        String(request.headers['webhook-signature']).split(',')[1] ?? '',
      );
      response.end();
    }).listen(RECEIVER_PORT, '127.0.0.1');
    service = spawn(process.execPath, ['scripts/start.ts'], {
      cwd: folder,
      env: {
        ...process.env,
        PORT: String(PORT),
        SANDBOX_PORT: String(SANDBOX_PORT),
        NOTIFY_URL: `http://127.0.0.1:${RECEIVER_PORT}/`,
        XDG_CONFIG_HOME: join(folder, 'config'),
        HOME: folder,
      },
    });
    await new Promise<void>((resolve, reject) => {
      for (const stream of [service.stdout, service.stderr])
        stream?.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          if (output.includes('Be the applicant yourself')) resolve();
        });
      service.once('exit', () => reject(new Error(`it ended:\n${output}`)));
    });
  }, 300_000);

  afterAll(async () => {
    if (service?.exitCode === null) {
      service.kill('SIGINT');
      await new Promise((resolve) => service.once('exit', resolve));
    }
    receiver?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('holds no credential: no key, link, cookie, token or signature', async () => {
    const secrets: LocalSecrets = JSON.parse(await readFile(join(folder, '.local/secrets.json'), 'utf8'));
    const { keys, accessAud: _, ...others } = secrets;
    for (const [name, value] of Object.entries({ ...keys, ...others })) note(name, value);
    await goThroughPages(note, secrets);
    service.kill('SIGINT');
    await new Promise((resolve) => service.once('exit', resolve));

    const logs = [
      output,
      await readFile(join(folder, '.local/service.log'), 'utf8'),
      ...(await wranglerLogs(folder)),
    ];
    const said = logs.join('\n');
    expect(said).toContain('GET /onboarding/open/… 303');
    expect(said).toContain('GET /return/…');
    expect(made.size).toBeGreaterThan(16);
    const leaked = [...made].flatMap(([name, value]) => (said.includes(value.slice(-20)) ? [name] : []));
    expect(leaked).toEqual([]);
    // Those of the sample applicants, which the test has not seen.
    expect(said).not.toMatch(
      /(onboarding\/open|return)\/[\w-]{8}|[?&]token=\w|Bearer \w{8}|sha256=\w|CF_Authorization=\w/,
    );
  });
});

/** An applicant's and a reviewer's whole way, by the link that was written for the visitor. Notes each credential. */
async function goThroughPages(
  note: (name: string, value: string | null | undefined) => string,
  { keys, accessAud }: LocalSecrets,
): Promise<void> {
  const json = { authorization: `Bearer ${keys.backend}`, 'content-type': 'application/json' };
  const user = `visitor-${crypto.randomUUID()}`;
  const body = JSON.stringify({ user_id: user });
  const created = await (
    await fetch(`${SERVICE}/v1/applicants`, { method: 'POST', headers: json, body })
  ).json();
  const link = note('link', (created as { onboarding_url: string }).onboarding_url);
  await fetch(`${SERVICE}/v1/reviews`, {
    headers: { authorization: `Bearer ${note('wrong key', crypto.randomUUID())}` },
  });

  const opened = await fetch(link, { redirect: 'manual' });
  const cookie = note('cookie', opened.headers.getSetCookie()[0]?.split(';')[0]);
  const page = async () => (await fetch(`${SERVICE}/onboarding`, { headers: { cookie } })).text();
  const token = note('form token', /name="form_token" value="([^"]+)"/.exec(await page())?.[1]);
  const send = async (path: string, fields: Record<string, string | File>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ form_token: token, ...fields })) form.set(name, value);
    const headers = { cookie, origin: SERVICE };
    return fetch(`${SERVICE}/onboarding/${path}`, {
      method: 'POST',
      headers,
      body: form,
      redirect: 'manual',
    });
  };
  const picture = await readFile(join(ROOT, '.sandbox/photos/bill-murray-snl_crop.jpg'));
  await send('consent', { consent: '2' });
  await send('id-photo', { id_photo: new File([picture], 'id.jpg', { type: 'image/jpeg' }) });
  const started = await send('liveness', {});
  const sessionUrl = started.headers.get('location') ?? '';
  const capture = new FormData();
  capture.set('image', new File([picture], 'face.jpg', { type: 'image/jpeg' }));
  const answer = await fetch(sessionUrl.replace('/session/', '/capture/'), { method: 'POST', body: capture });
  const { redirect_url: back } = (await answer.json()) as { redirect_url: string };
  note('return link', /\/return\/([\w-]+)/.exec(back)?.[1]);
  await fetch(back, { redirect: 'manual' });
  const sessionId = sessionUrl.split('/').at(-1);
  const sent = (await (await fetch(`${SANDBOX}/sandbox/deliveries?session_id=${sessionId}`)).json()) as {
    deliveries: { headers: Record<string, string> }[];
  };
  const signature = Object.entries(sent.deliveries[0]?.headers ?? {}).find(([name]) =>
    /signature/i.test(name),
  );
  note('signature of a webhook', signature?.[1]);
  await signIn(note, accessAud);
}

/** Signs a reviewer in at the sandbox and looks at the queue. */
async function signIn(note: (name: string, value: string | null | undefined) => string, accessAud: string) {
  const query = new URLSearchParams({ kid: accessAud, redirect_url: '/review' });
  const address = `${SANDBOX}/cdn-cgi/access/login/127.0.0.1:${PORT}?${query}`;
  const form = new URLSearchParams({ email: 'rita@example.com' });
  const signedIn = await fetch(address, { method: 'POST', body: form, redirect: 'manual' });
  const cookie = note('Access token', signedIn.headers.getSetCookie()[0]?.split(';')[0]);
  await fetch(`${SERVICE}/review`, { headers: { cookie } });
}

/** All that wrangler has written into its own folders. */
async function wranglerLogs(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const logs = names.filter((entry) => entry.isFile() && entry.name.endsWith('.log'));
  return Promise.all(logs.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')));
}
