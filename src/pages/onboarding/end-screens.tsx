/** The pages on which nothing is to be done: waiting, the results, and the ways that lead nowhere. */
import type { Screen } from './layout.tsx';
import type { Texts } from './texts/texts.ts';

/** While the checks run. */
export const checkingScreen: Screen = {
  name: 'checking',
  mark: 'progress',
  step: 4,
  live: true,
  heading: (t) => t.checkingTitle,
  body: (t) => (
    <>
      <p class="lead">{t.checkingLead}</p>
      <p>{t.checkingLong}</p>
      <Waiting t={t} />
    </>
  ),
};

/** While a reviewer decides. */
export function reviewScreen(backUrl: string | null): Screen {
  return {
    name: 'review',
    mark: 'mark wait',
    step: 4,
    live: true,
    heading: (t) => t.reviewTitle,
    body: (t) => (
      <>
        <p class="lead">{t.reviewLead}</p>
        <BackToApp url={backUrl} t={t} />
        <Waiting t={t} />
      </>
    ),
  };
}

/** All checks hold. */
export function approvedScreen(backUrl: string | null): Screen {
  return {
    name: 'approved',
    mark: 'mark good',
    step: 4,
    heading: (t) => t.approvedTitle,
    body: (t) => <Result lead={t.approvedLead} backUrl={backUrl} t={t} />,
  };
}

/** A reviewer said no. */
export function rejectedScreen(backUrl: string | null): Screen {
  return {
    name: 'rejected',
    mark: 'mark no',
    step: 4,
    heading: (t) => t.rejectedTitle,
    body: (t) => <Result lead={t.rejectedLead} backUrl={backUrl} t={t} />,
  };
}

/** On request or by age. */
export const erasedScreen: Screen = {
  name: 'erased',
  step: null,
  heading: (t) => t.erasedTitle,
  body: (t) => (
    <>
      <p class="lead">{t.erasedLead}</p>
      <p>{t.closePage}</p>
    </>
  ),
};

/** No link, one that is none of ours (403), or one that has had its time (410). */
export function linkScreen(status: 403 | 410): Screen {
  return {
    name: 'link',
    step: null,
    status,
    heading: (t) => (status === 410 ? t.linkExpiredTitle : t.linkTitle),
    body: (t) => <p class="lead">{status === 410 ? t.linkExpiredLead : t.linkLead}</p>,
  };
}

/** A form that some other page sent, or one of a page that was made for another link or too long ago. */
export const refusedScreen: Screen = {
  name: 'refused',
  step: null,
  status: 403,
  heading: (t) => t.refusedTitle,
  body: (t) => <OneWay lead={t.refusedLead} way={t.backToStart} />,
};

/** A failure of ours: what was asked is not known to have happened, what happened before is. */
export const brokenScreen: Screen = {
  name: 'broken',
  step: null,
  status: 500,
  heading: (t) => t.brokenTitle,
  body: (t) => <OneWay lead={t.brokenLead} way={t.checkAgain} />,
};

/** Where the only way on is back to the page that is due. */
function OneWay({ lead, way }: { lead: string; way: string }) {
  return (
    <>
      <p class="lead">{lead}</p>
      <a class="button" href="/onboarding">
        {way}
      </a>
    </>
  );
}

function Result({ lead, backUrl, t }: { lead: string; backUrl: string | null; t: Texts }) {
  return (
    <>
      <p class="lead">{lead}</p>
      {backUrl ? <BackToApp url={backUrl} t={t} /> : <p>{t.closePage}</p>}
    </>
  );
}

/** A link and no redirect: the applicant reads first, and goes where the caller said with its own key. */
function BackToApp({ url, t }: { url: string | null; t: Texts }) {
  if (!url) return null;
  return (
    <a class="button" href={url} rel="noreferrer">
      {t.backToApp}
    </a>
  );
}

/** Without a script the page is read anew by the link; by itself it never is (WCAG 2.2.1, F41). */
function Waiting({ t }: { t: Texts }) {
  return (
    <>
      <output class="hint only-live" id="connection" data-on={t.updatesItself} data-off={t.offline}>
        {t.updatesItself}
      </output>
      <a class="button second" href="/onboarding">
        {t.checkAgain}
      </a>
    </>
  );
}
