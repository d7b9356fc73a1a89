/**
 * The two photos of an applicant side by side. Without a script each opens in a tab of its own; with the script they
 * zoom and turn in place.
 */

import type { Child } from 'hono/jsx';
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { FaceBox } from '#src/core/events.ts';
import { warningLabel } from '../labels.ts';
import { DECISION_FORM } from './decision-bar.tsx';
import type { Faces } from './faces.ts';

/** An applicant with the boxes of the faces. */
export type Pictured = { readonly applicant: ApplicantView; readonly faces: Faces };

/** Renders both photos of the case's applicant, and below them the picture of a customer from before. */
export function PhotoPair(props: Pictured) {
  const { known_face, liveness, photos_deleted_at } = props.applicant;
  // Without a live face it stands in its place.
  const isKnownShown = known_face !== null && liveness !== null && photos_deleted_at === null;
  return (
    <>
      <div class="photos own">
        <PhotoOf {...props} photo="id" />
        <PhotoOf {...props} photo="liveness" />
      </div>
      {isKnownShown ? (
        <div class="photos small">
          <KnownPhoto applicant={props.applicant} />
        </div>
      ) : null}
    </>
  );
}

/**
 * Renders one photo. In place of a missing photo it says why there is none.
 * @param props `whose`: begins the caption where photos of several people are shown, so that it is not cut off
 */
export function PhotoOf({ applicant, faces, photo, whose }: Pictured & { photo: Kind; whose?: string }) {
  const { user_id: user, id_photo, liveness, known_face, photos_deleted_at } = applicant;
  const title = titleOf(photo, whose);
  const isId = photo === 'id';
  const isThere = isId
    ? id_photo !== null
    : liveness !== null && liveness.session_id === faces.livenessSession;
  const missing = isId ? 'No ID photo yet.' : noLivenessPhoto(liveness);
  if (photos_deleted_at !== null) return <NoPhoto {...{ photo, title }} why="The photo has been deleted." />;
  if (!isId && liveness === null && known_face) return <KnownPhoto {...{ applicant, whose }} />;
  if (!isThere) return <NoPhoto {...{ photo, title }} why={missing} />;
  if (faces.altered.includes(photo)) return <NoPhoto {...{ photo, title }} why={ALTERED} />;
  const seen = isId
    ? { face: faces.id, others: faces.othersOnId, warnings: id_photo?.warnings ?? [] }
    : { face: faces.liveness, others: [], warnings: [] };
  return <Photo {...{ user, photo, title }} {...seen} />;
}

/** Renders the picture that a face was made of, and no other, which may be of somebody else. */
export function PhotoOfFace({
  picture,
  ...props
}: Pictured & { picture: 'liveness' | 'known' | null; whose: string }) {
  const { applicant, whose } = props;
  if (applicant.photos_deleted_at !== null || picture === 'liveness')
    return <PhotoOf {...props} photo="liveness" />;
  if (picture === 'known') return <KnownPhoto applicant={applicant} whose={whose} />;
  return <NoPhoto photo="liveness" title={titleOf('liveness', whose)} why={OTHER_PICTURE} />;
}

/** Renders the picture of a customer from before, who has shown no live face. */
function KnownPhoto({
  applicant: { user_id: user, known_face },
  whose,
}: {
  applicant: ApplicantView;
  whose?: string | undefined;
}) {
  const title = titleOf('known', whose);
  if (!known_face?.keep_photo || known_face.photo_deleted_at !== null)
    return <NoPhoto photo="known" title={title} why={NOT_KEPT} />;
  return <Photo {...{ user, title }} photo="known" face={null} others={[]} warnings={known_face.warnings} />;
}

const NOT_KEPT = 'A customer from before, whose picture is not kept.';

const OTHER_PICTURE = 'Not shown: the face that was found is of another picture than those that are kept.';

/** Shown in place of a photo that the log knows to be altered. */
const ALTERED = 'Not shown: the stored file is not the photo that was taken. Ask for a new one, or reject.';

function noLivenessPhoto(liveness: ApplicantView['liveness']): string {
  return liveness?.verdict === 'pass'
    ? 'Passed, but the photo has not come from iLive.'
    : 'None: one is kept only after liveness has passed.';
}

type Kind = 'id' | 'liveness';

const TITLES = { id: 'ID photo', liveness: 'Liveness photo', known: 'Picture from before' } as const;

function titleOf(photo: keyof typeof TITLES, whose: string | undefined): string {
  const title = TITLES[photo];
  if (whose === undefined) return title;
  return `${whose}: ${photo === 'id' ? title : title.toLowerCase()}`;
}

type PhotoProps = {
  readonly user: string;
  readonly photo: Kind | 'known';
  /** The caption. */
  readonly title: string;
  readonly face: FaceBox | null;
  /** Further faces on the picture, which are not compared. */
  readonly others: readonly FaceBox[];
  /** What is poor about the picture. */
  readonly warnings: readonly string[];
};

/** Renders one photo, with its face boxes. */
export function Photo({ user, photo, title, face, others, warnings }: PhotoProps) {
  const src = `/review/applicants/${user}/photos/${photo}`;
  return (
    <figure class="photo" data-photo={photo}>
      <figcaption>
        <span class="cut" title={title}>
          {title}
        </span>
        {warnings.length === 0 ? null : (
          <strong class="warning">{warnings.map(warningLabel).join(' · ')}</strong>
        )}
      </figcaption>
      <a class="frame" href={src} target="_blank" rel="noopener">
        <span class="canvas">
          <span class="turning">
            <img src={src} alt={`${TITLES[photo]} of ${user}`} loading="lazy" />
            {face ? <FaceFrame face={face} others={others} /> : null}
          </span>
        </span>
      </a>
    </figure>
  );
}

function NoPhoto({ photo, title, why }: { photo: Kind | 'known'; title: string; why: string }) {
  return (
    <figure class="photo" data-photo={photo}>
      <figcaption>{title}</figcaption>
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

type QuestionProps = { readonly name: string; readonly ask: Child; readonly chosen: string | undefined };

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
