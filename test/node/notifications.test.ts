import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { evolve, type State } from '../../src/core/machine.ts';
import { notificationOf } from '../../src/notifications/notification.ts';
import { addressProblem } from '../../src/notifications/receiver-url.ts';
import { resendDelay } from '../../src/notifications/retry-schedule.ts';
import { send } from '../../src/notifications/send.ts';
import { histories } from '../support/histories.ts';
import { testSettings } from '../support/test-settings.ts';

describe('where notifications may go', () => {
  it.each([
    'https://hooks.customer.example/kyc?tenant=7',
    'https://customer.example:8443/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://172.32.0.1/',
    'https://100.128.0.1/',
    'https://192.1.0.1/',
    'https://[2001:4860:4860::8888]/',
    'https://homely.example/',
  ])('%s', (url) => {
    expect(addressProblem(url, false)).toBeNull();
  });

  it.each([
    'not a url',
    'http://customer.example/',
    'ftp://customer.example/',
    'https://user:secret@customer.example/',
    'https://user@customer.example/',
    'https://:secret@customer.example/',
    'https://customer.example/#part',
    'https://localhost/',
    'https://sub.localhost/',
    'https://intranet/',
    'https://kyc/',
    'https://db.internal/',
    'https://printer.local./',
    'https://wiki.intranet/',
    'https://router.lan/',
    'https://nas.home/',
    'https://files.corp/',
    'https://nas.home.arpa/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.0.1/',
    'https://169.254.169.254/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://192.0.2.1/',
    'https://198.18.0.1/',
    'https://198.19.255.255/',
    'https://198.51.100.1/',
    'https://203.0.113.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[fe80::1]/',
    'https://[fc00::1]/',
    'https://[fd12:3456::1]/',
    'https://[2001:db8::1]/',
    'https://[2001::a00:1]/',
    'https://[2001:10::1]/',
    'https://[2001:2f::1]/',
    'https://[3fff::1]/',
    'https://[2002:a00:1::]/',
    'https://[64:ff9b::a00:1]/',
    'https://[ff02::1]/',
  ])('not %s', (url) => {
    expect(addressProblem(url, false)).not.toBeNull();
  });

  it('on this machine only where the setting says so, and then not elsewhere inside', () => {
    for (const url of ['http://127.0.0.1:8788/x', 'http://localhost:1/', 'https://[::1]/']) {
      expect(addressProblem(url, true)).toBeNull();
      expect(addressProblem(url, false)).not.toBeNull();
    }
    expect(addressProblem('http://10.0.0.1/', true)).not.toBeNull();
    for (const url of ['http://customer.example/', 'http://127.customer.example/', 'ftp://localhost/']) {
      expect(addressProblem(url, true)).not.toBeNull();
    }
  });
});

describe('the settings', () => {
  const problemsOf = (given: object) => {
    const result = parseConfig({ ...testSettings, ...given });
    return result.ok ? [] : result.refusal.map(({ setting }) => setting);
  };
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

  it.each([
    [{}],
    [{ NOTIFY_URL: '', NOTIFY_SECRET: '', RETAIN_PHOTOS_DAYS: '', REQUIRE_CONSENT: '' }],
    [{ NOTIFY_URL: 'https://customer.example/', NOTIFY_SECRET: secret }],
    [{ NOTIFY_SECRET: secret }],
    [{ RETAIN_PHOTOS_DAYS: '30', RETAIN_ABANDONED_DAYS: '1', REQUIRE_CONSENT: 'true' }],
  ])('may be %j', (given) => {
    expect(problemsOf(given)).toEqual([]);
  });

  it.each([
    [{ NOTIFY_URL: 'https://customer.example/' }, 'NOTIFY_SECRET'],
    [{ NOTIFY_URL: 'http://customer.example/', NOTIFY_SECRET: secret }, 'NOTIFY_URL'],
    [{ NOTIFY_SECRET: 'secret' }, 'NOTIFY_SECRET'],
    [{ NOTIFY_SECRET: `whsec_${btoa('short')}` }, 'NOTIFY_SECRET'],
    [{ NOTIFY_SECRET_PREVIOUS: 'whsec_!' }, 'NOTIFY_SECRET_PREVIOUS'],
    [{ RETAIN_PHOTOS_DAYS: '0' }, 'RETAIN_PHOTOS_DAYS'],
    [{ RETAIN_ABANDONED_DAYS: '1.5' }, 'RETAIN_ABANDONED_DAYS'],
    [{ REQUIRE_CONSENT: 'maybe' }, 'REQUIRE_CONSENT'],
  ])('may not be %j', (given, setting) => {
    expect(problemsOf(given)).toEqual([setting]);
  });
});

