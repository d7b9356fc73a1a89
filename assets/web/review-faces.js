/** Two faces at one size by their boxes: next to each other, one over the other, moved and zoomed as one. */

/** How much of a crop's side a face takes. */
const FACE = 0.55;

/** A square of the picture around the face; null where the log has no box of it. */
function cropOf(figure) {
  const [img, svg] = [figure?.querySelector('img'), figure?.querySelector('.face')];
  const box = svg?.querySelector('rect');
  if (!img || !box) return null;
  const [x, y, w, h] = ['x', 'y', 'width', 'height'].map((name) => Number(box.getAttribute(name)));
  const aspect = svg.viewBox.baseVal.width;
  const [middleX, middleY] = [x + w / 2, y + h / 2];
  // The box is in units of the picture's height; all lengths are in shares of the crop's side.
  const height = FACE / Math.sqrt(w * h);
  const shown = new Image();
  Object.assign(shown, { src: img.src, alt: img.alt });
  Object.assign(shown.style, {
    height: `${height * 100}%`,
    left: `${(0.5 - middleX * height) * 100}%`,
    top: `${(0.5 - middleY * height) * 100}%`,
    transformOrigin: `${(middleX / aspect) * 100}% ${middleY * 100}%`,
  });
  let turns = 0;
  const crop = document.createElement('div');
  crop.className = 'crop';
  const name = document.createElement('span');
  name.textContent = figure.querySelector('figcaption .cut').textContent;
  crop.append(
    shown,
    name,
    button(`Turn ${img.alt}`, () => {
      turns += 1;
      shown.style.rotate = `${turns * 90}deg`;
    }),
  );
  crop.lastChild.textContent = 'Turn';
  return crop;
}

function button(name, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = name;
  made.setAttribute('aria-label', name);
  made.addEventListener('click', act);
  return made;
}

/** A slider. `act` gets its value. */
function slider(name, [min, max, value], act) {
  const label = document.createElement('label');
  const input = document.createElement('input');
  Object.assign(input, { type: 'range', min, max, step: 'any', value });
  input.addEventListener('input', () => act(Number(input.value)));
  label.append(name, input);
  return label;
}

/** Shows the two faces in place of the pictures in `pair`, until it is closed. */
function compare(pair, crops, opener) {
  document.querySelector('.compare [data-close]')?.click();
  const panel = document.createElement('div');
  panel.className = 'compare';
  const stage = document.createElement('div');
  stage.className = 'crops';
  stage.append(...crops);
  const set = (name, value) => stage.style.setProperty(name, value);
  const over = button('Lay over', () => {
    const laid = stage.classList.toggle('over');
    over.setAttribute('aria-pressed', String(laid));
  });
  const blink = button('Blink', () => {
    if (!stage.classList.contains('over')) return over.click();
    stage.classList.toggle('blinked');
  });
  blink.dataset.blink = '';
  const close = button('Whole pictures', () => {
    panel.remove();
    pair.hidden = false;
    opener.hidden = false;
    opener.focus();
  });
  close.dataset.close = '';
  const tools = document.createElement('div');
  tools.className = 'tools';
  tools.append(
    ...[blink, over, close],
    slider('Slide', [0, 100, 0], (at) => set('--cut', `${at}%`)),
    slider('Zoom', [1, 5, 1], (zoom) => set('--zoom', zoom)),
    slider('Light', [0.5, 3, 1], (light) => set('--light', light)),
  );
  panel.append(stage, tools);
  letMove(stage, set);
  pair.before(panel);
  pair.hidden = true;
  opener.hidden = true;
  blink.focus();
}

/** Moves both faces as one with the pointer. */
function letMove(stage, set) {
  const at = { x: 0, y: 0 };
  stage.addEventListener('dragstart', (event) => event.preventDefault());
  stage.addEventListener('pointermove', (event) => {
    if (event.buttons !== 1) return;
    at.x += event.movementX;
    at.y += event.movementY;
    set('--x', `${at.x}px`);
    set('--y', `${at.y}px`);
  });
}

/** Adds the button that compares two figures, below the pair of pictures that the faces replace. */
function addCompare(name, pair, figures) {
  if (!pair || figures.some((figure) => cropOf(figure) === null)) return;
  const open = button(name, () => compare(pair, figures.map(cropOf), open));
  open.className = 'quiet-button';
  open.dataset.compare = '';
  pair.after(open);
}

const photosIn = (pair) => [...pair.querySelectorAll('.photo')];
for (const pair of document.querySelectorAll('.photos.own'))
  addCompare('Compare the faces', pair, photosIn(pair));
for (const pair of document.querySelectorAll('.photos.hit'))
  addCompare('Compare the live faces', pair, photosIn(pair));
