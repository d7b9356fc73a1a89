import { afterAll, describe, expect, it } from 'vitest';
import { LOCAL_API_KEY, startSandbox } from '../../sandbox/server.ts';
import { loadEngine, photo } from './photos.ts';

const running = await startSandbox({ port: 0, engine: await loadEngine() });
afterAll(() => running.close());

async function get(path: string) {
  const answer = await fetch(running.url + path);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function newSession(
  fields: Record<string, string> = {},
): Promise<{ session_id: string; token: string; session_url: string }> {
  const answer = await fetch(`${running.url}/api/v1/managed-session`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${LOCAL_API_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(fields),
  });
  return answer.json();
}

function capture(id: string): Promise<Response> {
  const form = new FormData();
  form.set('image', new File([photo('audrey')], 'audrey.jpg'));
  return fetch(`${running.url}/capture/${id}`, { method: 'POST', body: form });
}

describe('the server', () => {
  it('listens on this machine only, and sends its people to itself', async () => {
    expect(running.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await newSession()).session_url).toMatch(`${running.url}/session/`);
  });

  it('delivers a signed webhook over HTTP', async () => {
    const receiver = await startSandbox({ port: 0, engine: await loadEngine() });
    const { session_id } = await newSession({ webhook_url: `${receiver.url}/capture/webhook` });
    await capture(session_id);
    await running.sandbox.idle();
    expect(receiver.sandbox.memory.calls).toMatchObject([{ method: 'POST', path: '/capture/webhook' }]);
    await receiver.close();
  });

  it('can be closed and started again on the same port', async () => {
    const options = { port: 0, engine: await loadEngine() };
    const first = await startSandbox(options);
    const port = Number(new URL(first.url).port);
    await first.close();
    const second = await startSandbox({ ...options, port });
    await expect(startSandbox({ ...options, port })).rejects.toThrow('EADDRINUSE');
    await second.close();
  });
});

describe('the session page', () => {
  it('says that it is a sandbox, and loads nothing from elsewhere', async () => {
    const { session_id } = await newSession({ reference_id: '<script>alert(1)</script>' });
    const page = await get(`/session/${session_id}?hold_ms=50`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<strong>Sandbox.</strong>');
    expect(page.text).toContain('data-hold-ms="50"');
    expect(page.text).not.toContain('alert(1)');
    expect(page.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    for (const address of loaded.filter((found) => found !== 'data:,')) {
      expect(address).toMatch(/^\/assets\//);
      expect((await get(address)).status).toBe(200);
    }
  });

  it('holds for three seconds unless asked otherwise', async () => {
    const { session_id } = await newSession();
    for (const query of ['', '?hold_ms=x', '?hold_ms=-1', '?hold_ms=9999999']) {
      expect((await get(`/session/${session_id}${query}`)).text).toContain('data-hold-ms="3000"');
    }
  });

  it('is closed for unknown and for done sessions, which lead on', async () => {
    expect((await get('/session/unknown')).status).toBe(404);
    const { session_id } = await newSession({ redirect_url: 'https://kyc.example.com/done?a=1&b=2' });
    await capture(session_id);
    const done = await get(`/session/${session_id}`);
    expect(done.status).toBe(409);
    expect(done.text).toContain(`https://kyc.example.com/done?a=1&amp;b=2&amp;session_id=${session_id}`);
  });
});

describe('the overview', () => {
  it('is a page', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('iLive sandbox');
  });

  it('shows sessions, faces and calls, and no token, key or redirect', async () => {
    const redirect_url = 'https://kyc.example.com/return/sealed-secret';
    const { session_id, token } = await newSession({ redirect_url, reference_id: 'user-77' });
    await fetch(`${running.url}/api/v1/session/${session_id}/result?token=${token}`);
    const { text } = await get('/sandbox/state');
    const state = JSON.parse(text);
    expect(state.sessions[0]).toMatchObject({
      session_id,
      reference_id: 'user-77',
      status: 'open',
      verdict: null,
    });
    expect(state.calls[0]).toMatchObject({
      method: 'GET',
      path: `/api/v1/session/${session_id}/result`,
      status: 401,
    });
    expect(state.prefixes).toContainEqual({ prefix: 'slow-', effect: expect.any(String) });
    for (const secret of [token, LOCAL_API_KEY, 'sealed-secret']) expect(text).not.toContain(secret);
  });

  it('remembers the last 200 calls', async () => {
    for (let i = 0; i < 205; i++) await running.sandbox.fetch(new Request(`${running.url}/api/v2/x${i}`));
    const { calls } = JSON.parse((await get('/sandbox/state')).text);
    expect(calls).toHaveLength(200);
    expect(calls[0].path).toBe('/api/v2/x204');
  });

  it('forgets everything when told to', async () => {
    await newSession();
    expect((await fetch(`${running.url}/sandbox/state`, { method: 'DELETE' })).status).toBe(204);
    const { counts, calls } = JSON.parse((await get('/sandbox/state')).text);
    expect(counts).toEqual({ sessions: 0, faces: 0, collections: 0 });
    expect(calls).toEqual([]);
  });
});
