/** The search: anybody by the start of an id, or by status. */
import type { ApplicantView } from '../http/schema.ts';
import { statusSchema } from '../http/vocabulary.ts';
import { STATUS_LABELS } from './labels.ts';
import { Reasons } from './queue-page.tsx';
import { Scroll } from './scroll.tsx';
import { Moment } from './time.tsx';

/** What was asked, and who was found. */
export type Search = {
  readonly text: string;
  readonly status: string | undefined;
  readonly found: readonly ApplicantView[];
};

/** The form and the table of who was found. */
export function SearchPage({ text, status, found }: Search) {
  return (
    <>
      <h1>Search</h1>
      <form class="filter" method="get" action="/review/search">
        <label>
          User id or session id, from its start
          <input type="search" name="q" value={text} maxlength={120} autocomplete="off" />
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
        <button type="submit">Search</button>
      </form>
      <output class="block">
        {found.length === 0 ? 'Nobody found.' : `${found.length} found, newest first.`}
      </output>
      {found.length === 0 ? null : (
        <Scroll label="Who was found">
          <table>
            <thead>
              <tr>
                <th scope="col">Applicant</th>
                <th scope="col">Status</th>
                <th scope="col">Why</th>
                <th scope="col">Created</th>
              </tr>
            </thead>
            <tbody>
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
                  <td>
                    <Moment at={it.created_at} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </>
  );
}
