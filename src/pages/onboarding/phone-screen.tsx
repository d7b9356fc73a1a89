/** The page by which the applicant goes on with the phone: it shows a QR code and follows what the phone does. */
import type { Screen } from './layout.tsx';
import { QrCode } from './qr-code.tsx';

/** Where the page is. */
export const PHONE_PATH = '/onboarding/phone';

/**
 * Makes the page.
 * @param link that the code holds
 * @param step that is due, on the phone or here
 */
export function phoneScreen(link: string, step: Screen['step']): Screen {
  return {
    name: `phone ${step}`,
    step,
    live: true,
    path: PHONE_PATH,
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
        <a class="button second" href={PHONE_PATH}>
          {t.phoneNew}
        </a>
        <a class="quiet" href="/onboarding">
          {t.phoneStay}
        </a>
      </>
    ),
  };
}
