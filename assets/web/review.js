/** The console's comforts. Every page reads and decides without them. */

const ZOOMS = [1, 2, 4];
/** Moved less than that, it was a click. */
const DRAG_PX = 4;

/** Buttons under a picture: larger, turned. A plain click on it opens it by itself as before. */
function addTools(figure) {
  const frame = figure.querySelector('a.frame');
  const img = frame?.querySelector('img');
  if (!img) return;
  if (img.complete && img.naturalWidth === 0) return sayNotLoaded(figure);
  img.addEventListener('error', () => sayNotLoaded(figure));
  let [zoom, turns] = [1, 0];
  const button = (label, act) => {
    const it = document.createElement('button');
    it.type = 'button';
    it.textContent = label;
    it.setAttribute('aria-label', `${label}: ${img.alt}`);
    it.addEventListener('click', act);
    return it;
  };
  figure.zoomIn = () => {
    zoom = ZOOMS[(ZOOMS.indexOf(zoom) + 1) % ZOOMS.length];
    frame.dataset.zoom = zoom;
    zoomed.textContent = zoom === 1 ? 'Zoom' : `Zoom ${zoom}×`;
    centre(frame);
  };
  figure.turn = () => {
    turns = (turns + 1) % 4;
    frame.dataset.turns = turns;
    centre(frame);
  };
  const zoomed = button('Zoom', figure.zoomIn);
  const tools = document.createElement('div');
  tools.className = 'tools';
  tools.append(zoomed, button('Turn', figure.turn));
  figure.querySelector('figcaption').append(tools);
  letDrag(frame);
}

/** Words in place of a picture that the service did not give: it is gone, or it was altered. */
function sayNotLoaded(figure) {
  const words = document.createElement('p');
  words.className = 'frame none';
  words.textContent = 'The photo could not be shown. Load the page again to see why.';
  figure.querySelector('.frame').replaceWith(words);
  figure.querySelector('.tools')?.remove();
  delete figure.zoomIn;
  delete figure.turn;
}

/** The face into the middle; where nobody said where it is, the middle of the picture. */
function centre(frame) {
  const seen = frame.getBoundingClientRect();
  const box = frame.querySelector('.face rect')?.getBoundingClientRect();
  const wanted = box?.width ? box : frame.querySelector('.canvas').getBoundingClientRect();
  frame.scrollBy(
    wanted.left + wanted.width / 2 - seen.left - seen.width / 2,
    wanted.top + wanted.height / 2 - seen.top - seen.height / 2,
  );
}

/** A larger picture is pulled about with the mouse; fingers scroll it anyway. */
function letDrag(frame) {
  let from = null;
  let moved = false;
  frame.addEventListener('dragstart', (event) => event.preventDefault());
  frame.addEventListener('pointerdown', (event) => {
    moved = false;
    if (event.pointerType === 'mouse' && event.button === 0) from = { x: event.clientX, y: event.clientY };
  });
  addEventListener('pointermove', (event) => {
    if (!from) return;
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    if (!moved && Math.hypot(x, y) < DRAG_PX) return;
    moved = true;
    frame.classList.add('dragged');
    frame.scrollBy(-x, -y);
    from = { x: event.clientX, y: event.clientY };
  });
  addEventListener('pointerup', () => {
    from = null;
    frame.classList.remove('dragged');
  });
  frame.addEventListener('click', (event) => {
    if (moved) event.preventDefault();
  });
}

/** Keeps a box's state from page to page. */
function remember(box, name) {
  if (!box) return;
  box.checked = localStorage.getItem(name) !== 'off';
  box.addEventListener('change', () => localStorage.setItem(name, box.checked ? 'on' : 'off'));
}

/** Goes to the next face like that of the case; a comparison goes along. */
function nextHit() {
  const hits = [...document.querySelectorAll('[data-hit]')];
  const open = hits.findIndex((hit) => hit.querySelector('.compare'));
  const at = Math.max(
    open,
    hits.findIndex((hit) => hit.contains(document.activeElement)),
  );
  const next = hits[(at + 1) % hits.length];
  next?.focus();
  next?.scrollIntoView({ block: 'start' });
  if (open >= 0) next.querySelector('[data-compare]')?.click();
}

/** Letters lead to places; none of them decides. They can be switched off, as a screen reader's user must be able to. */
function listenForKeys() {
  const forBoth = (name) => {
    for (const figure of document.querySelectorAll('.photos:not(.small, [hidden]) .photo')) figure[name]?.();
  };
  const acts = {
    z: () => forBoth('zoomIn'),
    o: () => {
      const compared = document.querySelectorAll('.crop button');
      if (compared.length === 0) return forBoth('turn');
      for (const turn of compared) turn.click();
    },
    b: () => document.querySelector('#faces')?.click(),
    v: () => (document.querySelector('[data-blink]') ?? document.querySelector('[data-compare]'))?.click(),
    h: nextHit,
    j: () => document.querySelector('[data-next]')?.click(),
    x: () => document.querySelector('[data-undo]')?.click(),
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem('shortcuts') === 'off') return;
    const field = event.target.closest('input:not([type=checkbox]), select, textarea');
    if (field && event.key === 'Escape') return field.blur();
    const place = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    // In a list of reasons a decision's letter would choose a reason of that list, and Enter would send it.
    const leaves = place && place !== field && field?.matches('.choices select');
    if (field && !leaves) return;
    if (Object.hasOwn(acts, event.key)) return acts[event.key]();
    if (!place) return;
    place.focus();
    event.preventDefault();
  });
}

/** Times in the reader's own zone; the hover says them in UTC. */
export function localise(root) {
  for (const time of root.querySelectorAll('time[datetime]:not([title])')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    time.title = time.textContent;
    const iso = new Date(at - at.getTimezoneOffset() * 60_000).toISOString();
    time.textContent =
      'short' in time.dataset ? iso.slice(11, 16) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
  }
}

/** Enter in a list of reasons sends the decision that the list belongs to. */
function sendOnEnter() {
  for (const select of document.querySelectorAll('.choices select')) {
    select.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || select.value === '') return;
      event.preventDefault();
      select.closest('fieldset').querySelector('button').click();
    });
  }
}

localise(document);
sendOnEnter();
for (const figure of document.querySelectorAll('.photo')) addTools(figure);
remember(document.querySelector('#faces'), 'faces');
remember(document.querySelector('#shortcuts'), 'shortcuts');
listenForKeys();
