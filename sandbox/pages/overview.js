// Fills the tables from /sandbox/state. A table is touched only when its data changed, so nothing flickers and a
// selection or a scroll position stays.
const REFRESH_MS = 2000;
const shown = new Map();
const problem = document.getElementById('problem');

function cell(row, column) {
  const td = document.createElement('td');
  const value = row[column];
  td.textContent = value === null || value === undefined ? '–' : format(column, value);
  if (typeof value === 'number') td.className = 'number';
  if (column === 'verdict' || (column === 'status' && typeof value === 'string'))
    td.dataset.tone = value ?? '';
  if (column === 'status' && value >= 400) td.dataset.tone = 'fail';
  if (column === 'session_id' && row.status === 'open') {
    const link = document.createElement('a');
    link.href = `/session/${encodeURIComponent(value)}`;
    link.textContent = value;
    td.replaceChildren(link);
  }
  return td;
}

function format(column, value) {
  return column === 'at' || column.endsWith('_at') ? new Date(value).toLocaleTimeString() : String(value);
}

function fill(id, rows, count) {
  const text = JSON.stringify(rows);
  if (shown.get(id) === text) return;
  shown.set(id, text);
  const table = document.getElementById(id);
  const columns = table.dataset.columns.split(' ');
  const lines = rows.map((row) => {
    const tr = document.createElement('tr');
    tr.append(...columns.map((column) => cell(row, column)));
    return tr;
  });
  if (lines.length === 0) {
    const tr = document.createElement('tr');
    const td = document.createElement('td');
    td.colSpan = columns.length;
    td.className = 'empty';
    td.textContent = 'none yet';
    tr.append(td);
    lines.push(tr);
  }
  table.tBodies[0].replaceChildren(...lines);
  document.getElementById(`${id}-count`).textContent = count ?? rows.length;
}

async function refresh() {
  try {
    const answer = await fetch('/sandbox/state');
    const state = await answer.json();
    for (const id of ['sessions', 'collections', 'faces', 'calls', 'prefixes'])
      fill(id, state[id], state.counts[id]);
    problem.hidden = true;
  } catch {
    problem.textContent = 'The sandbox does not answer.';
    problem.hidden = false;
  }
}

document.getElementById('clear').addEventListener('click', async () => {
  await fetch('/sandbox/state', { method: 'DELETE' });
  await refresh();
});

await refresh();
setInterval(() => {
  if (!document.hidden) refresh();
}, REFRESH_MS);
