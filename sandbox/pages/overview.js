// Fills the tables from /sandbox/state. Only rows whose data changed are touched, so nothing flickers, and a selection,
// the focus and the scroll position stay.
const REFRESH_MS = 2000;
const problem = document.getElementById('problem');
const tables = [...document.querySelectorAll('table')].map((table) => ({
  id: table.id,
  key: table.dataset.key,
  body: table.tBodies[0],
  columns: [...table.tHead.rows[0].cells].map((th) => ({ field: th.dataset.field, heading: th.textContent })),
  rows: new Map(),
}));

function element(name, role, text = '') {
  const made = document.createElement(name);
  if (role) made.setAttribute('role', role);
  made.textContent = text;
  return made;
}

function cell(row, { field, heading }) {
  const value = row[field] ?? null;
  const td = element('td', 'cell');
  td.dataset.field = field;
  td.dataset.heading = heading;
  td.append(content(row, field, value));
  if (value === null) td.className = 'none';
  if (typeof value === 'number') td.className = 'number';
  if (field === 'verdict' || field === 'status')
    td.dataset.tone = value >= 400 ? 'fail' : String(value ?? '');
  return td;
}

function content(row, field, value) {
  if (value === null) return '–';
  if (field === 'at' || field.endsWith('_at')) return time(value);
  if (field === 'confidence' || field === 'photo_quality_score') return value.toFixed(4);
  if (field !== 'session_id' || row.status !== 'open') return String(value);
  const link = element('a', null, value);
  link.href = `/session/${encodeURIComponent(value)}`;
  return link;
}

function time(value) {
  const date = new Date(value);
  const isToday = date.toDateString() === new Date().toDateString();
  const made = element('time', null, isToday ? date.toLocaleTimeString() : date.toLocaleString());
  made.dateTime = value;
  made.title = date.toLocaleString();
  return made;
}

/** Each row's key with its data as text. Calls have no id: equal ones are numbered, from the oldest on. */
function keyed(rows, key) {
  const seen = new Map();
  return rows
    .toReversed()
    .map((row) => {
      const text = JSON.stringify(row);
      const name = key ? row[key] : text;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return { row, text, name: `${name} ${count}` };
    })
    .reverse();
}

/** Runs a change of the rows so that what is read stays in place when rows come in above it. */
function keepPlace(body, change) {
  const box = body.closest('.scroll');
  const edge = box.getBoundingClientRect().top + box.querySelector('thead').offsetHeight;
  const read =
    box.scrollTop > 0 ? [...body.rows].find((tr) => tr.getBoundingClientRect().bottom > edge) : undefined;
  const before = read ? read.offsetTop : 0;
  change();
  if (read?.isConnected) box.scrollTop += read.offsetTop - before;
}

function fill(table, rows) {
  const before = table.rows;
  table.rows = new Map();
  for (const { row, text, name } of keyed(rows, table.key)) {
    const known = before.get(name);
    const tr = known?.tr ?? element('tr', 'row');
    if (known?.text !== text) tr.replaceChildren(...table.columns.map((column) => cell(row, column)));
    table.rows.set(name, { tr, text });
    before.delete(name);
  }
  if (table.rows.size === 0) table.rows.set('', { tr: before.get('')?.tr ?? emptyRow(table), text: '' });
  for (const [name, { tr }] of before) if (!table.rows.has(name)) tr.remove();
  let next = table.body.firstElementChild;
  for (const { tr } of table.rows.values()) {
    if (tr === next) next = next.nextElementSibling;
    else table.body.insertBefore(tr, next);
  }
}

function emptyRow({ columns }) {
  const tr = element('tr', 'row');
  const td = element('td', 'cell', 'None yet');
  td.colSpan = columns.length;
  td.className = 'empty';
  tr.append(td);
  return tr;
}

async function refresh() {
  try {
    const answer = await fetch('/sandbox/state');
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const state = await answer.json();
    for (const table of tables) {
      const rows = state[table.id];
      const count = state.counts[table.id] ?? rows.length;
      keepPlace(table.body, () => fill(table, rows));
      say(
        document.getElementById(`${table.id}-count`),
        rows.length < count ? `${rows.length} of ${count}` : `${count}`,
      );
    }
    say(problem, '');
  } catch {
    say(problem, 'The sandbox does not answer. What is shown may be out of date.');
  }
  problem.hidden = problem.textContent === '';
}

function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

async function keepFresh() {
  if (!document.hidden) await refresh();
  setTimeout(keepFresh, REFRESH_MS);
}

document.getElementById('clear').addEventListener('click', async () => {
  if (!confirm('Forget all sessions, collections, faces and calls?')) return;
  await fetch('/sandbox/state', { method: 'DELETE' }).catch(() => null);
  await refresh();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) refresh();
});

await keepFresh();
