/** The pages of each step. None knows a score or which check did not hold. */
import type { OnboardingView } from '../applicant/onboarding-view.ts';
import type { Sheet } from './frame.tsx';
import type { Texts } from './texts/texts.ts';

/** Before anything is uploaded: what will happen, why, and the question. */
export function consentSheet({ missing = false } = {}): Sheet {
  return {
    step: 1,
    heading: (t) => t.consentTitle,
    ...(missing ? { status: 422 as const } : {}),
    body: (t) => (
      <>
        <p class="lead">{t.consentLead}</p>
        <ol class="plan">
          <li>{t.consentPhoto}</li>
          <li>{t.consentFace}</li>
          <li>{t.consentCheck}</li>
        </ol>
        <p>{t.consentWhy}</p>
        <form method="post" action="/onboarding/consent">
          {missing && <Problem title={t.problemTitle} lines={[t.consentMissing]} />}
          <label class="check">
            <input
              type="checkbox"
              name="consent"
              value="yes"
              required
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

/** What a photo that was not taken is answered with. */
export type PhotoAdvice = 'adviceMissing' | 'adviceNoFace' | 'adviceUnreadable' | 'adviceTooLarge';

/** The ID photo, by camera or file. */
export function photoSheet(again: boolean, advice?: PhotoAdvice): Sheet {
  return {
    step: 2,
    heading: (t) => (again ? t.photoAgainTitle : t.photoTitle),
    ...(advice ? { status: advice === 'adviceTooLarge' ? (413 as const) : (422 as const) } : {}),
    body: (t) => (
      <>
        {advice && <Problem title={t.problemTitle} lines={[t[advice]]} />}
        <p class="lead">{t.photoLead}</p>
        <Tips lines={[t.photoTipFlat, t.photoTipLight, t.photoTipSharp]} />
        <form
          method="post"
          action="/onboarding/id-photo"
          enctype="multipart/form-data"
          data-sending={t.photoSending}
          data-ready={t.photoReady}
          data-preview={t.photoPreview}
        >
          <div class="pickers">
            <label class="picker camera">
              <span>{t.photoCamera}</span>
              <input type="file" name="id_photo" accept="image/jpeg,image/png" capture="environment" />
            </label>
            <label class="picker">
              <span>{t.photoFile}</span>
              <input type="file" name="id_photo" accept="image/jpeg,image/png" />
            </label>
          </div>
          <p class="hint">{t.photoFormats}</p>
          <div class="preview" hidden />
          <output class="state" />
          <button type="submit">{t.photoSend}</button>
        </form>
      </>
    ),
  };
}

/** The way to iLive. */
export function faceSheet(view: OnboardingView, formTargets: readonly string[], unavailable = false): Sheet {
  return {
    step: 3,
    live: true,
    formTargets,
    heading: (t) => (view.again ? t.faceAgainTitle : t.faceTitle),
    ...(unavailable ? { status: 502 as const } : {}),
    body: (t) => (
      <>
        {unavailable && <Problem title={t.problemTitle} lines={[t.faceUnavailable]} />}
        <PhotoState view={view} t={t} />
        <p class="lead">{t.faceLead}</p>
        <Tips lines={[t.faceTipLight, t.faceTipHat, t.faceTipAlone]} />
        <p class="hint">{t.faceNote}</p>
        <form method="post" action="/onboarding/liveness">
          <button type="submit">{view.sessionUrl ? t.faceContinue : t.faceStart}</button>
        </form>
        <p>
          <a class="quiet" href="/onboarding?step=photo">
            {t.faceOtherPhoto}
          </a>
        </p>
      </>
    ),
  };
}

function PhotoState({ view, t }: { view: OnboardingView; t: Texts }) {
  const better: Record<string, string> = {
    dark: t.adviceDark,
    blurred: t.adviceBlurred,
    turned: t.adviceTurned,
  };
  const lines = view.warnings.flatMap((warning) => better[warning] ?? []);
  if (lines.length > 0) return <Problem title={`${t.facePhotoStored} ${t.facePhotoBetter}`} lines={lines} />;
  return view.again ? null : <p class="arrived">{t.facePhotoStored}</p>;
}

function Problem({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div class="problem" id="problem" role="alert">
      <strong>{title}</strong>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  );
}

function Tips({ lines }: { lines: readonly string[] }) {
  return (
    <ul class="tips">
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}
