/** The queue: the applicants in review, longest waiting first. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import { type Reason, reasonSchema } from '#src/core/reasons.ts';
import type { QueueCounts } from '#src/d1/queue-counts.ts';
import { REASON_LABELS } from './labels.ts';
import { Table } from './table.tsx';
import { formatWait, Moment } from './time.tsx';

/** The waiting times by which queue and search can be filtered: the minimum in hours, and its label. */
export const AGES = [
  ['1', 'over 1 hour'],
  ['24', 'over 1 day'],
  ['72', 'over 3 days'],
] as const;

/** What the page shows: the cases listed, the counts of all, and the filter in use. `now` is in ms since the epoch. */
export type Queue = {
  readonly waiting: readonly ApplicantView[];
  readonly counts: QueueCounts;
  readonly reason: Reason | undefined;
  readonly age: string | undefined;
  readonly now: number;
};

/**
 * Renders the page with its filter, which works without a script.
 * @param props `done`: a sentence about the decision just made, or null
 */
export function QueuePage({ queue, done }: { queue: Queue; done: string | null }) {
  const { counts, reason, age } = queue;
  return (
    <>
      <div class="heading">
        <h1>Waiting for a decision</h1>
        {counts.total === 0 ? null : (
          <a class="button next" href="/review/next">
            Open the longest waiting
          </a>
        )}
      </div>
      {done === null ? null : <output class="notice">{done}</output>}
      <form class="filter" method="get" action="/review">
        <label>
          Reason
          <select name="reason">
            <option value="">All ({counts.total})</option>
            {reasonSchema.options.map((name) => (
              <option value={name} selected={name === reason}>
                {`${REASON_LABELS[name]} (${counts.byReason.get(name) ?? 0})`}
              </option>
            ))}
          </select>
        </label>
        <label>
          Waiting
          <select name="age">
            <option value="">any time</option>
            {AGES.map(([hours, label]) => (
              <option value={hours} selected={hours === age}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Filter</button>
      </form>
      <output
        class="notice bad"
        data-lost="The list is not kept up to date at the moment: reload the page, or sign in again."
      />
      <div
        id="queue"
        data-live={`/review/queue?${new URLSearchParams({ reason: reason ?? '', age: age ?? '' })}`}
      >
        <QueueList queue={queue} />
      </div>
    </>
  );
}

/** Renders the list, the part that the script fetches again while the page is open. */
export function QueueList({ queue: { waiting, counts, now } }: { queue: Queue }) {
  const oldest = counts.oldest === null ? '' : ` The longest has waited ${formatWait(counts.oldest, now)}.`;
  if (waiting.length === 0) return <EmptyList total={counts.total} />;
  return (
    <>
      <p>
        <strong>{counts.total}</strong> waiting in all, {waiting.length} shown.{oldest}
      </p>
      <Table label="Waiting applicants" head={['Applicant', 'Why', 'Waiting', 'Since']} people>
        {waiting.map(({ user_id, reasons, review }) => (
          <tr>
            <th scope="row">
              <a href={`/review/applicants/${user_id}`}>{user_id}</a>
            </th>
            <td>
              <Reasons reasons={reasons} />
            </td>
            <td class="number" data-label="Waiting">
              {review ? formatWait(review.opened_at, now) : '–'}
            </td>
            <td data-label="Since">{review ? <Moment at={review.opened_at} /> : '–'}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function EmptyList({ total }: { total: number }) {
  return (
    <section class="nobody">
      {total === 0 ? (
        <p>No case is waiting for a decision. New cases appear here by themselves.</p>
      ) : (
        <p>
          Nobody among the {total} who wait fits this filter. <a href="/review">Show all</a>
        </p>
      )}
    </section>
  );
}

/** Renders reasons as small labels. */
export function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  return (
    <ul class="tags">
      {reasons.map((reason) => (
        <li>{REASON_LABELS[reason]}</li>
      ))}
    </ul>
  );
}
