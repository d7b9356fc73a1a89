/** The people with a similar face, on the page of a case. */

import { casePath, type QueueFilter } from '../filter.ts';
import { type FormFields, SAME_PERSON } from '../forms/form.ts';
import { STATUS_LABELS } from '../labels.ts';
import type { OtherPerson } from './case.ts';
import { PhotoPair, SamePersonQuestion } from './photos.tsx';

type OthersProps = {
  readonly others: readonly OtherPerson[];
  /** The decision form as it was sent; null where nothing can be decided, and so nothing is asked. */
  readonly typed: FormFields | null;
  readonly filter: QueueFilter;
};

/** Shows similar faces in the same two columns as the applicant's own photos, so that the same kinds line up. */
export function Others({ others, typed, filter }: OthersProps) {
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="others">
      <h2 id="others">Faces like this one</h2>
      <div class="others">
        {others.map(({ name, faceId, similarity, applicant, faces }) => (
          <article>
            <h3>{applicant ? <a href={casePath(name, filter)}>{name}</a> : name}</h3>
            <p>
              Similarity <strong>{similarity?.toFixed(2) ?? 'unreadable'}</strong>
              {applicant ? ` · ${STATUS_LABELS[applicant.status]}` : ' · no applicant of that id is here'}
            </p>
            {applicant ? <PhotoPair applicant={applicant} faces={faces} small /> : null}
            {typed ? (
              <SamePersonQuestion
                name={SAME_PERSON.hit(faceId)}
                ask={`The same person as ${name}?`}
                chosen={typed[SAME_PERSON.hit(faceId)]}
              />
            ) : null}
          </article>
        ))}
      </div>
    </section>
  );
}
