/** The page on which the applicant takes or chooses the ID photo. */

import type { PhotoAgain } from '#src/applicant/views/onboarding-view.ts';
import { CaseHelp, FormToken, HelpLinks, PhoneOffer, Problem, Tips } from './components.tsx';
import type { Screen } from './layout.tsx';
import type { Texts } from './texts/texts.ts';

/** The text that says why a photo was not accepted, by its key in `Texts`. */
export type PhotoAdvice =
  | 'adviceMissing'
  | 'adviceNoFace'
  | 'adviceUnreadable'
  | 'adviceTooLarge'
  | 'adviceTooSmall'
  | 'adviceHeic'
  | 'advicePdf'
  | 'adviceWebp'
  | 'adviceAvif';

/** The input of the page. `advice` is set after a photo that was not accepted. */
export type PhotoScreenProps = {
  /** A photo was sent before and another one is asked for; why, as far as it is known. */
  readonly again?: PhotoAgain | null;
  readonly formToken: string;
  readonly advice?: PhotoAdvice;
};

function reasonFor(again: PhotoAgain, t: Texts): string {
  switch (again) {
    case 'asked':
      return t.photoLead;
    case 'unusable':
      return t.photoUnusable;
    case 'no_face':
      return t.adviceNoFace;
    case 'not_readable':
      return t.photoNotReadable;
    case 'wrong_document':
      return t.photoWrongDocument;
    case 'face_covered':
      return t.photoFaceCovered;
  }
}

/** Makes the page. Its script shrinks the photo, previews it, turns it on request, and keeps it when
 * the connection breaks. */
export function photoScreen({ again, formToken, advice }: PhotoScreenProps): Screen {
  return {
    name: again ? `photo again ${again}` : 'photo',
    step: 2,
    isTask: true,
    script: 'onboarding-photo.js',
    heading: (t) => (again ? t.photoAgainTitle : t.photoTitle),
    ...(advice ? { status: advice === 'adviceTooLarge' ? (413 as const) : (422 as const) } : {}),
    body: (t) => (
      <>
        {advice && <Problem title={t.problemTitle} lines={[t[advice]]} />}
        <p class="lead">{again ? reasonFor(again, t) : t.photoLead}</p>
        <PhoneOffer t={t} />
        <Tips lines={[t.photoTipFlat, t.photoTipLight, t.photoTipSharp]} />
        <form method="post" action="/onboarding/id-photo" enctype="multipart/form-data" {...scriptTexts(t)}>
          <FormToken token={formToken} />
          <div class="pickers">
            <label class="picker camera">
              <span>{t.photoCamera}</span>
              <input type="file" name="id_photo" accept="image/jpeg,image/png" capture="environment" />
            </label>
            <label class="picker">
              <span>{t.photoFile}</span>
              <input type="file" name="id_photo" accept="image/jpeg,image/png" />
            </label>
            <input type="button" class="button second webcam" value={t.photoWebcam} hidden />
          </div>
          <p class="hint">{t.photoFormats}</p>
          <div class="preview" hidden />
          <div class="turns" hidden>
            <input type="button" class="button second" data-turn="-90" value={t.photoTurnLeft} />
            <input type="button" class="button second" data-turn="90" value={t.photoTurnRight} />
          </div>
          <output class="state" />
          <progress max="100" value="0" aria-label={t.photoSending} hidden />
          <div class="problem" id="upload-problem" role="alert" tabindex={-1} hidden />
          <button type="submit">{t.photoSend}</button>
        </form>
      </>
    ),
  };
}

/** The texts that the script shows, in the language of the page. */
function scriptTexts(t: Texts) {
  return {
    'data-reading': t.photoReading,
    'data-sending': t.photoSending,
    'data-looking': t.photoLooking,
    'data-ready': t.photoReady,
    'data-preview': t.photoPreview,
    'data-problem': t.problemTitle,
    'data-dropped': t.photoDropped,
    'data-retry': t.photoRetry,
    'data-unreadable': t.adviceUnreadable,
    'data-too-large': t.adviceTooLarge,
    'data-heic': t.adviceHeic,
    'data-pdf': t.advicePdf,
    'data-webp': t.adviceWebp,
    'data-avif': t.adviceAvif,
    'data-webcam-picture': t.webcamPicture,
    'data-webcam-take': t.webcamTake,
    'data-webcam-stop': t.webcamStop,
    'data-webcam-refused': t.webcamRefused,
    'data-webcam-away': t.webcamAway,
  };
}

/**
 * The page for an applicant who may upload no more photos here. The caller can still upload one by the API; the page
 * then updates itself.
 */
export const uploadsUsedUpScreen: Screen = {
  name: 'photo limit',
  step: 2,
  live: true,
  heading: (t) => t.photoLimitTitle,
  body: (t, { supportUrl, caseEnding }) => (
    <>
      <p class="lead">{t.photoLimitLead}</p>
      <a class="button second" href="/onboarding">
        {t.checkAgain}
      </a>
      <CaseHelp t={t} caseEnding={caseEnding} />
      <HelpLinks t={t} links={{ supportUrl }} />
    </>
  ),
};
