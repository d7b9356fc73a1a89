/** The page about notifications: the last attempt at each receiver, and what was not delivered. */
import type { ListedNotification } from '#src/d1/unfinished.ts';
import type { Delivery } from '#src/figures/figures.ts';
import { Table } from './table.tsx';
import { Moment } from './time.tsx';

/** What the page shows. */
export type NotificationsProps = {
  /** By host; null when they cannot be read now. */
  readonly deliveries: Readonly<Record<string, Delivery>> | null;
  /** The newest of each, at most `MOST_LISTED`. */
  readonly parked: readonly ListedNotification[];
  readonly pending: readonly ListedNotification[];
};

/** How many of each state the page lists. */
export const MOST_LISTED = 50;

/** Renders the page. */
export function NotificationsPage({ deliveries, parked, pending }: NotificationsProps) {
  return (
    <>
      <h1>Notifications</h1>
      <h2>Receivers</h2>
      <Receivers deliveries={deliveries} />
      <h2>Given up</h2>
      <p class="quiet">Your endpoint accepted none of the attempts. The API can send them again.</p>
      <Undelivered label="Given up" rows={parked} />
      <h2>Waiting for the next attempt</h2>
      <Undelivered label="Waiting for the next attempt" rows={pending} />
    </>
  );
}

function Receivers({ deliveries }: Pick<NotificationsProps, 'deliveries'>) {
  if (!deliveries) return <p>The figures cannot be read now. Try again in a minute.</p>;
  const receivers = Object.entries(deliveries);
  if (receivers.length === 0) return <p>Nothing has been sent yet.</p>;
  return (
    <Table label="Receivers" head={['Receiver', 'Last answer', 'It took', 'At']}>
      {receivers.map(([receiver, { code, latencyMs, at }]) => (
        <tr>
          <td>{receiver}</td>
          <td>{answerOf(code)}</td>
          <td>{`${latencyMs} ms`}</td>
          <td>
            <Moment at={new Date(at).toISOString()} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Undelivered({ label, rows }: { label: string; rows: readonly ListedNotification[] }) {
  if (rows.length === 0) return <p>None.</p>;
  return (
    <Table label={label} head={['Applicant', 'What', 'Happened', 'Last answer']} people>
      {rows.map(({ user_id, type, since_ms, code }) => (
        <tr>
          <td>
            <a href={`/review/applicants/${encodeURIComponent(user_id)}`}>{user_id}</a>
          </td>
          <td>{type}</td>
          <td>
            <Moment at={new Date(since_ms).toISOString()} />
          </td>
          <td>{code === null ? 'not known' : answerOf(code)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** Says in words how a try ended. @param code `http_<status>`, `timeout` or `unreachable` */
function answerOf(code: string): string {
  const status = /^http_(\d+)$/.exec(code)?.[1];
  if (status !== undefined) return `HTTP ${status}`;
  return code === 'timeout' ? 'none in time' : 'not reached';
}
