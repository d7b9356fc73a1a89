/** The pages for consent and for the face check at iLive. They know no scores and no failed checks. */
import type { OnboardingView } from '#src/applicant/views/onboarding-view.ts';
import { CaseHelp, FormToken, HelpLinks, PhoneOffer, Problem, Tips } from './components.tsx';
import type { Screen } from './layout.tsx';
import type { Texts } from './texts/texts.ts';

/**
 * Makes the page that explains the check and asks for consent, before anything is uploaded.
 * @param version the version of the text shown, sent with the form to say which text was agreed to
 * @param options `missing`: the form was sent without consent
 */
export function consentScreen(formToken: string, version: string, { missing = false } = {}): Screen {
  return {
    name: 'consent',
    step: 1,
    isTask: true,
    heading: (t) => t.consentTitle,
    ...(missing ? { status: 422 as const } : {}),
    body: (t, { consent, supportUrl, privacyUrl }) => (
      <form method="post" action="/onboarding/consent">
        <FormToken token={formToken} />
        {missing && <Problem title={t.problemTitle} lines={[t.consentMissing]} />}
        <p class="lead">
          {consent.asks} {t.consentLead}
        </p>
        <PhoneOffer t={t} />
        <ol class="plan">
          <li>{t.consentPhoto}</li>
          <li>{t.consentFace}</li>
          <li>{t.consentCheck}</li>
        </ol>
        <p>{t.consentWhy}</p>
        <h2>{t.consentDataTitle}</h2>
        <ul class="facts">
          {[
            consent.pictures,
            consent.processor,
            consent.face,
            consent.photos,
            consent.unfinished,
            consent.record,
          ].map((line) => (
            <li>{line}</li>
          ))}
        </ul>
        <p>{consent.rights}</p>
        <HelpLinks t={t} links={{ supportUrl, privacyUrl }} />
        <label class="check">
          <input
            type="checkbox"
            name="consent"
            value={version}
            required
            aria-invalid={missing ? 'true' : undefined}
            aria-describedby={missing ? 'problem' : undefined}
          />
          <span>{consent.agree}</span>
        </label>
        <div class="stay">
          <button type="submit">{t.begin}</button>
        </div>
      </form>
    ),
  };
}

/** The input of the page for the face check. `formTargets`: where iLive's page may be, as CSP source expressions. */
export type FaceScreenProps = {
  readonly view: OnboardingView;
  readonly formToken: string;
  readonly formTargets: readonly string[];
  /** iLive could not be reached. */
  readonly unavailable?: boolean;
};

/** Makes the page from which the applicant goes to iLive for the face check. */
export function faceScreen({ view, formToken, formTargets, unavailable = false }: FaceScreenProps): Screen {
  const repeats = view.hasReasons && !view.timedOut;
  return {
    name: `face ${[view.hasReasons, view.timedOut, view.askedBecause, ...view.warnings].join(' ')}`,
    step: 3,
    isTask: true,
    live: true,
    formTargets,
    heading: (t) => (repeats ? t.faceAgainTitle : t.faceTitle),
    ...(unavailable ? { status: 502 as const } : {}),
    body: (t, { supportUrl, caseEnding }) => (
      <>
        <form method="post" action="/onboarding/liveness">
          <FormToken token={formToken} />
          {unavailable && <Problem title={t.problemTitle} lines={[t.faceUnavailable]} />}
          <PhotoState view={view} t={t} />
          <p class="lead">{leadOf(view, t)}</p>
          <Tips lines={[t.faceTipLight, t.faceTipHat, t.faceTipAlone]} />
          <p class="hint">{t.faceNote}</p>
          <div class="stay">
            <button type="submit">{view.sessionUrl ? t.faceContinue : t.faceStart}</button>
          </div>
        </form>
        {view.mayUpload && (
          <p>
            <a class={view.warnings.length > 0 ? 'button second' : 'quiet'} href="/onboarding?step=photo">
              {t.faceOtherPhoto}
            </a>
          </p>
        )}
        <PhoneOffer t={t} />
        <details class="trouble">
          <summary>{t.faceTrouble}</summary>
          <ul class="tips">
            <li>{t.faceAllow}</li>
            <li>{t.faceFree}</li>
          </ul>
        </details>
        <p>{t.faceNoCamera}</p>
        <CaseHelp t={t} caseEnding={caseEnding} />
        <HelpLinks t={t} links={{ supportUrl }} />
      </>
    ),
  };
}

function leadOf({ hasReasons, timedOut, askedBecause }: OnboardingView, t: Texts): string {
  if (timedOut) return t.faceTimedOut;
  if (askedBecause === 'photo_too_poor') return t.faceTooPoor;
  if (askedBecause === 'technical_trouble') return t.faceTechnical;
  return hasReasons ? t.faceAgainLead : t.faceLead;
}

/** Says that the ID photo has arrived, and what could be better about it. */
function PhotoState({ view, t }: { view: OnboardingView; t: Texts }) {
  const better: Record<string, string> = {
    dark: t.adviceDark,
    blurred: t.adviceBlurred,
    turned: t.adviceTurned,
    several_faces: t.adviceSeveralFaces,
    small_face: t.adviceSmallFace,
  };
  const lines = view.warnings.flatMap((warning) => better[warning] ?? []);
  if (lines.length === 0) return view.hasReasons ? null : <p class="arrived">{t.facePhotoStored}</p>;
  return (
    <div class="problem">
      <strong>
        {t.facePhotoStored} {t.facePhotoBetter}
      </strong>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  );
}
