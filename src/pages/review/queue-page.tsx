/** The queue: the applicants in review, longest waiting first. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import { reasonSchema } from '#src/core/reasons.ts';
import type { QueueCounts } from '#src/d1/console/queue-counts.ts';
import type { Viewer } from './case/stance.ts';
import { whyShort } from './case/why.ts';
import { AGES, casePath, holderOf, pathWith, type QueueFilter } from './filter.ts';
import { REASON_LABELS } from './labels.ts';
import { Table } from './table.tsx';
import { formatWait, Moment, urgencyOf } from './time.tsx';

/** What the page shows: the cases listed, the counts of all, and the filter in use. `now` is in ms since the epoch. */
export type Queue = {
  readonly waiting: readonly ApplicantView[];
  readonly counts: QueueCounts;
  readonly filter: QueueFilter;
  readonly viewer: Viewer;
  /** Where this page starts in the queue, absent at its head; where the next one starts, null if there is none. */
  readonly from: string | undefined;
  readonly nextFrom: string | null;
  /** The metadata key that is shown as a name. */
  readonly titleField: string | undefined;
  readonly now: number;
  /** The tag of the list, null when it is not known. */
  readonly tag: string | null;
};

/**
 * Renders the page with its filter, which works without a script.
 * @param props `done`: a sentence about the decision just made, or null
 */
export function QueuePage({ queue, done }: { queue: Queue; done: string | null }) {
  const { counts, filter, viewer, from } = queue;
  const page: Record<string, string> = from === undefined ? {} : { from };
  return (
    <>
      <div class="heading">
        <h1>Waiting for a decision</h1>
        {counts.total === 0 ? null : (
          <a class="button next" href={pathWith('/review/next', filter)} data-next>
            {viewer.rights.mayDecide ? 'Open the next free case' : 'Open the longest waiting'}{' '}
            <span class="kbd" aria-hidden="true">
              j
            </span>
          </a>
        )}
      </div>
      {done === null ? null : <output class="notice">{done}</output>}
      <Filter counts={counts} filter={filter} />
      {/* Filled by the script: views are kept in the browser alone. */}
      <section class="views" aria-label="Kept filters" data-views hidden />
      <output
        class="notice bad"
        data-lost="The list is not kept up to date at the moment: reload the page, or sign in again."
      />
      <div id="queue" data-live={pathWith('/review/queue', filter, page)} data-tag={queue.tag ?? undefined}>
        <QueueList queue={queue} />
      </div>
    </>
  );
}

function Filter({ counts, filter }: Pick<Queue, 'counts' | 'filter'>) {
  const queues = [
    ['standard', 'Standard'],
    ['senior', 'Senior'],
  ] as const;
  return (
    <form class="filter" method="get" action="/review">
      <label>
        Reason
        <select name="reason">
          <option value="">All ({counts.total})</option>
          {reasonSchema.options.map((name) => (
            <option value={name} selected={name === filter.reason}>
              {`${REASON_LABELS[name]} (${counts.byReason.get(name) ?? 0})`}
            </option>
          ))}
        </select>
      </label>
      <label>
        Queue
        <select name="queue">
          <option value="">both</option>
          {queues.map(([name, label]) => (
            <option value={name} selected={name === filter.queue}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        Waiting
        <select name="age">
          <option value="">any time</option>
          {AGES.map(([hours, label]) => (
            <option value={hours} selected={hours === filter.age}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label class="switch">
        <input type="checkbox" name="mine" value="1" checked={filter.mine === '1'} /> Only mine
      </label>
      <button type="submit">Filter</button>
      {Object.values(filter).some((value) => value !== undefined) ? <a href="/review">Show all</a> : null}
    </form>
  );
}

/** Renders the list, the part that the script fetches again while the page is open. */
export function QueueList({ queue }: { queue: Queue }) {
  const { waiting, counts, filter, from, nextFrom, now } = queue;
  if (waiting.length === 0) return <EmptyList total={counts.total} />;
  const overdue = waiting.filter((applicant) => urgencyIn(applicant, now) === 'overdue').length;
  const [first] = waiting;
  const longest = first?.review
    ? ` The longest of them has waited ${formatWait(first.review.opened_at, now)}.`
    : '';
  return (
    <>
      <p>
        <strong>{waiting.length}</strong>{' '}
        {waiting.length === counts.total
          ? 'waiting.'
          : `${from || nextFrom ? 'on this page' : 'shown'}, ${counts.total} waiting in all.`}
        {longest}
        {overdue === 0 ? '' : ` ${overdue} overdue.`}
      </p>
      <Table label="Waiting applicants" head={['Applicant', 'Why', 'Waiting', 'Since', 'Who has it']} people>
        {waiting.map((applicant) => (
          <Row applicant={applicant} queue={queue} />
        ))}
      </Table>
      {from === undefined && nextFrom === null ? null : (
        <p class="pages">
          {from === undefined ? null : <a href={pathWith('/review', filter)}>To the head of the queue</a>}
          {nextFrom === null ? null : <a href={pathWith('/review', filter, { from: nextFrom })}>Next page</a>}
        </p>
      )}
    </>
  );
}

const URGENCY_LABELS = { in_time: '', due_soon: 'due soon', overdue: 'overdue' } as const;

function urgencyIn({ review }: ApplicantView, now: number) {
  return review ? urgencyOf(review.opened_at, review.due_at, now) : 'in_time';
}

function Row({ applicant, queue }: { applicant: ApplicantView; queue: Queue }) {
  const { filter, now, titleField } = queue;
  const { user_id, reasons, review, metadata } = applicant;
  const name = titleField === undefined ? undefined : metadata[titleField];
  const urgency = urgencyIn(applicant, now);
  const words = URGENCY_LABELS[urgency];
  return (
    <tr>
      <th scope="row">
        <a class="cut" href={casePath(user_id, filter)} title={user_id}>
          {name === undefined || name === null ? user_id : String(name)}
        </a>
        {name === undefined || name === null ? null : <small class="cut id">{user_id}</small>}
      </th>
      <td>
        {reasons.map((reason) => (
          <span class="block-line">{whyShort(reason, applicant)}</span>
        ))}
        {review?.queue === 'senior' ? <small class="block-line">Senior queue</small> : null}
        {review?.proposal ? <small class="block-line">Waits for a second reviewer</small> : null}
      </td>
      <td class={`number ${urgency}`} data-label="Waiting">
        {review ? formatWait(review.opened_at, now) : '–'}
        {words === '' ? null : <span class="block-line">{words}</span>}
      </td>
      <td data-label="Since">{review ? <Moment at={review.opened_at} /> : '–'}</td>
      <td data-label="Who has it">
        <Assignee applicant={applicant} queue={queue} />
      </td>
    </tr>
  );
}

function Assignee({ applicant, queue: { viewer, now } }: { applicant: ApplicantView; queue: Queue }) {
  const { claimed_by: by, claimed_until: until } = applicant.review ?? {};
  const holder = holderOf(applicant, viewer.email, now);
  if (holder) return <span class="cut">{holder.by}</span>;
  const mine = by === viewer.email && until && Date.parse(until) > now;
  return mine ? <strong>you</strong> : <span class="quiet">free</span>;
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
