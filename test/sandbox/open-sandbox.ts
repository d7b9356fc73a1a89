import { randomUUID } from 'node:crypto';
import { createSandbox } from '../../sandbox/app.ts';
import type { SandboxOptions } from '../../sandbox/settings.ts';
import { loadEngine, photo } from './photos.ts';

export const API_KEY = 'iksk_test_key';
export const WEBHOOK_SECRET = 'a webhook secret';

/** A webhook as its receiver gets it. */
export interface ReceivedWebhook {
  url: string;
  headers: Headers;
  body: string;
}

/** A body field of a form: text, or the bytes of a picture. */
type Field = string | Uint8Array<ArrayBuffer>;

/** A sandbox of one's own with a clock that is set by hand, and a receiver that answers as told. */
export async function openSandbox(options: Partial<SandboxOptions> = {}) {
  const clock = { now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) };
  const slept: number[] = [];
  const received: ReceivedWebhook[] = [];
  /** Statuses for the next webhooks, 200 when none is left; 'unreachable' for no answer at all. */
  const answers: (number | 'unreachable')[] = [];
  const sandbox = createSandbox({
    engine: await loadEngine(),
    apiKeys: [API_KEY],
    webhookSecret: WEBHOOK_SECRET,
    now: () => clock.now,
    sleep: async (ms) => {
      slept.push(ms);
    },
    deliver: async (url, init) => {
      received.push({ url, headers: new Headers(init.headers), body: String(init.body) });
      const answer = answers.shift() ?? 200;
      if (answer === 'unreachable') throw new TypeError('fetch failed');
      return new Response(null, { status: answer });
    },
    ...options,
  });

  async function call(method: string, path: string, init: RequestInit = {}) {
    const headers = { Authorization: `Bearer ${API_KEY}`, ...init.headers };
    // A body that is a stream must say so; to the others it makes no difference.
    const request = { ...init, method, headers, duplex: 'half' };
    const answer = await sandbox.fetch(new Request(`http://sandbox.test${path}`, request));
    const isJson = answer.headers.get('Content-Type')?.startsWith('application/json');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const body: any = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : null;
    return { status: answer.status, headers: answer.headers, body, bytes };
  }

  const send = (method: string, path: string, json: unknown) =>
    call(method, path, { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } });

  const sendForm = (path: string, fields: Record<string, Field>) =>
    call('POST', path, { body: formOf(fields) });

  async function newSession(fields: Record<string, unknown> = {}) {
    const { body } = await send('POST', '/api/v1/managed-session', {
      mode: 'passive',
      redirect_url: 'https://kyc.example.com/done?uid=7',
      webhook_url: 'https://kyc.example.com/webhook',
      reference_id: `user-${randomUUID()}`,
      ...fields,
    });
    const path = `/api/v1/session/${body.session_id}`;
    const query = `?token=${body.token}`;
    return {
      id: body.session_id as string,
      token: body.token as string,
      result: () => call('GET', `${path}/result${query}`),
      photo: () => call('GET', `${path}/photo${query}`),
      capture: async (form: Record<string, Field> = { image: photo('audrey') }) => {
        const answer = await sendForm(`/capture/${body.session_id}`, form);
        await sandbox.idle();
        return answer;
      },
    };
  }

  return { sandbox, clock, slept, received, answers, call, send, sendForm, newSession };
}

function formOf(fields: Record<string, Field>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    form.set(name, typeof value === 'string' ? value : new File([value], `${name}.jpg`));
  }
  return form;
}
