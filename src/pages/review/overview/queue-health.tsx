/** The part of the overview about now: the queue by reason and age, what is overdue, stuck or given up. */
import { reasonSchema } from '#src/core/reasons.ts';
import type { QueueCounts } from '#src/d1/console/queue-counts.ts';
import { type Ages, MOST_COUNTED, type QueueHealth } from '#src/d1/console/queue-health.ts';
import { AGES, casePath, pathWith } from '../filter.ts';
import { REASON_LABELS } from '../labels.ts';
import { Table } from '../table.tsx';
import { Moment } from '../time.tsx';

/** From when on an applicant in `verifying` without progress counts as stuck, in minutes. */
export const STUCK_MINUTES = 10;

/** Renders the section. */
export function QueueHealthSection({ health, counts }: { health: QueueHealth; counts: QueueCounts }) {
  const { overdue, stuck, parked, longestStuck } = health;
  const reasons = reasonSchema.options.filter((reason) => (counts.byReason.get(reason) ?? 0) > 0);
  return (
    <section aria-labelledby="now">
      <h2 id="now">Now</h2>
      <dl class="stats">
        <Stat name="Waiting" value={counts.total} href="/review" />
        <Stat
          name="Overdue"
          value={overdue ?? '–'}
          why={overdue === null ? 'no due time is set' : undefined}
        />
        <Stat name={`Stuck in checks over ${STUCK_MINUTES} min`} value={capped(stuck)} />
        <Stat name="Notifications given up" value={parked} href="/review/notifications" />
      </dl>
      {reasons.length === 0 ? null : (
        <Table
          label="The queue by reason and age"
          head={['Reason', 'All', ...AGES.map(([, label]) => label)]}
        >
          {reasons.map((reason) => (
            <AgesRow
              label={REASON_LABELS[reason]}
              reason={reason}
              total={counts.byReason.get(reason) ?? 0}
              ages={health.byReason.get(reason) ?? []}
            />
          ))}
          <AgesRow label="Any reason" reason={undefined} total={counts.total} ages={health.all} />
        </Table>
      )}
      {longestStuck.length === 0 ? null : (
        <>
          <h3>Without progress for longest</h3>
          <ul class="plain-list">
            {longestStuck.map(({ user_id, moved_ms }) => (
              <li>
                <a class="cut" href={casePath(user_id)}>
                  {user_id}
                </a>{' '}
                since <Moment at={new Date(moved_ms).toISOString()} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

type AgesRowProps = {
  readonly label: string;
  readonly reason: (typeof reasonSchema.options)[number] | undefined;
  readonly total: number;
  readonly ages: Ages;
};

/** Each number leads to the queue of these cases. */
function AgesRow({ label, reason, total, ages }: AgesRowProps) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td class="number">
        <a href={pathWith('/review', { reason })}>{total}</a>
      </td>
      {AGES.map(([age], index) => (
        <td class="number">
          <a href={pathWith('/review', { reason, age })}>{capped(ages[index] ?? 0)}</a>
        </td>
      ))}
    </tr>
  );
}

type StatProps = {
  readonly name: string;
  readonly value: string | number;
  readonly href?: string;
  readonly why?: string | undefined;
};

function Stat({ name, value, href, why }: StatProps) {
  return (
    <div class="stat">
      <dt>{name}</dt>
      <dd>
        {href === undefined ? value : <a href={href}>{value}</a>}
        {why === undefined ? null : <small> {why}</small>}
      </dd>
    </div>
  );
}

function capped(count: number): string {
  return count >= MOST_COUNTED ? `${MOST_COUNTED.toLocaleString('en')} or more` : String(count);
}
