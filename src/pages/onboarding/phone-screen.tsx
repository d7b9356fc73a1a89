/** The page by which the applicant goes on with the phone: it shows a QR code and follows what the phone does. */
import type { Screen } from './layout.tsx';
import { QrCode } from './qr-code.tsx';
import type { Texts } from './texts/texts.ts';

/** Where the page is. */
export const PHONE_PATH = '/onboarding/phone';

/** The query parameter that says at which step the code was shown: once another one is due, the phone has gone on. */
export const SHOWN_AT = 'from';

/** Makes the page with the code. @param link that the code holds @param step that is due */
export function phoneScreen(link: string, step: Screen['step']): Screen {
  return {
    name: `phone ${step}`,
    step,
    live: true,
    path: PHONE_PATH,
    followPath: `${PHONE_PATH}?${SHOWN_AT}=${step}`,
    heading: (t) => t.phoneOffer,
    body: (t, { caseEnding }) => (
      <>
        <p class="lead">{t.phoneLead}</p>
        <QrCode text={link} label={t.phoneCode} />
        <p>
          {t.phoneSame}{' '}
          <strong>
            <bdi>{caseEnding}</bdi>
          </strong>
        </p>
        <p class="hint">{t.phoneSecret}</p>
        <OtherWays t={t} />
      </>
    ),
  };
}

/** Makes the page of a computer whose phone has gone on. @param step that is due there @param shownAt as `SHOWN_AT` */
export function phoneGoesOnScreen(step: Screen['step'], shownAt: string): Screen {
  return {
    name: `phone goes on ${step}`,
    step,
    live: true,
    path: PHONE_PATH,
    followPath: `${PHONE_PATH}?${SHOWN_AT}=${shownAt}`,
    mark: 'progress',
    heading: (t) => t.phoneGoesOn,
    body: (t) => (
      <>
        <p class="lead">{t.phoneGoesOnLead}</p>
        <OtherWays t={t} />
      </>
    ),
  };
}

function OtherWays({ t }: { t: Texts }) {
  return (
    <>
      <a class="button second" href={PHONE_PATH}>
        {t.phoneNew}
      </a>
      <a class="quiet" href="/onboarding">
        {t.phoneStay}
      </a>
    </>
  );
}
