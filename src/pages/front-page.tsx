/** `GET /`: says what answers here and where to go on. */
import { Hono } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import { pageResponse } from './page.tsx';

/** The page. Open to all, so it names only what is open to all. Not part of the API, so not described. */
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
