/**
 * What the service is compared with: Hono, one Durable Object that stores one row a webhook, and the five calls made
 * straight through. No signature, no log, no retry, no records, no pacing.
 */
import { DurableObject } from 'cloudflare:workers';
import { Hono } from 'hono';

type BareEnv = {
  readonly BARE: DurableObjectNamespace<Bare>;
  readonly PHOTOS: R2Bucket;
  readonly ILIVE_BASE_URL: string;
};

/** Stores rows, and onboards without any care. */
export class Bare extends DurableObject<BareEnv> {
  constructor(ctx: DurableObjectState, env: BareEnv) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  }

  /** Stores one row. */
  store(body: string): void {
    this.ctx.storage.sql.exec('INSERT INTO rows (body) VALUES (?)', body);
  }

  /** The five calls, a row after each. */
  async verify(user: string, nth: number): Promise<void> {
    const session = `/api/v1/session/session-${user}-${nth}`;
    this.store(await (await this.#ask('GET', `${session}/result?token=token`)).text());
    const photo = await (await this.#ask('GET', `${session}/photo?token=token`)).arrayBuffer();
    await this.env.PHOTOS.put(`${user}/liveness`, photo);
    this.store('photo');
    const id = await this.env.PHOTOS.get(`${user}/id`);
    const both = { source_image: photo, target_image: (await id?.arrayBuffer()) ?? new ArrayBuffer(0) };
    this.store(await (await this.#ask('POST', '/api/v2/faces:compare', formOf({}, both))).text());
    const named = formOf({ external_face_id: user }, { image: photo });
    this.store(await (await this.#ask('POST', '/api/v2/collections/users/faces', named)).text());
    const search = `/api/v2/collections/users/search-by-face/face-${user}`;
    this.store(await (await this.#ask('POST', search)).text());
  }

  #ask(method: string, path: string, body?: FormData): Promise<Response> {
    return fetch(this.env.ILIVE_BASE_URL + path, { method, ...(body ? { body } : {}) });
  }
}

function formOf(fields: Record<string, string>, pictures: Record<string, ArrayBuffer>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const [name, bytes] of Object.entries(pictures)) form.set(name, new Blob([bytes]), `${name}.jpg`);
  return form;
}

const app = new Hono<{ Bindings: BareEnv }>();

app.post('/webhooks/ilive', async (c) => {
  await c.env.BARE.getByName('bare').store(await c.req.text());
  return c.json({ status: 'ok' });
});
/** The same with an object for each user. */
app.post('/webhooks/ilive/:user', async (c) => {
  await c.env.BARE.getByName(c.req.param('user')).store(await c.req.text());
  return c.json({ status: 'ok' });
});
app.post('/v1/applicants', async (c) => {
  const { user_id } = await c.req.json<{ user_id: string }>();
  await c.env.BARE.getByName(user_id).store(JSON.stringify({ user_id }));
  return c.json({ user_id }, 201);
});
app.put('/v1/applicants/:user/id-photo', async (c) => {
  const picture = await c.req.arrayBuffer();
  await c.env.PHOTOS.put(`${c.req.param('user')}/id`, picture);
  const detect = { method: 'POST', body: formOf({}, { image: picture }) };
  await (await fetch(`${c.env.ILIVE_BASE_URL}/api/v2/faces:detect`, detect)).arrayBuffer();
  await c.env.BARE.getByName(c.req.param('user')).store('id photo');
  return c.json({ status: 'ok' });
});
app.post('/v1/applicants/:user/sessions', async (c) => {
  const body = JSON.stringify({ reference_id: c.req.param('user'), redirect_url: 'https://bare.test/' });
  const url = `${c.env.ILIVE_BASE_URL}/api/v1/managed-session`;
  const session = await (await fetch(url, { method: 'POST', body })).text();
  await c.env.BARE.getByName(c.req.param('user')).store(session);
  return c.body(session, 201, { 'content-type': 'application/json' });
});
/** Answers when it is decided. */
app.post('/verify/:user', async (c) => {
  await c.env.BARE.getByName(c.req.param('user')).verify(c.req.param('user'), 1);
  return c.json({ status: 'approved' });
});

export default app;
