/** The two pictures side by side. Without a script each opens by itself; with one they zoom and turn in place. */
import type { FaceBox } from '../core/events.ts';
import type { ApplicantView } from '../http/schema.ts';
import type { Faces } from './faces.ts';

/** Whose pictures. `small`: of somebody else, beside the case. */
export type PhotoPairProps = {
  readonly applicant: ApplicantView;
  readonly faces: Faces;
  readonly small?: boolean;
};

/** Both pictures of an applicant. */
export function PhotoPair({ applicant, faces, small = false }: PhotoPairProps) {
  const { user_id: user, id_photo, liveness, photos_deleted_at } = applicant;
  const gone = photos_deleted_at !== null;
  // A live picture is stored on a pass only.
  const live = liveness?.verdict === 'pass';
  return (
    <div class={small ? 'photos small' : 'photos'}>
      <Photo {...{ user, photo: 'id', there: id_photo !== null && !gone, gone, face: faces.id }} />
      <Photo {...{ user, photo: 'liveness', there: live && !gone, gone, face: faces.liveness }} />
    </div>
  );
}

const TITLES = { id: 'ID photo', liveness: 'Liveness photo' } as const;

const MISSING = {
  id: 'No ID photo yet.',
  liveness: 'None: it is kept only once liveness is passed.',
} as const;

type PhotoProps = {
  readonly user: string;
  readonly photo: 'id' | 'liveness';
  readonly there: boolean;
  readonly gone: boolean;
  readonly face: FaceBox | null;
};

function Photo({ user, photo, there, gone, face }: PhotoProps) {
  const src = `/review/applicants/${user}/photos/${photo}`;
  const title = TITLES[photo];
  return (
    <figure class="photo" data-photo={photo}>
      <figcaption>{title}</figcaption>
      {there ? (
        <a class="frame" href={src} target="_blank" rel="noopener">
          <span class="canvas">
            <span class="turning">
              <img src={src} alt={`${title} of ${user}`} loading="lazy" />
              {face ? <FaceFrame face={face} /> : null}
            </span>
          </span>
        </a>
      ) : (
        <p class="frame none">{gone ? 'The photo has been deleted.' : MISSING[photo]}</p>
      )}
    </figure>
  );
}

/** Of the picture's aspect and fitted as the picture is, so that it lies on it at every size. */
function FaceFrame({ face: { left, top, width, height, aspect } }: { face: FaceBox }) {
  const across = { x: left * aspect, width: width * aspect };
  return (
    <svg class="face" viewBox={`0 0 ${aspect} 1`} aria-hidden="true">
      <rect class="shade" {...across} y={top} height={height} rx="0.01" />
      <rect {...across} y={top} height={height} rx="0.01" />
    </svg>
  );
}

/** Shows and hides the boxes, without a script too. */
export function FaceSwitch() {
  return (
    <label class="switch">
      <input type="checkbox" id="faces" checked /> Face boxes
    </label>
  );
}
