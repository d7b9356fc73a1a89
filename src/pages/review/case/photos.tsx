/**
 * The two photos of an applicant side by side. Without a script each opens in a tab of its own; with the script they
 * zoom and turn in place.
 */

import type { ApplicantView } from '#src/contract/applicant.ts';
import type { FaceBox } from '#src/core/events.ts';
import type { Warning } from '#src/photos/faces-on-photo.ts';
import { WARNING_LABELS } from '../labels.ts';
import { DECISION_FORM } from './decision-bar.tsx';
import type { Faces } from './faces.ts';

/** The input of the pair. `small` is set for the photos of another applicant, shown on the page of a case. */
export type PhotoPairProps = {
  readonly applicant: ApplicantView;
  readonly faces: Faces;
  readonly small?: boolean;
};

/** Renders both photos of an applicant. In place of a missing photo it says why there is none. */
export function PhotoPair({ applicant, faces, small = false }: PhotoPairProps) {
  const { user_id: user, id_photo, liveness, photos_deleted_at } = applicant;
  const gone = photos_deleted_at !== null;
  const live = liveness !== null && liveness.session_id === faces.livenessSession;
  const photos = [
    {
      photo: 'id',
      there: id_photo !== null,
      face: faces.id,
      others: faces.othersOnId,
      warnings: id_photo?.warnings ?? [],
      missing: 'No ID photo yet.',
    },
    {
      photo: 'liveness',
      there: live,
      face: faces.liveness,
      others: [],
      warnings: [],
      missing: noLivenessPhoto(liveness),
    },
  ] as const;
  return (
    <div class={small ? 'photos small' : 'photos'}>
      {photos.map(({ photo, there, missing, ...shown }) =>
        gone || !there ? (
          <NoPhoto photo={photo} why={gone ? 'The photo has been deleted.' : missing} />
        ) : faces.altered.includes(photo) ? (
          <NoPhoto photo={photo} why={ALTERED} />
        ) : (
          <Photo user={user} photo={photo} {...shown} />
        ),
      )}
    </div>
  );
}

/** Shown in place of a photo that the log knows to be altered. */
const ALTERED = 'Not shown: the stored file is not the photo that was taken. Ask for a new one, or reject.';
/** Shown by the script in place of a photo that the browser did not get. */
const NOT_LOADED = 'The photo could not be shown. Load the page again to see why.';

function noLivenessPhoto(liveness: ApplicantView['liveness']): string {
  return liveness?.verdict === 'pass'
    ? 'Passed, but the photo has not come from iLive.'
    : 'None: it is kept only once liveness is passed.';
}

const TITLES = { id: 'ID photo', liveness: 'Liveness photo', known: 'Picture from before' } as const;

type PhotoProps = {
  readonly user: string;
  readonly photo: keyof typeof TITLES;
  readonly face: FaceBox | null;
  /** Further faces on the picture, which are not compared. */
  readonly others: readonly FaceBox[];
  /** What is poor about the picture. */
  readonly warnings: readonly string[];
};

/** Renders one photo, with its face boxes. */
export function Photo({ user, photo, face, others, warnings }: PhotoProps) {
  const src = `/review/applicants/${user}/photos/${photo}`;
  const title = TITLES[photo];
  return (
    <figure class="photo" data-photo={photo} data-not-loaded={NOT_LOADED}>
      <figcaption>
        {title}
        {warnings.map((warning) => (
          <strong class="warning">{labelOf(warning)}</strong>
        ))}
      </figcaption>
      <a class="frame" href={src} target="_blank" rel="noopener">
        <span class="canvas">
          <span class="turning">
            <img src={src} alt={`${title} of ${user}`} loading="lazy" />
            {face ? <FaceFrame face={face} others={others} /> : null}
          </span>
        </span>
      </a>
    </figure>
  );
}

const isWarning = (name: string): name is Warning => name in WARNING_LABELS;

function labelOf(warning: string): string {
  return isWarning(warning) ? WARNING_LABELS[warning] : warning.replaceAll('_', ' ');
}

function NoPhoto({ photo, why }: { photo: 'id' | 'liveness'; why: string }) {
  return (
    <figure class="photo" data-photo={photo}>
      <figcaption>{TITLES[photo]}</figcaption>
      <p class="frame none">{why}</p>
    </figure>
  );
}

/**
 * Draws the face boxes, first that of the face that is compared. The drawing has the photo's aspect ratio and is fitted
 * like it, so the two match at every size.
 */
function FaceFrame({ face, others }: { face: FaceBox; others: readonly FaceBox[] }) {
  const { aspect } = face;
  return (
    <svg class="face" viewBox={`0 0 ${aspect} 1`} aria-hidden="true">
      <Box box={face} />
      <g class="others">
        {others.map((box) => (
          <Box box={box} />
        ))}
      </g>
    </svg>
  );
}

function Box({ box: { left, top, width, height, aspect } }: { box: FaceBox }) {
  const place = { x: left * aspect, y: top, width: width * aspect, height, rx: '0.01' };
  return (
    <>
      <rect class="shade" {...place} />
      <rect {...place} />
    </>
  );
}

const ANSWERS = [
  ['yes', 'Yes'],
  ['no', 'No'],
  ['cannot_tell', 'Cannot tell'],
] as const;

type QuestionProps = { readonly name: string; readonly ask: string; readonly chosen: string | undefined };

/**
 * Renders the question whether two pictures show one person. The answer goes with the decision, as data apart from it,
 * and need not be given.
 */
export function SamePersonQuestion({ name, ask, chosen }: QuestionProps) {
  return (
    <fieldset class="question">
      <legend class="shown">{ask}</legend>
      {ANSWERS.map(([value, label]) => (
        <label>
          <input type="radio" form={DECISION_FORM} name={name} value={value} checked={value === chosen} />{' '}
          {label}
        </label>
      ))}
    </fieldset>
  );
}

/** Renders the switch that shows and hides the face boxes. It works without a script. */
export function FaceSwitch() {
  return (
    <label class="switch">
      <input type="checkbox" id="faces" checked /> Face boxes
    </label>
  );
}
