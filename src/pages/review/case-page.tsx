/**
 * The page of one applicant in any status: evidence, scores, facts, timeline, and the decision form while in review.
 */
import type { Case, OtherPerson } from './case.ts';
import { Scores } from './charts/scores.tsx';
import { type DecisionDraft, DecisionForm } from './decision-form.tsx';
import type { Faces } from './faces.ts';
import { STATUS_LABELS } from './labels.ts';
import { nextPath } from './next.ts';
import { FaceSwitch, PhotoPair } from './photos.tsx';
import { Reasons } from './queue-page.tsx';
import { Facts, Sessions } from './sessions.tsx';
import { formatWait } from './time.tsx';
import { Timeline } from './timeline.tsx';

/**
 * The input of the page. `qualityMin` is the minimum photo quality (0 to 1), `now` is in ms since the epoch, `done` is
 * a sentence about the decision just made on the page before, or null.
 */
export type CasePageProps = {
  readonly reviewCase: Case;
  readonly draft: DecisionDraft;
  readonly qualityMin: number;
  readonly now: number;
  readonly done: string | null;
};

/** Renders the page: the decision form follows the evidence directly, and the log comes last. */
export function CasePage({ reviewCase, draft, qualityMin, now, done }: CasePageProps) {
  const { applicant, events, photoViews, photoViewCount, faces, others } = reviewCase;
  const { user_id, status, reasons, review } = applicant;
  const open = status === 'in_review';
  return (
    <>
      {done === null ? null : <output class="notice">{done}</output>}
      {draft.problem && open ? (
        <p class="notice bad" role="alert">
          <strong>Nothing has been recorded yet.</strong> {draft.problem.text} What you typed is{' '}
          <a href="#decide">in the form</a>.
        </p>
      ) : null}
      <div class="heading">
        <h1>{user_id}</h1>
        <span class={`status ${status}`}>{STATUS_LABELS[status]}</span>
        <Reasons reasons={reasons} />
        {open && review ? <span class="waiting">waiting {formatWait(review.opened_at, now)}</span> : null}
        {open ? (
          <a class="next" href={nextPath(applicant)} data-next>
            Leave it, next case
          </a>
        ) : null}
      </div>
      {applicant.erasure === null ? (
        <div class="evidence">
          <div>
            <section aria-labelledby="photos">
              <div class="title">
                <h2 id="photos">Photos</h2>
                {hasFace([faces, ...others.map((other) => other.faces)]) ? <FaceSwitch /> : null}
              </div>
              <PhotoPair applicant={applicant} faces={faces} />
            </section>
            <Others others={others} />
          </div>
          <div>
            <section aria-labelledby="scores">
              <h2 id="scores">What was measured</h2>
              <Scores applicant={applicant} qualityMin={qualityMin} />
            </section>
            {open ? <DecisionForm applicant={applicant} draft={draft} /> : null}
          </div>
        </div>
      ) : null}
      <div class="evidence">
        <div>
          <section aria-labelledby="facts">
            <h2 id="facts">Facts</h2>
            <Facts applicant={applicant} />
          </section>
          <section aria-labelledby="attempts">
            <h2 id="attempts">Attempts</h2>
            <Sessions events={events} />
          </section>
        </div>
        <section aria-labelledby="log">
          <h2 id="log">Timeline</h2>
          <Timeline events={events} />
          <PhotoViews photoViews={photoViews} photoViewCount={photoViewCount} />
        </section>
      </div>
    </>
  );
}

function hasFace(all: readonly Faces[]): boolean {
  return all.some(({ id, liveness }) => id !== null || liveness !== null);
}

/** Lists the views of photos apart from the timeline, where they would hide the other events. */
function PhotoViews({ photoViews, photoViewCount }: Pick<Case, 'photoViews' | 'photoViewCount'>) {
  if (photoViewCount === 0) return null;
  const shown = photoViews.length < photoViewCount ? `, the newest ${photoViews.length} of them` : '';
  return (
    <details>
      <summary>{`Looks at photos: ${photoViewCount}${shown}`}</summary>
      <Timeline events={photoViews} />
    </details>
  );
}

/** Shows similar faces in the same two columns as the applicant's own photos, so that the same kinds line up. */
function Others({ others }: { others: readonly OtherPerson[] }) {
  if (others.length === 0) return null;
  return (
    <section aria-labelledby="others">
      <h2 id="others">Faces like this one</h2>
      <div class="others">
        {others.map(({ name, similarity, applicant, faces }) => (
          <article>
            <h3>{applicant ? <a href={`/review/applicants/${name}`}>{name}</a> : name}</h3>
            <p>
              Similarity <strong>{similarity?.toFixed(2) ?? 'unreadable'}</strong>
              {applicant ? ` · ${STATUS_LABELS[applicant.status]}` : ' · no applicant of that id is here'}
            </p>
            {applicant ? <PhotoPair applicant={applicant} faces={faces} small /> : null}
          </article>
        ))}
      </div>
    </section>
  );
}
