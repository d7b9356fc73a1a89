/** The pages without a task for the applicant: waiting, results, and errors. */

import type { OnboardingView } from '#src/applicant/views/onboarding-view.ts';
import { CaseHelp, HelpLinks } from './components.tsx';
import type { Screen } from './layout.tsx';
import type { Texts } from './texts/texts.ts';

/** The page while the checks run. */
export const checkingScreen: Screen = {
  name: 'checking',
  mark: 'progress',
  step: 4,
  live: true,
  heading: (t) => t.checkingTitle,
  body: (t) => (
    <>
      <p class="lead">{t.checkingLead}</p>
      <p>
        {t.checkingNext} {t.checkingLong}
      </p>
      <Waiting t={t} />
    </>
  ),
};

/** Makes the page shown while a reviewer decides. */
export function reviewScreen({ backUrl, overdue }: OnboardingView): Screen {
  return {
    name: overdue ? 'review overdue' : 'review',
    mark: 'mark wait',
    step: 4,
    live: true,
    heading: (t) => t.reviewTitle,
    body: (t, { supportUrl, caseEnding, reviewTime }) => (
      <>
        <p class="lead">{t.reviewLead}</p>
        <p>{overdue ? t.reviewLate : reviewTime ? `${t.reviewAim} ${reviewTime}` : t.reviewUnknown}</p>
        <h2>{t.nextTitle}</h2>
        <ul class="facts">
          <li>{t.nextLook}</li>
          <li>{t.nextAsk}</li>
          <li>{t.nextTold}</li>
        </ul>
        <BackToApp url={backUrl} t={t} />
        <Waiting t={t} />
        <CaseHelp t={t} caseEnding={caseEnding} />
        <HelpLinks t={t} links={{ supportUrl }} />
      </>
    ),
  };
}

/** Makes the page of an approved applicant. @param backUrl the caller's page to go back to, or null */
export function approvedScreen(backUrl: string | null): Screen {
  return {
    name: 'approved',
    mark: 'mark good',
    step: 4,
    heading: (t) => t.approvedTitle,
    body: (t) => <Result lead={t.approvedLead} backUrl={backUrl} t={t} />,
  };
}

/** Makes the page of an applicant whom a reviewer rejected. It gives no ground but the applicant's own wish. */
export function rejectedScreen({ backUrl, withdrawn }: OnboardingView): Screen {
  return {
    name: withdrawn ? 'withdrawn' : 'rejected',
    mark: 'mark no',
    step: 4,
    heading: (t) => (withdrawn ? t.withdrawnTitle : t.rejectedTitle),
    body: (t, about) => (
      <>
        <Result lead={withdrawn ? t.withdrawnLead : t.rejectedLead} backUrl={backUrl} t={t} />
        <CaseHelp t={t} caseEnding={about.caseEnding} />
        <HelpLinks t={t} links={about} />
      </>
    ),
  };
}

/** The page of an erased applicant, erased on request or by age. */
export const erasedScreen: Screen = {
  name: 'erased',
  step: null,
  heading: (t) => t.erasedTitle,
  body: (t, about) => (
    <>
      <p class="lead">{t.erasedLead}</p>
      <p>{t.closePage}</p>
      <HelpLinks t={t} links={about} />
    </>
  ),
};

/** Makes the page for a request without a valid link or cookie (403), or with an expired one (410). */
export function linkScreen(status: 403 | 410): Screen {
  return {
    name: 'link',
    step: null,
    status,
    heading: (t) => (status === 410 ? t.linkExpiredTitle : t.linkTitle),
    body: (t, { supportUrl }) => (
      <>
        <p class="lead">{status === 410 ? t.linkExpiredLead : t.linkLead}</p>
        <HelpLinks t={t} links={{ supportUrl }} />
      </>
    ),
  };
}

/** The page for the link of a QR code that was opened too late. */
export const codeExpiredScreen: Screen = {
  name: 'code expired',
  step: null,
  status: 410,
  heading: (t) => t.codeExpiredTitle,
  body: (t, { supportUrl }) => (
    <>
      <p class="lead">{t.codeExpiredLead}</p>
      <HelpLinks t={t} links={{ supportUrl }} />
    </>
  ),
};

/** The page for a link that the caller has ended, and for the cookies and forms that were made from it. */
export const linkEndedScreen: Screen = {
  name: 'link ended',
  step: null,
  status: 410,
  heading: (t) => t.linkEndedTitle,
  body: (t, { supportUrl }) => (
    <>
      <p class="lead">{t.linkEndedLead}</p>
      <HelpLinks t={t} links={{ supportUrl }} />
    </>
  ),
};

/** The page for a form that another site sent, or whose page was made for another link or too long ago. */
export const refusedScreen: Screen = {
  name: 'refused',
  step: null,
  status: 403,
  heading: (t) => t.refusedTitle,
  body: (t) => <LeadWithLink lead={t.refusedLead} label={t.backToStart} />,
};

/** The page for a failure of the service. Whether the last request took effect is not known; earlier ones are kept. */
export const brokenScreen: Screen = {
  name: 'broken',
  step: null,
  status: 500,
  heading: (t) => t.brokenTitle,
  body: (t) => <LeadWithLink lead={t.brokenLead} label={t.checkAgain} />,
};

/** Shows a text and a link to the page of the applicant's next step. */
function LeadWithLink({ lead, label }: { lead: string; label: string }) {
  return (
    <>
      <p class="lead">{lead}</p>
      <a class="button" href="/onboarding">
        {label}
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

/**
 * Links to the address that the caller set with its API key. A link and not a redirect, so that the applicant reads the
 * page first.
 */
function BackToApp({ url, t }: { url: string | null; t: Texts }) {
  if (!url) return null;
  return (
    <a class="button" href={url} rel="noreferrer">
      {t.backToApp}
    </a>
  );
}

/**
 * Says that the page updates itself, which its script does. Without a script the link reloads the page; it is never
 * reloaded by a timed refresh (WCAG 2.2.1, F41).
 */
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
