/** `GET /`: says what this service is and links to its public pages. */
import { Hono } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import { pageResponse } from './page.tsx';

/**
 * The front page. It needs no sign-in, so it names only what is public. It is not part of the API, so it is not in
 * `openapi.json`.
 */
export const frontPage = new Hono<HttpEnv>().get('/', (c) => {
  const hasConsole = c.get('services').config.ACCESS_TEAM_DOMAIN !== undefined;
  const children = (
    <main class="narrow">
      <h1>KYC onboarding</h1>
      <p>This service decides whether a new customer is who they say they are. It is called by an API.</p>
      <ul>
        <li>
          <a href="/docs">The API</a>: every route, to read and to try; for programs{' '}
          <a href="/openapi.json">openapi.json</a>
        </li>
        {hasConsole && (
          <li>
            <a href="/review">The review console</a>: for reviewers, with a sign-in
          </li>
        )}
        <li>
          <a href="/healthz">Health</a>: whether the service and its stores answer
        </li>
      </ul>
    </main>
  );
  const page = {
    title: 'KYC onboarding',
    lang: 'en',
    dir: 'ltr',
    styles: ['review.css'],
    scripts: [],
  } as const;
  return pageResponse(c, { ...page, children });
});
