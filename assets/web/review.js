/** The console's comforts. Every page reads and decides without them. */

const POLL_MS = 5_000;

/** The queue follows by itself; nothing is touched while nothing has changed. */
function keepLive(list) {
  let last = null;
  const look = async () => {
    if (document.hidden) return;
    const response = await fetch(list.dataset.live).catch(() => null);
    if (!response?.ok) return;
    const html = await response.text();
    if (html === last) return;
    const first = last === null;
    last = html;
    if (first) return;
    const focused = list.contains(document.activeElement)
      ? document.activeElement.getAttribute('href')
      : null;
    list.innerHTML = html;
    if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  };
  look();
  setInterval(look, POLL_MS);
}

/** Buttons under a picture: larger, turned. A plain click on it opens it by itself as before. */
function addTools(figure) {
  const frame = figure.querySelector('a.frame');
  const img = frame?.querySelector('img');
  if (!img) return;
  let [zoom, turns] = [1, 0];
  const show = () => {
    frame.classList.toggle('zoomed', zoom > 1);
    img.style.width = img.style.height = `${zoom * 100}%`;
    img.style.transform = `rotate(${turns * 90}deg)`;
    // The face is in the middle.
    frame.scrollTo(
      (frame.scrollWidth - frame.clientWidth) / 2,
      (frame.scrollHeight - frame.clientHeight) / 2,
    );
  };
  const button = (label, act) => {
    const it = document.createElement('button');
    it.type = 'button';
    it.textContent = label;
    it.setAttribute('aria-label', `${label}: ${img.alt}`);
    it.addEventListener('click', act);
    return it;
  };
  const zoomIn = () => {
    zoom = zoom >= 4 ? 1 : zoom * 2;
    show();
  };
  const turn = () => {
    turns = (turns + 1) % 4;
    show();
  };
  const tools = document.createElement('div');
  tools.className = 'tools';
  tools.append(button('Zoom', zoomIn), button('Turn', turn));
  figure.append(tools);
  figure.zoomIn = zoomIn;
  figure.turn = turn;
}

/** Letters lead to places; none of them decides. They can be switched off, as a screen reader's user must be able to. */
function listenForKeys() {
  const box = document.querySelector('#shortcuts');
  if (box) {
    box.checked = localStorage.getItem('shortcuts') !== 'off';
    box.addEventListener('change', () => localStorage.setItem('shortcuts', box.checked ? 'on' : 'off'));
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem('shortcuts') === 'off') return;
    if (event.target.closest('input, select, textarea')) return;
    const figures = document.querySelectorAll('.photos:not(.small) .photo');
    if (event.key === 'z') for (const figure of figures) figure.zoomIn?.();
    else if (event.key === 'o') for (const figure of figures) figure.turn?.();
    else if (event.key === 'j') document.querySelector('[data-next]')?.click();
    else {
      const place =
        event.key === 'n'
          ? document.querySelector('textarea')
          : /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
      if (!place) return;
      place.focus();
      event.preventDefault();
    }
  });
}

const list = document.querySelector('[data-live]');
if (list) keepLive(list);
for (const figure of document.querySelectorAll('.photo')) addTools(figure);
listenForKeys();
