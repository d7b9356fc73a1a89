/** The frame of every page that people see: head, styles, language and direction, and the headers that go with it. */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { HttpEnv } from '#src/http/context.ts';

/** What a page may load: our own files, pictures that a script has made, and nothing from anywhere else. */
const policy = (formTargets: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    ["form-action 'self'", ...formTargets].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** A page to be. */
export type Page = {
  readonly title: string;
  /** BCP 47. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** Style sheets and scripts by file name under `/assets/`. */
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  /** Where a form may lead on to beside ourselves: sources as the policy knows them. */
  readonly formTargets?: readonly string[];
  readonly children: Child;
};

/** The answer that is that page. Personal, so kept by nobody and named to nobody. */
export async function pageResponse(
  c: Context<HttpEnv>,
  page: Page,
  status: 200 | 400 | 403 | 404 | 409 | 410 | 413 | 422 | 500 | 502 | 503 = 200,
) {
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  const { title, lang, dir, styles, scripts, formTargets = [], children } = page;
  c.header('Content-Security-Policy', policy(formTargets));
  const html = (
    <html lang={lang} dir={dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        {/* With none at all, browsers call the origin of our own forms "null". */}
        <meta name="referrer" content="same-origin" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" type="image/svg+xml" href="/assets/favicon.svg" />
        <title>{title}</title>
        {styles.map((file) => (
          <link rel="stylesheet" href={`/assets/${file}`} />
        ))}
        {scripts.map((file) => (
          <script type="module" src={`/assets/${file}`} />
        ))}
      </head>
      <body>{children}</body>
    </html>
  );
  return c.html(`<!doctype html>${await html}`, status);
}
