/** The liveness sessions of an applicant as the log has them, and the other facts about the applicant. */

import type { ApplicantView } from '#src/contract/applicant.ts';
import { applicantEventSchema } from '#src/core/events.ts';
import type { StoredEvent } from '#src/event-log/event-store.ts';
import { DECISION_LABELS, GROUND_LABELS } from '../labels.ts';
import { Table } from '../table.tsx';
import { Moment } from '../time.tsx';

type Attempt = { attempt: number; mode: string; at: string; outcome: string };

/** Renders a table with one row for each liveness session. */
export function Sessions({ events }: { events: readonly StoredEvent[] }) {
  const attempts = attemptsOf(events);
  if (attempts.length === 0) return <p class="empty">No liveness session yet.</p>;
  return (
    <Table label="Table of the attempts" head={['Attempt', 'Mode', 'Outcome', 'Started']}>
      {attempts.map(({ attempt, mode, outcome, at }) => (
        <tr>
          <td class="number">{attempt}</td>
          <td>{mode}</td>
          <td>{outcome}</td>
          <td>
            <Moment at={at} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Lists the sessions in the order of the log, each with its latest outcome. */
function attemptsOf(events: readonly StoredEvent[]): Attempt[] {
  const found = new Map<string, Attempt>();
  for (const { type, at, data } of events) {
    const { data: event } = applicantEventSchema.safeParse({ type, data: JSON.parse(data) });
    if (event?.type === 'session_opened') {
      const { session_id: id, attempt, mode } = event.data;
      found.set(id, { attempt, mode, at, outcome: 'open' });
    }
    const id = event && 'session_id' in event.data ? event.data.session_id : null;
    const attempt = id === null || id === undefined ? undefined : found.get(id);
    if (!attempt) continue;
    if (event?.type === 'session_expired') attempt.outcome = 'expired';
    if (event?.type === 'liveness_confirmed') attempt.outcome = event.data.verdict;
  }
  return [...found.values()];
}

/** Renders the other facts about an applicant: times, last review, metadata; after an erasure also its receipt. */
export function Facts({ applicant }: { applicant: ApplicantView }) {
  const { created_at, updated_at, decided_at, policy, review, metadata, erasure, seq } = applicant;
  const decision = review?.decision
    ? `“${DECISION_LABELS[review.decision].button}” by ${review.decided_by ?? '–'}`
    : null;
  return (
    <dl class="facts">
      <Fact name="Created">
        <Moment at={created_at} />
      </Fact>
      <Fact name="Last change">
        <Moment at={updated_at} />
      </Fact>
      {decided_at === null ? null : (
        <Fact name="Decided">
          <Moment at={decided_at} />
        </Fact>
      )}
      {decision === null ? null : <Fact name="Last review">{decision}</Fact>}
      {review?.ground ? <Fact name="Ground">{GROUND_LABELS[review.ground]}</Fact> : null}
      {review?.note ? <Fact name="Note">{review.note}</Fact> : null}
      {Object.entries(metadata).map(([name, value]) => (
        <Fact name={wordsOf(name)}>{String(value)}</Fact>
      ))}
      {erasure === null ? null : (
        <>
          <Fact name="Erased">
            <Moment at={erasure.erased_at} /> ({erasure.cause})
          </Fact>
          <Fact name="Deleted">{erasure.deleted.map(partOf).join(', ')}</Fact>
          <Fact name="Still to go">{erasure.pending.map(partOf).join(', ') || 'nothing'}</Fact>
        </>
      )}
      <Fact name="Rules">{`version ${policy}, after ${seq} events`}</Fact>
    </dl>
  );
}

/** Writes a key of the metadata as words. */
function wordsOf(key: string): string {
  const words = key.replaceAll('_', ' ').trim();
  return words === '' ? key : words.charAt(0).toUpperCase() + words.slice(1);
}

const PLACES: Readonly<Record<string, string>> = {
  durable_object: 'the object',
  d1: 'D1',
  r2: 'R2',
  ilive: 'iLive',
};

function partOf({ what, where }: { what: string; where: string }): string {
  return `${what.replaceAll('_', ' ')} in ${PLACES[where] ?? where}`;
}

function Fact({ name, children }: { name: string; children: unknown }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
