import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { openOnboarding } from '../support/applicant.ts';
import { openBrowser } from '../support/browser.ts';
import { newUserId, send, upload } from '../support/customer.ts';

const SOCKET = { upgrade: 'websocket', origin: 'https://kyc.test' };
type Browser = Awaited<ReturnType<typeof openOnboarding>>;

/** A page that listens. */
async function listen(browser: Browser): Promise<WebSocket> {
  const { webSocket } = await browser.ask('/onboarding/changes', { headers: SOCKET });
  webSocket!.accept();
  return webSocket!;
}

const closed = (socket: WebSocket) =>
  new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));

describe('a page that listens', () => {
  it('is one of eight at most; the oldest makes room', async () => {
    const user = newUserId();
    const browser = await openOnboarding(user);
    const sockets: WebSocket[] = [];
    for (let open = 0; open < 8; open += 1) sockets.push(await listen(browser));
    const oldest = closed(sockets[0]!);
    for (let open = 8; open < 40; open += 1) sockets.push(await listen(browser));
    expect(await oldest).toBe(1013);
    const heard = new Promise((resolve) => sockets.at(-1)!.addEventListener('message', resolve));
    await upload(user, 'audrey.jpg');
    await heard;
  });

  it('is not told that somebody looks at a photo', async () => {
    const user = newUserId();
    const browser = await openOnboarding(user);
    await upload(user, 'audrey.jpg');
    const socket = await listen(browser);
    const told: unknown[] = [];
    const heard = new Promise((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        told.push(JSON.parse(String(data)));
        resolve(told);
      });
    });
    await env.APPLICANTS.getByName(user).viewPhoto('id', 'reviewer:rita@example.com');
    await send('DELETE', `/v1/applicants/${user}`, { as: 'eraser' });
    await heard;
    expect(told[0]).toEqual({ type: 'changed', status: 'erased' });
  });

  it('that talks is hung up on, and nobody else', async () => {
    const user = newUserId();
    const browser = await openOnboarding(user);
    const [talker, quiet] = [await listen(browser), await listen(browser)];
    const hungUp = closed(talker);
    for (let said = 0; said < 100; said += 1) talker.send('x'.repeat(1_000));
    expect(await hungUp).toBe(1008);
    const heard = new Promise((resolve) => quiet.addEventListener('message', resolve));
    await upload(user, 'audrey.jpg');
    await heard;
  });

  it('needs the cookie, and an own page', async () => {
    const browser = await openOnboarding(newUserId());
    for (const origin of ['https://evil.test', 'null', 'https://kyc.test.evil.test', 'http://kyc.test']) {
      const headers = { upgrade: 'websocket', origin };
      expect((await browser.ask('/onboarding/changes', { headers })).status).toBe(404);
    }
    expect((await browser.ask('/onboarding/changes', { headers: { upgrade: 'websocket' } })).status).toBe(
      404,
    );
    expect((await openBrowser().ask('/onboarding/changes', { headers: SOCKET })).status).toBe(403);
  });
});
