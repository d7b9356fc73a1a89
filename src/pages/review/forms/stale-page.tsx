/** Pages that say why a decision was not recorded or why nothing is shown yet. */
import type { ApplicantView } from '#src/contract/applicant.ts';
import type { Case } from '../case/case.ts';
import { Timeline } from '../case/timeline.tsx';
import { casePath, type QueueFilter } from '../filter.ts';
import { DECISION_LABELS, STATUS_LABELS } from '../labels.ts';
import { nextPath } from '../next.ts';
import { TypedNote } from './typed-note.tsx';

/** The input of `StalePage`. */
export type StaleProps = {
  readonly reviewCase: Case;
  readonly seen: number;
  readonly note: string;
  readonly filter: QueueFilter;
};

/**
 * Renders the page for a decision that no longer fits the case: what has happened since the reviewer opened it, and a
 * link back to it.
 * @param props `seen`: the `seq` of the state that the reviewer saw, 0 when it is unknown
 */
export function StalePage({ reviewCase, seen, note, filter }: StaleProps) {
  const { user_id } = reviewCase.applicant;
  const since = reviewCase.events.filter(({ seq }) => seq > seen);
  return (
    <>
      <h1>Your decision was not recorded</h1>
      <p>
        <strong>{user_id}</strong>: {staleWords(reviewCase.applicant)}
      </p>
      {since.length === 0 ? null : (
        <section aria-labelledby="since">
          <h2 id="since">What happened meanwhile</h2>
          <Timeline events={since} />
        </section>
      )}
      <TypedNote note={note} />
      <p class="actions">
        <a class="button" href={casePath(user_id, filter)}>
          Look at it again
        </a>
        <a href={nextPath(reviewCase.applicant, filter)}>Next case</a>
      </p>
    </>
  );
}

/** Says that a decision does not fit the case any more, and where the case stands. */
export function staleWords({ status, review }: Pick<ApplicantView, 'status' | 'review'>): string {
  const last = review?.decision
    ? ` The last decision is “${DECISION_LABELS[review.decision].button}” by ${review.decided_by ?? 'somebody'}.`
    : '';
  return `The case has changed since you opened it, or what you chose is not possible any more. It is now: ${STATUS_LABELS[status]}.${last}`;
}

/** Renders the page for a form that did not come from the console's own pages, or is too large to be read. */
export function ForeignFormPage({ note }: { note: string }) {
  return (
    <>
      <h1>Nothing was recorded</h1>
      <p>
        The form was not sent from this console’s own pages, or was far too large. Open the case from the
        queue and decide there. If this happens again with a form of ours, a browser extension or proxy hides
        where forms come from.
      </p>
      <TypedNote note={note} />
      <p>
        <a class="button" href="/review">
          To the queue
        </a>
      </p>
    </>
  );
}

/** What the page of a failure says. `again`: the path to try again; `requestId`: by which the log can be searched. */
export type FailureProps = {
  readonly storageAway: boolean;
  readonly again: string;
  readonly requestId: string;
  readonly note: string;
};

/** Renders the page for a request that failed, because a storage was out of reach or for another reason. */
export function FailurePage({ storageAway, again, requestId, note }: FailureProps) {
  return (
    <>
      <h1>{storageAway ? 'The data cannot be reached at the moment' : 'Something went wrong here'}</h1>
      <p>
        {storageAway
          ? 'Try again in a few seconds.'
          : 'Open the case again and see whether what you did is recorded.'}{' '}
        If it stays, tell whoever runs this service: request <code>{requestId}</code>.
      </p>
      <TypedNote note={note} />
      <p class="actions">
        <a class="button" href={again}>
          Try again
        </a>
        <a href="/review">To the queue</a>
      </p>
    </>
  );
}

/**
 * Renders the page in place of a case to which another site has led. Its link opens the case, for it is on our own page.
 * @param props `path`: of the case
 */
export function OpenCasePage({ path }: { path: string }) {
  return (
    <>
      <h1>Open this case?</h1>
      <p>
        A page outside of this console led here. Opening the case shows its photos, and each look at a photo
        is logged under your name.
      </p>
      <p>
        <a class="button" href={path}>
          Open the case
        </a>{' '}
        <a href="/review">To the queue</a>
      </p>
    </>
  );
}
