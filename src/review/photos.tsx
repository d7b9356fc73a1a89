/** The two pictures side by side. Without a script each opens by itself; with one they zoom and turn in place. */
import type { ApplicantView } from '../http/schema.ts';

/** Both pictures of an applicant. `small`: of somebody else, beside the case. */
export function PhotoPair({ applicant, small = false }: { applicant: ApplicantView; small?: boolean }) {
  const { user_id, id_photo, liveness, photos_deleted_at } = applicant;
  const gone = photos_deleted_at !== null;
  // A live picture is stored on a pass only.
  const live = liveness?.verdict === 'pass';
  return (
    <div class={small ? 'photos small' : 'photos'}>
      <Photo user={user_id} photo="id" there={id_photo !== null && !gone} title="ID photo" />
      <Photo user={user_id} photo="liveness" there={live && !gone} title="Liveness photo" />
    </div>
  );
}

function Photo(props: { user: string; photo: 'id' | 'liveness'; there: boolean; title: string }) {
  const { user, photo, there, title } = props;
  const src = `/review/applicants/${user}/photos/${photo}`;
  return (
    <figure class="photo" data-photo={photo}>
      <figcaption>{title}</figcaption>
      {there ? (
        <a class="frame" href={src} target="_blank" rel="noopener">
          <img src={src} alt={`${title} of ${user}`} loading="lazy" />
        </a>
      ) : (
        <p class="frame none">No such photo is stored.</p>
      )}
    </figure>
  );
}
