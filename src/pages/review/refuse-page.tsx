/**
 * The pages for a request to the console without an accepted sign-in, or without a role that allows it: why, and what
 * the person can do about it.
 */
import type { Context } from 'hono';
import type { HttpEnv } from '#src/http/context.ts';
import { pageResponse } from '../page.tsx';
import { casePathOf } from './filter.ts';
import { readForm } from './forms/form.ts';
import { TypedNote } from './forms/typed-note.tsx';
import { type Access, signInUrl, type Verified } from './sign-in/access.ts';

type Refused = Exclude<Verified['who'], 'reviewer'>;

const WORDS: Readonly<Record<Refused, { title: string; says: string; button: string }>> = {
  invalid: {
    title: 'Sign in to review',
    says: 'You are not signed in, or your sign-in is over.',
    button: 'Sign in',
  },
  no_email: {
    title: 'You cannot review with this sign-in',
    says: 'It names no e-mail address that decisions could be recorded under. Sign out, and in again with a personal account.',
    button: 'Sign out',
  },
  keys_unavailable: {
    title: 'Sign-ins cannot be checked at the moment',
    says: 'The keys of the sign-in service are out of reach, so no one can sign in. Try again in a minute. If it stays, tell the operator of this service.',
    button: 'Try again',
  },
};

/**
 * Answers with the page. A note that was sent with the request is shown, so that it does not have to be typed again.
 */
export async function refusePage(c: Context<HttpEnv>, access: Access, who: Refused) {
  const { config } = c.get('services');
  const { title, says, button } = WORDS[who];
  const sent = c.req.method === 'POST';
  const { pathname, search } = new URL(c.req.url);
  const back = sent ? casePathOf(pathname) : `${pathname}${search}`;
  const href = {
    invalid: signInUrl(access, new URL(config.PUBLIC_URL).host, back),
    no_email: `${access.teamOrigin}/cdn-cgi/access/logout`,
    keys_unavailable: back,
  }[who];
  return narrowPage(c, { title, says, href, button, status: who === 'keys_unavailable' ? 503 : 403 });
}

/** Answers a person who is signed in but has no role in `ROLES`. */
export function noRolePage(c: Context<HttpEnv>, { teamOrigin }: Access, email: string) {
  return narrowPage(c, {
    title: 'You have no role here',
    says: `You are signed in as ${email}, but this address has no role in the review. Ask whoever runs this service to give it one (setting ROLES).`,
    href: `${teamOrigin}/cdn-cgi/access/logout`,
    button: 'Sign out',
    status: 403,
  });
}

/** Answers a person who sent a form but whose roles only allow to see. */
export function seeOnlyPage(c: Context<HttpEnv>) {
  return narrowPage(c, {
    title: 'You can see cases, but not act on them',
    says: `You are signed in as ${c.get('reviewer')}. To decide, claim or write notes, this address needs the role reviewer or senior (setting ROLES).`,
    href: casePathOf(new URL(c.req.url).pathname),
    button: 'Back to the case',
    status: 403,
  });
}

type NarrowPage = {
  readonly title: string;
  readonly says: string;
  readonly href: string;
  readonly button: string;
  readonly status: 403 | 503;
};

async function narrowPage(c: Context<HttpEnv>, { title, says, href, button, status }: NarrowPage) {
  const sent = c.req.method === 'POST';
  const isOurs = c.req.header('origin') === c.get('services').config.PUBLIC_URL;
  const typed = sent && isOurs ? await readForm(c) : null;
  const children = (
    <main class="narrow">
      <h1>{title}</h1>
      <p>
        {says}
        {sent ? ' What you sent has not been recorded.' : ''}
      </p>
      <p>
        <a class="button" href={href}>
          {button}
        </a>
      </p>
      <TypedNote note={typed?.note ?? ''} />
    </main>
  );
  const page = { title, lang: 'en', dir: 'ltr', styles: ['review.css'], scripts: [] } as const;
  return pageResponse(c, { ...page, children }, status);
}
