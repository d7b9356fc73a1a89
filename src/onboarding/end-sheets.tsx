/** The pages on which nothing is to be done: waiting, the results, and the ways that lead nowhere. */
import type { Sheet } from './frame.tsx';

/** While the checks run. */
export const checkingSheet: Sheet = {
  step: 4,
  live: true,
  heading: (t) => t.checkingTitle,
  body: (t) => (
    <>
      <p class="lead">{t.checkingLead}</p>
      <div class="progress" aria-hidden="true" />
      <Waiting updates={t.updatesItself} again={t.checkAgain} />
    </>
  ),
};

/** While a reviewer decides. */
export const reviewSheet: Sheet = {
  step: 4,
  live: true,
  heading: (t) => t.reviewTitle,
  body: (t) => (
    <>
      <p class="lead">{t.reviewLead}</p>
      <Waiting updates={t.updatesItself} again={t.checkAgain} />
    </>
  ),
};

/** All checks hold. */
export const approvedSheet: Sheet = {
  step: 4,
  heading: (t) => t.approvedTitle,
  body: (t) => (
    <>
      <div class="mark good" aria-hidden="true" />
      <p class="lead">{t.approvedLead}</p>
      <p>{t.closePage}</p>
    </>
  ),
};

/** A reviewer said no. */
export const rejectedSheet: Sheet = {
  step: 4,
  heading: (t) => t.rejectedTitle,
  body: (t) => (
    <>
      <p class="lead">{t.rejectedLead}</p>
      <p>{t.closePage}</p>
    </>
  ),
};

/** On request or by age. */
export const erasedSheet: Sheet = {
  step: null,
  heading: (t) => t.erasedTitle,
  body: (t) => <p class="lead">{t.erasedLead}</p>,
};

/** No link, one that is none of ours (403), or one that has had its time (410). */
export function linkSheet(status: 403 | 410): Sheet {
  return { step: null, status, heading: (t) => t.linkTitle, body: (t) => <p class="lead">{t.linkLead}</p> };
}

/** A form that some other page sent. */
export const refusedSheet: Sheet = {
  step: null,
  status: 403,
  heading: (t) => t.refusedTitle,
  body: (t) => (
    <>
      <p class="lead">{t.refusedLead}</p>
      <a class="button" href="/onboarding">
        {t.backToStart}
      </a>
    </>
  ),
};

function Waiting({ updates, again }: { updates: string; again: string }) {
  return (
    <>
      <p class="hint only-live">{updates}</p>
      <a class="button second" href="/onboarding">
        {again}
      </a>
    </>
  );
}
