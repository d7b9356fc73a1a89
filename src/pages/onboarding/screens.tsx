/** Consent, and the way to iLive. None of the pages knows a score or which check did not hold. */
import type { OnboardingView } from '#src/applicant/views/onboarding-view.ts';
import { FormToken, Problem, Tips } from './components.tsx';
import type { Screen } from './layout.tsx';
import type { Texts } from './texts/texts.ts';

/**
 * Before anything is uploaded: what will happen, why, and the question. `version` is of the text that is shown: the form
 * says which one was agreed to.
 */
export function consentScreen(formToken: string, version: string, { missing = false } = {}): Screen {
  return {
    name: 'consent',
    step: 1,
    heading: (t) => t.consentTitle,
    ...(missing ? { status: 422 as const } : {}),
    body: (t) => (
      <>
        {missing && <Problem title={t.problemTitle} lines={[t.consentMissing]} />}
        <p class="lead">{t.consentLead}</p>
        <ol class="plan">
          <li>{t.consentPhoto}</li>
          <li>{t.consentFace}</li>
          <li>{t.consentCheck}</li>
        </ol>
        <p>{t.consentWhy}</p>
        <form method="post" action="/onboarding/consent">
          <FormToken token={formToken} />
          <label class="check">
            <input
              type="checkbox"
              name="consent"
              value={version}
              required
              aria-invalid={missing ? 'true' : undefined}
              aria-describedby={missing ? 'problem' : undefined}
            />
            <span>{t.consentAgree}</span>
          </label>
          <button type="submit">{t.begin}</button>
        </form>
      </>
    ),
  };
}

/** What the page of the face check is to know. */
export type FaceAsked = {
  readonly view: OnboardingView;
  readonly formToken: string;
  readonly formTargets: readonly string[];
  /** iLive could not be reached. */
  readonly unavailable?: boolean;
};

/** The way to iLive. */
export function faceScreen({ view, formToken, formTargets, unavailable = false }: FaceAsked): Screen {
  const repeats = view.again && !view.timedOut;
  return {
    name: `face ${[view.again, view.timedOut, ...view.warnings].join(' ')}`,
    step: 3,
    live: true,
    formTargets,
    heading: (t) => (repeats ? t.faceAgainTitle : t.faceTitle),
    ...(unavailable ? { status: 502 as const } : {}),
    body: (t) => (
      <>
        {unavailable && <Problem title={t.problemTitle} lines={[t.faceUnavailable]} />}
        <PhotoState view={view} t={t} />
        <p class="lead">{leadOf(view, t)}</p>
        <Tips lines={[t.faceTipLight, t.faceTipHat, t.faceTipAlone]} />
        <p class="hint">{t.faceNote}</p>
        <form method="post" action="/onboarding/liveness">
          <FormToken token={formToken} />
          <button type="submit">{view.sessionUrl ? t.faceContinue : t.faceStart}</button>
        </form>
        {view.mayUpload && (
          <p>
            <a class={view.warnings.length > 0 ? 'button second' : 'quiet'} href="/onboarding?step=photo">
              {t.faceOtherPhoto}
            </a>
          </p>
        )}
      </>
    ),
  };
}

function leadOf({ again, timedOut }: OnboardingView, t: Texts): string {
  if (timedOut) return t.faceTimedOut;
  return again ? t.faceAgainLead : t.faceLead;
}

/** That it has arrived, and what a better one would show. */
function PhotoState({ view, t }: { view: OnboardingView; t: Texts }) {
  const better: Record<string, string> = {
    dark: t.adviceDark,
    blurred: t.adviceBlurred,
    turned: t.adviceTurned,
  };
  const lines = view.warnings.flatMap((warning) => better[warning] ?? []);
  if (lines.length === 0) return view.again ? null : <p class="arrived">{t.facePhotoStored}</p>;
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
