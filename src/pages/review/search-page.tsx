/** The search: anybody by the start of an id, by status, by age. */
import { statusSchema } from '#src/contract/vocabulary.ts';
import type { SearchOrder, SearchResult } from '#src/d1/search.ts';
import { STATUS_LABELS } from './labels.ts';
import { AGES, Reasons } from './queue-page.tsx';
import { Table } from './table.tsx';
import { Moment } from './time.tsx';

/** What was asked, and who was found. */
export type Search = {
  readonly q: string;
  readonly status?: string | undefined;
  /** Days (UTC), both included. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** Hours, one of `AGES`. */
  readonly waiting?: string | undefined;
  readonly people: SearchResult;
};

const ORDERS: Readonly<Record<SearchOrder, string>> = {
  id: 'by id',
  waiting: 'longest waiting first',
  created: 'newest first',
};

/** The form and the table of who was found. */
export function SearchPage({ q, status, from, until, waiting, people }: Search) {
  const { found } = people;
  const asked = [q, status, from, until, waiting].some((given) => given !== undefined && given !== '');
  return (
    <>
      <h1>Search</h1>
      <form class="filter" method="get" action="/review/search">
        <label class="wide">
          User id or session id, from its start
          <input type="search" name="q" value={q} maxlength={120} autocomplete="off" />
        </label>
        <label>
          Status
          <select name="status">
            <option value="">any</option>
            {statusSchema.options.map((name) => (
              <option value={name} selected={name === status}>
                {STATUS_LABELS[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          Created from (UTC)
          <input type="date" name="from" value={from} />
        </label>
        <label>
          Created until (UTC)
          <input type="date" name="until" value={until} />
        </label>
        <label>
          Waiting for review
          <select name="waiting">
            <option value="">any or no time</option>
            {AGES.map(([hours, label]) => (
              <option value={hours} selected={hours === waiting}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Search</button>
        {asked ? <a href="/review/search">Clear</a> : null}
      </form>
      <output class="block">{summary(people, asked)}</output>
      {found.length === 0 ? null : (
        <Table label="Table of who was found" head={['Applicant', 'Status', 'Why', 'Created']} people>
          {found.map((it) => (
            <tr>
              <th scope="row">
                <a href={`/review/applicants/${it.user_id}`}>{it.user_id}</a>
              </th>
              <td>
                <span class={`status ${it.status}`}>{STATUS_LABELS[it.status]}</span>
              </td>
              <td>
                <Reasons reasons={it.reasons} />
              </td>
              <td data-label="Created">
                <Moment at={it.created_at} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

function summary({ found, order, more, lookedAt }: SearchResult, asked: boolean): string {
  const n = found.length;
  const ordered = ORDERS[order];
  if (more) return `The first ${n} of more, ${ordered}. Narrow the search to see the others.`;
  if (lookedAt !== null) {
    const others = order === 'id' ? ' Give more of the id to see them.' : '';
    return `${n === 0 ? 'Nobody' : n} found among the first ${lookedAt}, ${ordered}. There may be more.${others}`;
  }
  if (n === 0)
    return asked
      ? 'Nobody found. Ids are compared from their start, and letters by case.'
      : 'Nobody is here yet.';
  return asked ? `${n} found, ${ordered}.` : `All ${n}, ${ordered}.`;
}