describe('the schedule', () => {
  it('waits longer each time, then gives up', () => {
    const waits = Array.from({ length: 10 }, (_, index) => resendDelay(index + 1, 0, 0));
    expect(waits).toEqual([
      ...[5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000],
      null,
    ]);
  });

  it('spreads by up to a tenth, and gives the receiver the time it asks for, up to a day', () => {
    expect(resendDelay(1, 0, 1)).toBe(5_500);
    expect(resendDelay(1, 60_000, 0)).toBe(60_000);
    expect(resendDelay(2, 60_000, 0)).toBe(300_000);
    expect(resendDelay(1, 1e12, 0)).toBe(86_400_000);
    expect(resendDelay(10, 60_000, 0)).toBeNull();
  });
});

describe('one try', () => {
  const NOW = Date.parse('2026-11-22T12:00:00.000Z');
  const secrets = ['current', 'previous'].map((text) => new TextEncoder().encode(text));
  const trying = (fetch: (request: Request) => Promise<Response>) =>
    send({ url: 'https://customer.example/', secrets, fetch }, { id: 'msg_1', body: '{}' }, NOW);
  const answered = (status: number, headers: Record<string, string> = {}) =>
    trying(async () => new Response(null, { status, headers }));

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is signed with both secrets, and follows no redirect', async () => {
    const requests: Request[] = [];
    await trying(async (request) => {
      requests.push(request);
      return new Response(null, { status: 204 });
    });
    const sign = (secret: Uint8Array) =>
      createHmac('sha256', secret)
        .update(`msg_1.${NOW / 1_000}.{}`)
        .digest('base64');
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', redirect: 'manual' });
    expect(requests[0]?.headers.get('webhook-signature')).toBe(
      secrets.map((secret) => `v1,${sign(secret)}`).join(' '),
    );
  });

  it.each([200, 204, 299])('is taken with %i', async (status) => {
    expect(await answered(status)).toEqual({ ok: true, status });
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([301, 302, 308, 400, 404, 409, 410, 429, 500, 503])('is not with %i', async (status) => {
    const failed = { ok: false, gone: status === 410, retryAfterMs: 0, code: `http_${status}` };
    expect(await answered(status)).toEqual(failed);
  });

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Sun, 22 Nov 2026 12:02:00 GMT', 120_000],
    ['Sun, 22 Nov 2026 11:58:00 GMT', 0],
    ['-5', 0],
    ['soon', 0],
  ])('is tried again after %j', async (text, retryAfterMs) => {
    expect(await answered(503, { 'retry-after': text })).toMatchObject({ retryAfterMs });
  });

  it('ends after 15 seconds, and where nobody is there', async () => {
    const failed = { ok: false, gone: false, retryAfterMs: 0 };
    // Kept, as a fetch under way keeps its request: Node's follows its signal only as long as somebody holds it.
    const under: Request[] = [];
    const hanging = trying(
      (request) =>
        new Promise((_, reject) => {
          under.push(request);
          request.signal.addEventListener('abort', () => reject(request.signal.reason));
        }),
    );
    let ended = false;
    void hanging.then(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(14_999);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toBe(true);
    expect(await hanging).toEqual({ ...failed, code: 'timeout' });
    expect(under).toHaveLength(1);
    const unreachable = trying(async () => {
      throw new TypeError('connection refused');
    });
    expect(await unreachable).toEqual({ ...failed, code: 'unreachable' });
  });
});

it('news is a change of status to one that the caller can act on, or a case that is overdue, whatever happens', () => {
  fc.assert(
    fc.property(histories, ({ log }) => {
      let state: State | null = null;
      for (const event of log) {
        const next: State = evolve(state, event);
        const news = notificationOf(state, next, { ...event, hash: 'h' });
        const { name: status } = next.status;
        const quiet = state?.status.name === status || status === 'verifying' || status === 'known';
        if (event.type === 'review_overdue') expect(news?.type).toBe('applicant.review_overdue');
        else if (!state) expect(news?.type).toBe(quiet ? undefined : 'applicant.created');
        else expect(news?.type ?? null).toBe(quiet ? null : `applicant.${status}`);
        if (news) expect([news.seq, news.status]).toEqual([event.seq, status]);
        state = next;
      }
    }),
    { numRuns: 300 },
  );
});
