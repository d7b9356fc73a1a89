/** The search for applicants: by the start of an id, status, day of creation, or time waiting for review. */
import { statusSchema } from '#src/contract/vocabulary.ts';
import type { SearchOrder, SearchResult } from '#src/d1/search.ts';
import { AGES } from './filter.ts';
import { STATUS_LABELS } from './labels.ts';
import { Reasons } from './reasons.tsx';
import { Table } from './table.tsx';
import { Moment } from './time.tsx';

/** The query and its result. */
export type Search = {
  /** The start of a `user_id` or session id; empty for no such filter. */
  readonly q: string;
  readonly status?: string | undefined;
  /** The first day of creation, `YYYY-MM-DD` in UTC. */
  readonly from?: string | undefined;
  /** The last day of creation, included. */
  readonly until?: string | undefined;
  /** The minimum time in review: hours, one of `AGES`. */
  readonly waiting?: string | undefined;
  readonly people: SearchResult;
};

const ORDERS: Readonly<Record<SearchOrder, string>> = {
  id: 'by id',
  waiting: 'longest waiting first',
  created: 'newest first',
};

/** Renders the form and the table of applicants found. */
export function SearchPage({ q, status, from, until, waiting, people }: Search) {
  const { found } = people;
  const isFiltered = [q, status, from, until, waiting].some((given) => given !== undefined && given !== '');
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
        {isFiltered ? <a href="/review/search">Clear</a> : null}
      </form>
      <output class="block">{summary(people, isFiltered)}</output>
      {found.length === 0 ? null : (
        <Table label="Table of who was found" head={['Applicant', 'Status', 'Why', 'Created']} people>
          {found.map((applicant) => (
            <tr>
              <th scope="row">
                <a href={`/review/applicants/${applicant.user_id}`}>{applicant.user_id}</a>
              </th>
              <td>
                <span class={`status ${applicant.status}`}>{STATUS_LABELS[applicant.status]}</span>
              </td>
              <td>
                <Reasons reasons={applicant.reasons} />
              </td>
              <td data-label="Created">
                <Moment at={applicant.created_at} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

function summary({ found, order, more, lookedAt }: SearchResult, isFiltered: boolean): string {
  const n = found.length;
  const ordered = ORDERS[order];
  if (more) return `The first ${n} of more, ${ordered}. Narrow the search to see the others.`;
  if (lookedAt !== null) {
    const others = order === 'id' ? ' Give more of the id to see them.' : '';
    return `${n === 0 ? 'Nobody' : n} found among the first ${lookedAt}, ${ordered}. There may be more.${others}`;
  }
  if (n === 0)
    return isFiltered
      ? 'Nobody found. Ids are compared from their start, and letters by case.'
      : 'Nobody is here yet.';
  return isFiltered ? `${n} found, ${ordered}.` : `All ${n}, ${ordered}.`;
}
