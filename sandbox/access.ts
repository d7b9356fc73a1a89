/** Cloudflare Access's part on this machine: its keys, a sign-in that believes every e-mail, and signing out. */
import { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { z } from 'zod';
import { layout } from './pages/layout.ts';
import type { World } from './world.ts';

const LIFE_S = 8 * 3600;
const COOKIE = 'CF_Authorization';

/** Where to send the browser back: this machine only, whatever a link says. */
const loopback = z.string().regex(/^(127\.0\.0\.1|localhost)(:\d{1,5})?$/);
const back = z.object({
  kid: z.string().regex(/^[0-9a-f]{64}$/),
  redirect_url: z.string().regex(/^\/(?![/\\])/),
});

/** Its routes. The keys are made at the first need and are gone with the process. */
export function accessRoutes({ settings }: World): Hono {
  const routes = new Hono();
  let made: ReturnType<typeof makeKeys> | null = null;
  const keys = () => {
    made ??= makeKeys();
    return made;
  };

  routes.get('/cdn-cgi/access/certs', async (c) => c.json({ keys: [(await keys()).publicJwk] }));

  routes.get('/cdn-cgi/access/login/:host', (c) => {
    const asked = back.safeParse(c.req.query());
    if (!asked.success || !loopback.safeParse(c.req.param('host')).success) return c.text('Bad link', 400);
    // The redirect after the form goes to the service's port.
    c.header(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' http://127.0.0.1:* http://localhost:*",
    );
    return c.html(layout('Sign in', signInForm()));
  });

  routes.post('/cdn-cgi/access/login/:host', async (c) => {
    const asked = back.safeParse(c.req.query());
    const host = loopback.safeParse(c.req.param('host'));
    const email = z.email().safeParse((await c.req.formData()).get('email'));
    if (!asked.success || !host.success || !email.success) return c.text('Bad request', 400);
    const { privateKey, publicJwk } = await keys();
    const now = Math.floor(settings.now() / 1000);
    const token = await new SignJWT({ email: email.data, type: 'app' })
      .setProtectedHeader({ alg: 'RS256', kid: publicJwk.kid })
      .setIssuer(settings.publicUrl ?? new URL(c.req.url).origin)
      .setAudience(asked.data.kid)
      .setSubject(crypto.randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + LIFE_S)
      .sign(privateKey);
    // Cookies do not care for ports, so the service on this host gets it.
    setCookie(c, COOKIE, token, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: LIFE_S });
    return c.redirect(`http://${host.data}${asked.data.redirect_url}`, 303);
  });

  routes.get('/cdn-cgi/access/logout', (c) => {
    deleteCookie(c, COOKIE, { path: '/' });
    return c.html(layout('Signed out', html`<main class="card"><h1>Signed out</h1></main>`));
  });
  return routes;
}

async function makeKeys() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const kid = crypto.randomUUID();
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

function signInForm() {
  return html`<main class="card">
    <h1>Sign in as a reviewer</h1>
    <p>The sandbox stands in for Cloudflare Access here and believes every e-mail address.</p>
    <form method="post">
      <label>E-mail <input type="email" name="email" value="reviewer@example.com" required autocomplete="email"></label>
      <button>Sign in</button>
    </form>
  </main>`;
}
