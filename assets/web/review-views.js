/** Filters of the queue that are kept under a name, in this browser alone. */
const KEY = 'queue-views';
const MOST = 20;
const MOST_LETTERS = 40;
/** What a filter can have; anything else in the storage is not ours. */
const FIELDS = ['reason', 'queue', 'age', 'mine'];

const place = document.querySelector('[data-views]');

/** Reads the views; none where the storage is blocked, or holds something else. */
function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    const views = stored.filter(({ name, query }) => typeof name === 'string' && typeof query === 'string');
    return views.slice(0, MOST).map(({ name, query }) => ({ name, query: filterIn(query) }));
  } catch {
    return [];
  }
}

/** Keeps the views. @returns whether the browser took them */
function keep(views) {
  try {
    localStorage.setItem(KEY, JSON.stringify(views));
    return true;
  } catch {
    return false;
  }
}

/** Returns the filter alone: no page, no decision just made. */
function filterIn(query) {
  const given = new URLSearchParams(query);
  const kept = FIELDS.flatMap((name) => (given.get(name) ? [[name, given.get(name)]] : []));
  return new URLSearchParams(kept).toString();
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function show(words = '') {
  const [views, here] = [read(), filterIn(location.search)];
  const items = views.map(({ name, query }) => {
    const link = element('a', { href: query === '' ? '/review' : `/review?${query}`, textContent: name });
    if (query === here) link.setAttribute('aria-current', 'true');
    const remove = element('button', { type: 'button', className: 'plain', textContent: '×' });
    remove.setAttribute('aria-label', `Delete the view ${name}`);
    remove.addEventListener('click', () => {
      const isKept = keep(read().filter((view) => view.name !== name));
      show(isKept ? `“${name}” is deleted.` : 'This browser does not keep views.');
      place.querySelector('input').focus();
    });
    return element('li', {}, link, remove);
  });
  const name = element('input', {
    name: 'name',
    maxLength: MOST_LETTERS,
    required: true,
    autocomplete: 'off',
  });
  const label = element('label', {}, 'Keep this filter as ', name);
  const form = element('form', {}, label, element('button', { type: 'submit', textContent: 'Keep' }));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    add(name.value.trim(), here);
  });
  const said = element('output', { className: 'quiet', textContent: words });
  place.replaceChildren(...(items.length === 0 ? [] : [element('ul', {}, ...items)]), form, said);
}

/** Adds a view; one of the same name is replaced. */
function add(name, query) {
  if (name === '') return;
  const others = read().filter((view) => view.name !== name);
  if (others.length >= MOST) return show(`There are ${MOST} views already: delete one first.`);
  show(keep([...others, { name, query }]) ? `“${name}” is kept.` : 'This browser does not keep views.');
  place.querySelector('input').focus();
}

if (place) {
  place.hidden = false;
  show();
}
