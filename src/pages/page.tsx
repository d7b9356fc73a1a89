/** The frame that all pages in this folder share: head, styles, language, text direction and security headers. */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { HttpEnv } from '#src/http/context.ts';
import { pagePolicy } from '#src/http/security-headers.ts';

/** What a page is made of. */
export type Page = {
  readonly title: string;
  /** The language as a BCP 47 tag. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** Style sheets and scripts by file name under `/assets/`. */
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  /** Origins, other than our own, that a form may submit or redirect to: CSP source expressions for `form-action`. */
  readonly formTargets?: readonly string[];
  readonly children: Child;
};

/**
 * Renders the page as a response. Pages may show personal data, so no cache keeps them, and no other site receives
 * their address as a referrer.
 */
export async function pageResponse(
  c: Context<HttpEnv>,
  page: Page,
  status: 200 | 400 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 500 | 502 | 503 = 200,
) {
  c.header('Cache-Control', 'no-store');
  c.header('Referrer-Policy', 'no-referrer');
  const { title, lang, dir, styles, scripts, formTargets = [], children } = page;
  c.header('Content-Security-Policy', pagePolicy(formTargets));
  const html = (
    <html lang={lang} dir={dir}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        {/* Overrides the header for this document: under `no-referrer` browsers send our forms with `Origin: null`. */}
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
