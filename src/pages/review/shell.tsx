/** The frame of all pages of the console: skip link, navigation, the signed-in reviewer. */
import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { HttpEnv } from '#src/http/context.ts';
import { pageResponse } from '../page.tsx';
import { iliveNotice } from './ilive-notice.ts';
import { accessOf } from './sign-in/require-reviewer.tsx';

/** The content of one page of the console. */
export type ConsolePage = {
  readonly title: string;
  readonly status?: 200 | 400 | 403 | 404 | 409 | 500 | 503;
  /** Styles and scripts of this page alone, beyond those of all. */
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
  readonly children: Child;
};

const LINKS = [
  ['/review', 'Queue'],
  ['/review/search', 'Search'],
  ['/review/known', 'Known customers'],
  ['/review/overview', 'Overview'],
  ['/review/notifications', 'Notifications'],
] as const;

/** Answers with the page in the console's frame. */
export async function consolePage(
  c: Context<HttpEnv>,
  { title, status = 200, styles = [], scripts = [], children }: ConsolePage,
) {
  const team = accessOf(c.get('services').config)?.teamOrigin ?? '';
  const notice = await iliveNotice(c);
  const body = (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="top">
        <nav aria-label="Console">
          {LINKS.map(([href, label]) => (
            <a href={href} aria-current={c.req.path === href ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <p>
          <span class="who">{c.get('reviewer')}</span> <a href={`${team}/cdn-cgi/access/logout`}>Sign out</a>
        </p>
      </header>
      <main id="main" tabindex={-1}>
        <output class="notice bad" id="ilive">
          {notice}
        </output>
        {children}
      </main>
    </>
  );
  const page = { title: `${title} · Review`, lang: 'en', dir: 'ltr', children: body } as const;
  return pageResponse(
    c,
    {
      ...page,
      styles: ['review.css', ...styles],
      scripts: ['review.js', 'review-faces.js', ...scripts, 'review-held.js', 'review-undo.js'],
    },
    status,
  );
}

/** Answers with the page for a `user_id` that no applicant has (404). */
export function notFoundPage(c: Context<HttpEnv>) {
  const children = (
    <>
      <h1>No such applicant</h1>
      <p>
        There is no applicant with that <code>user_id</code>. <a href="/review/search">Search</a>
      </p>
    </>
  );
  return consolePage(c, { title: 'No such applicant', status: 404, children });
}

/** Answers with the page for an address of the console that leads nowhere (404). */
export function noSuchPage(c: Context<HttpEnv>) {
  const children = (
    <>
      <h1>No such page</h1>
      <p>
        There is no page of the console at this address. <a href="/review">Queue</a>
      </p>
    </>
  );
  return consolePage(c, { title: 'No such page', status: 404, children });
}
