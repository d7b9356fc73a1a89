import { html } from 'hono/html';
import { layout } from './layout.ts';

/** Each table: what it shows, and its columns as field names of the state. */
const TABLES = [
  {
    id: 'sessions',
    title: 'Sessions',
    columns: [
      'created_at',
      'reference_id',
      'mode',
      'status',
      'verdict',
      'confidence',
      'photo_quality_score',
      'session_id',
    ],
  },
  { id: 'collections', title: 'Collections', columns: ['external_id', 'face_count', 'created_at'] },
  {
    id: 'faces',
    title: 'Faces',
    columns: ['collection', 'external_face_id', 'external_image_id', 'face_id'],
  },
  { id: 'calls', title: 'Calls', columns: ['at', 'method', 'path', 'status', 'duration_ms'] },
  { id: 'prefixes', title: 'Reference prefixes', columns: ['prefix', 'effect'] },
] as const;

/** The page that shows what the sandbox holds; its script fills the tables from `/sandbox/state`. */
export function overviewPage() {
  const tables = TABLES.map(
    ({ id, title, columns }) => html`
      <section aria-labelledby="${id}-title">
        <h2 id="${id}-title">${title} <span class="count" id="${id}-count"></span></h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-title">
          <table id="${id}" data-columns="${columns.join(' ')}">
            <thead><tr>${columns.map((name) => html`<th scope="col">${name.replaceAll('_', ' ')}</th>`)}</tr></thead>
            <tbody></tbody>
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
      <p id="problem" class="problem" role="alert" hidden></p>
      ${tables}
    </main>
    <script type="module" src="/assets/overview.js"></script>`;
  return layout('Overview', body);
}
