/** The people with a similar face, on the page of a case. */

import { casePath, type QueueFilter } from '../filter.ts';
import { type FormFields, SAME_PERSON } from '../forms/form.ts';
import { STATUS_LABELS } from '../labels.ts';
import type { OtherPerson } from './case.ts';
import { PhotoOf, PhotoOfFace, type Pictured, SamePersonQuestion } from './photos.tsx';

type OthersProps = {
  /** The applicant of the case. */
  readonly own: Pictured;
  readonly others: readonly OtherPerson[];
  /** The decision form as it was sent; null where nothing can be decided, and so nothing is asked. */
  readonly typed: FormFields | null;
  readonly filter: QueueFilter;
};

/** Shows each similar face next to that of the case: the live photos, and below them the ID photos. */
export function Others({ own, others, typed, filter }: OthersProps) {
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="others">
      <h2 id="others">
        {others.length === 1 ? 'A face like this one' : `${others.length} faces like this one`}
      </h2>
      <div class="others">
        {others.map((other, at) => (
          <article tabindex={-1} data-hit>
            <Hit {...{ own, other, typed, filter }} place={`${at + 1} of ${others.length}`} />
          </article>
        ))}
      </div>
    </section>
  );
}

type HitProps = Pick<OthersProps, 'own' | 'typed' | 'filter'> & {
  readonly other: OtherPerson;
  /** Which of them it is, as `2 of 5`. */
  readonly place: string;
};

function Hit({ own, other, typed, filter, place }: HitProps) {
  const { name, faceId, similarity, applicant, faces, picture } = other;
  const theirs = applicant && { applicant, faces };
  const question = SAME_PERSON.hit(faceId);
  return (
    <>
      <div class="title">
        <h3>{applicant ? <a href={casePath(name, filter)}>{name}</a> : name}</h3>
        <p>
          {place === '1 of 1' ? null : `${place} · `}Similarity{' '}
          <strong>{similarity?.toFixed(2) ?? 'unreadable'}</strong>
          {applicant ? ` · ${STATUS_LABELS[applicant.status]}` : ' · no applicant of that id is here'}
        </p>
        {typed ? (
          <SamePersonQuestion name={question} ask={<Ask name={name} />} chosen={typed[question]} />
        ) : null}
      </div>
      {theirs ? (
        <>
          <div class="photos hit">
            <PhotoOf {...own} photo="liveness" whose="This case" />
            <PhotoOfFace {...theirs} picture={picture} whose={name} />
          </div>
          <div class="photos small">
            <PhotoOf {...own} photo="id" whose="This case" />
            <PhotoOf {...theirs} photo="id" whose={name} />
          </div>
        </>
      ) : null}
    </>
  );
}

function Ask({ name }: { name: string }) {
  return (
    <>
      Same person<span class="heard"> as {name}</span>?
    </>
  );
}
