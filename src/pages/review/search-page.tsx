/** The search for applicants: by an id, a value of the metadata, status, day of creation, or time waiting for review. */
import type { ApplicantView } from '#src/contract/applicant.ts';
import { statusSchema } from '#src/contract/vocabulary.ts';
import type { SearchOrder, SearchResult } from '#src/d1/console/search.ts';
import { type FoundAnywhere, matchIn } from '#src/d1/console/search-anywhere.ts';
import { AGES, casePath } from './filter.ts';
import { STATUS_LABELS } from './labels.ts';
import { Reasons } from './reasons.tsx';
import { Table } from './table.tsx';
import { Moment } from './time.tsx';

/** The query and its result. */
export type Search = {
  /** A text in a `user_id` or the metadata, or the start of a session id; empty for no such filter. */
  readonly q: string;
  readonly status?: string | undefined;
  /** The first day of creation, `YYYY-MM-DD` in UTC. */
  readonly from?: string | undefined;
  /** The last day of creation, included. */
  readonly until?: string | undefined;
  /** The minimum time in review: hours, one of `AGES`. */
  readonly waiting?: string | undefined;
  /** Where an earlier search stopped looking, null for the first page. */
  readonly before: number | null;
  /** By the start of an id, or without a text. */
  readonly people: SearchResult;
  /** Anywhere in an id or the metadata, null without a text. */
  readonly anywhere: FoundAnywhere | null;
  /** The metadata key that is shown as a name. */
  readonly titleField: string | undefined;
};

const ORDERS: Readonly<Record<SearchOrder, string>> = {
  id: 'by id',
  waiting: 'longest waiting first',
  created: 'newest first',
};

/** Renders the form and the table of applicants found. */
export function SearchPage(search: Search) {
  const { q, status, from, until, waiting, people, anywhere } = search;
  const ids = new Set(people.found.map(({ user_id }) => user_id));
  const others = (anywhere?.found ?? []).filter(({ user_id }) => !ids.has(user_id));
  const found = [...people.found, ...others];
  // Nobody was found by the start of an id: the search anywhere, which looks there too, says it for both.
  const saysIt = anywhere !== null && found.length === 0 && !people.more && people.lookedAt === null;
  const isFiltered = [q, status, from, until, waiting].some((given) => given !== undefined && given !== '');
  return (
    <>
      <h1>Search</h1>
      <form class="filter" method="post" action="/review/search" data-search>
        <label class="wide">
          Anywhere in a user id or the metadata, or the start of a session id
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
      <output class="block" id="found">
        {search.before === null && !saysIt ? (
          <span class="block-line">{summary(people, isFiltered)}</span>
        ) : null}
        {anywhere === null ? null : (
          <span class="block-line">{elsewhere(anywhere, others.length, search.before === null, saysIt)}</span>
        )}
      </output>
      {found.length === 0 ? null : (
        <Table label="Table of who was found" head={['Applicant', 'Status', 'Why', 'Created']} people>
          {found.map((applicant) => (
            <tr>
              <th scope="row">
                <Name applicant={applicant} search={search} />
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
      {anywhere === null || anywhere.next === null ? null : <Older search={search} next={anywhere.next} />}
    </>
  );
}

/** The applicant's id, the name that the operator has chosen, and the value in which the text was found. */
function Name({ applicant, search: { q, titleField } }: { applicant: ApplicantView; search: Search }) {
  const { user_id, metadata } = applicant;
  const name = titleField === undefined ? undefined : metadata[titleField];
  const match = q === '' ? null : matchIn(metadata, q);
  return (
    <>
      <a class="cut" href={casePath(user_id)} title={user_id}>
        {name === undefined || name === null ? user_id : String(name)}
      </a>
      {name === undefined || name === null ? null : <small class="cut id">{user_id}</small>}
      {match === null || match[0] === titleField ? null : (
        <small class="cut">
          {match[0]}: {match[1]}
        </small>
      )}
    </>
  );
}

/** A form and no link: what is looked for must not stand in an address. */
function Older({ search, next }: { search: Search; next: number }) {
  const { q, status, from, until, waiting } = search;
  return (
    <form class="pages" method="post" action="/review/search" data-search>
      {Object.entries({ q, status, from, until, waiting, before: String(next) }).map(([name, value]) =>
        value === undefined ? null : <input type="hidden" name={name} value={value} />,
      )}
      <button type="submit">Look at older ones</button>
    </form>
  );
}

/**
 * Says how far the search anywhere looked.
 * @param others how many it found that were not found by their start
 * @param isFirst whether it looked at the newest
 * @param isAll whether nothing else is said of what was found
 */
function elsewhere(
  { lookedAt, backTo, next, more }: FoundAnywhere,
  others: number,
  isFirst: boolean,
  isAll: boolean,
) {
  const where = 'anywhere in an id or the metadata';
  if (lookedAt === 0) return `There is nobody to look at ${where}.`;
  if (more) return `The newest ${others} found ${where}. There are more.`;
  const count = lookedAt.toLocaleString('en');
  const which = `${isFirst ? 'newest' : 'next'} ${count}, back to ${backTo?.slice(0, 10)} (UTC)`;
  const far = next === null ? `all ${isFirst ? '' : 'others, '}${count}` : `the ${which}`;
  const rest = next === null ? '' : ' Narrow it by status or day of creation, or go on.';
  return `${others > 0 ? `${others} more` : isAll ? 'Nobody' : 'Nobody else'} found ${where}. Looked at ${far}.${rest}`;
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
    return isFiltered ? 'Nobody found by the start of an id, with letters as typed.' : 'Nobody is here yet.';
  return isFiltered ? `${n} found, ${ordered}.` : `All ${n}, ${ordered}.`;
}
