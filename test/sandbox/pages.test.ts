import { describe, expect, it } from 'vitest';
import { API_KEY, openSandbox } from './open-sandbox.ts';
import { photo } from './photos.ts';

const HALF_AN_HOUR_MS = 30 * 60_000;

async function openPages() {
  const opened = await openSandbox();
  const get = async (path: string) => {
    const { status, headers, bytes } = await opened.call('GET', path);
    return { status, headers, text: new TextDecoder().decode(bytes) };
  };
  return { ...opened, get };
}

/** What a page loads or leads to. */
const addresses = (text: string) =>
  [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, found]) => found ?? '');

/** The names in a script by which it finds its elements, and the ids that a page has. */
const namesOf = (script: string) => [...script.matchAll(/element\('([\w-]+)'\)/g)].map(([, name]) => name);
const idsOf = (page: string) => [...page.matchAll(/\sid="([\w-]+)"/g)].map(([, id]) => id);

/** The session page's script and what that imports. */
async function scriptsOf(get: (path: string) => Promise<{ status: number; text: string }>): Promise<string> {
  const { text } = await get('/assets/session.js');
  const imported = [...text.matchAll(/from '\.\/([\w-]+\.js)'/g)].map(([, name]) => get(`/assets/${name}`));
  const answers = await Promise.all(imported);
  expect(answers.map(({ status }) => status)).toEqual([200]);
  return [text, ...answers.map((answer) => answer.text)].join('\n');
}

describe('the session page', () => {
  it('says that it is a sandbox, and loads nothing from elsewhere', async () => {
    const { get, newSession } = await openPages();
    const { id } = await newSession({ reference_id: '<script>alert(1)</script>' });
    const page = await get(`/session/${id}?hold_ms=50&redirect_ms=60`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<strong>Sandbox.</strong>');
    expect(page.text).toContain('data-hold-ms="50"');
    expect(page.text).toContain('data-redirect-ms="60"');
    expect(page.text).not.toContain('alert(1)');
    expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    expect(page.headers.get('Cache-Control')).toBe('no-store');
    for (const address of addresses(page.text).filter((found) => found !== 'data:,')) {
      expect(address).toMatch(/^\/assets\//);
      expect((await get(address)).status).toBe(200);
    }
  });

  it('has every element that its scripts ask for, each once, and a name for every field', async () => {
    const { get, newSession } = await openPages();
    const { text } = await get(`/session/${(await newSession()).id}`);
    const ids = idsOf(text);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(namesOf(await scriptsOf(get))));
    for (const field of ['picture', 'verdict', 'progress']) expect(text).toContain(`for="${field}"`);
  });

  it('holds for three seconds unless asked otherwise', async () => {
    const { get, newSession } = await openPages();
    const { id } = await newSession();
    for (const query of ['', '?hold_ms=x', '?hold_ms=-1', '?hold_ms=9999999']) {
      expect((await get(`/session/${id}${query}`)).text).toContain('data-hold-ms="3000"');
    }
  });

  it('asks for more in active mode, and in both ends with a look at the camera', async () => {
    const { get, newSession } = await openPages();
    const prompts = async (mode: string) =>
      (await get(`/session/${(await newSession({ mode })).id}`)).text.match(/data-prompts="([^"]+)"/)?.[1];
    expect(await prompts('passive')).toBe('Look at the camera');
    expect(await prompts('active')).toBe('Blink|Smile|Look at the camera');
  });

  it('is closed for an unknown session', async () => {
    const page = await (await openPages()).get('/session/unknown');
    expect(page.status).toBe(404);
    expect(page.text).toContain('Unknown session');
  });

  it('is closed for an expired session, and leads nowhere', async () => {
    const { get, newSession, clock } = await openPages();
    const { id } = await newSession();
    clock.now += HALF_AN_HOUR_MS;
    const page = await get(`/session/${id}`);
    expect(page.status).toBe(410);
    expect(page.text).toContain('Session expired');
    expect(addresses(page.text)).not.toContainEqual(expect.stringContaining('kyc.example.com'));
  });

  it('is closed for a done session, and leads on or says that this is the end', async () => {
    const { get, newSession } = await openPages();
    const leading = await newSession({ redirect_url: 'https://kyc.example.com/done?a=1&b=2' });
    await leading.capture();
    const done = await get(`/session/${leading.id}`);
    expect(done.status).toBe(409);
    expect(done.text).toContain(`https://kyc.example.com/done?a=1&amp;b=2&amp;session_id=${leading.id}`);
    expect(done.text).not.toContain('You can close this page.');

    const ending = await newSession({ redirect_url: null });
    await ending.capture();
    expect((await get(`/session/${ending.id}`)).text).toContain('You can close this page.');
  });
});

describe('the overview', () => {
  it('has a table with headings for each list of the state, and every field it names', async () => {
    const { get, newSession, send, sendForm } = await openPages();
    await (await newSession()).capture();
    await send('POST', '/api/v2/collections', { external_id: 'people' });
    await sendForm('/api/v2/collections/people/faces', {
      image: photo('audrey'),
      external_face_id: 'audrey',
    });
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('iLive sandbox');
    const { counts, ...lists } = JSON.parse((await get('/sandbox/state')).text);
    expect(counts).toEqual({ sessions: 1, faces: 1, collections: 1 });
    for (const [id, rows] of Object.entries<Record<string, unknown>[]>(lists)) {
      const [, key, table] =
        page.text.match(`<table id="${id}"[^>]* data-key="(\\w*)">([^]*?)</table>`) ?? [];
      const fields = [...(table ?? '').matchAll(/data-field="(\w+)"/g)].map(([, field]) => field);
      expect(fields.length).toBeGreaterThan(1);
      expect(Object.keys(rows[0] ?? {})).toEqual(expect.arrayContaining(fields));
      if (key) expect(new Set(rows.map((row) => row[key])).size).toBe(rows.length);
    }
  });

  it('shows sessions and calls, and no token, key or redirect', async () => {
    const { get, call, newSession } = await openPages();
    const redirect_url = 'https://kyc.example.com/return/sealed-secret';
    const { id, token, result } = await newSession({ redirect_url, reference_id: 'user-77' });
    await result();
    await call('GET', `/api/v1/session/${id}/result?token=wrong`);
    const { text } = await get('/sandbox/state');
    const state = JSON.parse(text);
    expect(state.sessions[0]).toMatchObject({
      session_id: id,
      reference_id: 'user-77',
      status: 'open',
      verdict: null,
    });
    expect(state.calls[0]).toMatchObject({
      method: 'GET',
      path: `/api/v1/session/${id}/result`,
      status: 401,
    });
    expect(state.prefixes).toContainEqual({ prefix: 'slow-', effect: expect.any(String) });
    for (const secret of [token, API_KEY, 'sealed-secret']) expect(text).not.toContain(secret);
  });

  it('remembers the last 200 calls', async () => {
    const { get, call } = await openPages();
    for (let i = 0; i < 205; i++) await call('GET', `/api/v2/x${i}`);
    const { calls } = JSON.parse((await get('/sandbox/state')).text);
    expect(calls).toHaveLength(200);
    expect(calls[0].path).toBe('/api/v2/x204');
  });

  it('forgets everything when told to', async () => {
    const { get, call, newSession } = await openPages();
    await newSession();
    expect((await call('DELETE', '/sandbox/state')).status).toBe(204);
    const { counts, calls } = JSON.parse((await get('/sandbox/state')).text);
    expect(counts).toEqual({ sessions: 0, faces: 0, collections: 0 });
    expect(calls).toEqual([]);
  });
});
