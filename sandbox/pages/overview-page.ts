import { html } from 'hono/html';
import { layout } from './layout.ts';

/** Each table: what it shows, which field tells its rows apart, and its columns as field and heading. */
const TABLES = [
  {
    id: 'sessions',
    title: 'Sessions',
    key: 'session_id',
    columns: {
      created_at: 'Created',
      reference_id: 'Reference',
      mode: 'Mode',
      status: 'Status',
      verdict: 'Verdict',
      confidence: 'Confidence',
      photo_quality_score: 'Quality',
      session_id: 'Session',
    },
  },
  {
    id: 'collections',
    title: 'Collections',
    key: 'external_id',
    columns: { created_at: 'Created', external_id: 'Collection', face_count: 'Faces' },
  },
  {
    id: 'faces',
    title: 'Faces',
    key: 'face_id',
    columns: {
      collection: 'Collection',
      external_face_id: 'External face',
      external_image_id: 'External image',
      face_id: 'Face',
    },
  },
  {
    id: 'calls',
    title: 'Calls',
    key: '',
    columns: { at: 'Time', method: 'Method', path: 'Path', status: 'Status', duration_ms: 'Milliseconds' },
  },
  {
    id: 'prefixes',
    title: 'Reference prefixes',
    key: 'prefix',
    columns: { prefix: 'Prefix', effect: 'Effect' },
  },
] as const;

/**
 * The page that shows what the sandbox holds; its script fills the tables from `/sandbox/state`. The roles are spelled
 * out because browsers drop them from tables that the style sheet turns into cards.
 */
export function overviewPage() {
  const tables = TABLES.map(
    ({ id, title, key, columns }) => html`
      <section>
        <h2 id="${id}-title">${title} <span class="count" id="${id}-count"></span></h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-title">
          <table id="${id}" role="table" data-key="${key}">
            <thead role="rowgroup">
              <tr role="row">${Object.entries(columns).map(
                ([field, heading]) => html`<th role="columnheader" data-field="${field}">${heading}</th>`,
              )}</tr>
            </thead>
            <tbody role="rowgroup"></tbody>
          </table>
        </div>
      </section>`,
  );
  const body = html`
    <main class="wide">
      <header>
        <h1>iLive sandbox</h1>
        <button type="button" id="clear">Forget everything</button>
      </header>
      <p class="quiet">Kept in memory only. Newest first, refreshed every two seconds, in your local time.</p>
      <noscript><p class="problem">This page needs JavaScript.</p></noscript>
      <p id="problem" class="problem" role="alert" hidden></p>
      ${tables}
    </main>
    <script type="module" src="/assets/overview.js"></script>`;
  return layout('Overview', body);
}
