// The ID photo is made small, shown, turned on request, and sent with its progress shown and nothing lost.
import { readFrom } from './onboarding.js';
import { kindOf, shrunk } from './onboarding-shrink.js';
import { offerWebcam } from './onboarding-webcam.js';

const MOST_BYTES = 8000000;
/** An upload that stands still as long has lost its connection. */
const STALLED_MS = 30000;
/** What the browser can convert may be chosen too; HEIC is left out, because phones then convert it themselves. */
const CONVERTED = ['image/webp', 'image/avif'];

take(document.querySelector('form[data-preview]'));

function take(form) {
  if (!form) return;
  const inputs = [...form.querySelectorAll('input[type=file]')];
  const [preview, state, bar] = ['.preview', '.state', 'progress'].map((name) => form.querySelector(name));
  const button = form.querySelector('[type=submit]');
  const turns = form.querySelector('.turns');
  const wrong = form.querySelector('#upload-problem');
  /** The file as it was chosen: a turned photo is made from it, so that turning again loses nothing. */
  let original = null;
  let degrees = 0;
  let photo = null;
  let shown = null;
  let choice = 0;
  let sending = false;
  /** The preparation under way: sending waits for it, so that what is sent is what was asked for last. */
  let prepared = Promise.resolve();

  for (const input of inputs) {
    input.accept = [input.accept, ...CONVERTED].join();
    input.addEventListener('change', () => choose(input.files[0]));
    // Chosen before this script was there, or kept by the browser on the way back.
    if (input.files.length > 0) choose(input.files[0]);
  }
  offerWebcam(form, { take: choose, refuse });

  form.addEventListener('submit', (event) => {
    if (!photo) return;
    event.preventDefault();
    prepared.then(() => sending || send());
  });

  turns.addEventListener('click', ({ target }) => {
    const turn = Number(target.dataset.turn ?? 0);
    if (!turn || sending) return;
    degrees = (degrees + turn + 360) % 360;
    prepared = prepare(original, degrees);
  });

  async function choose(file) {
    if (!file || sending) return;
    refuse(null);
    prepared = prepare(file, 0);
    const taken = await prepared;
    // Chosen again, the same file is a choice again.
    if (taken !== null) for (const each of inputs) each.value = '';
    if (taken) present();
  }

  /** Makes the photo from the file, turned clockwise. Null if another was chosen or turned meanwhile. */
  async function prepare(file, clockwise) {
    choice += 1;
    const mine = choice;
    state.textContent = form.dataset.reading;
    const small = await shrunk(file, clockwise);
    const kind = small ? 'picture' : await kindOf(file);
    if (mine !== choice) return null;
    state.textContent = '';
    // What this browser cannot show, the service may still be able to read.
    const kept = small ?? (kind === 'picture' ? file : null);
    const advice = kept ? (kept.size > MOST_BYTES ? 'tooLarge' : null) : kind;
    if (advice) refuse(form.dataset[advice]);
    else [original, degrees, photo] = [file, clockwise, kept];
    if (!advice) show(small !== null);
    return !advice;
  }

  function show(readable) {
    if (shown) URL.revokeObjectURL(shown);
    shown = URL.createObjectURL(photo);
    const image = new Image();
    image.alt = form.dataset.preview;
    image.src = shown;
    preview.replaceChildren(...(readable ? [image] : []));
    preview.hidden = turns.hidden = !readable;
    state.textContent = form.dataset.ready;
  }

  /** Makes sending the first choice, and another picture the second. */
  function present() {
    form.classList.add('chosen');
    form.append(form.querySelector('.pickers'), form.querySelector('.hint'));
    const image = preview.querySelector('img');
    Promise.resolve(image?.decode())
      .catch(() => {})
      .then(() => button.scrollIntoView({ block: 'nearest' }));
    button.focus({ preventScroll: true });
  }

  /** Says what is wrong, or with null that nothing is any more. */
  function refuse(text) {
    wrong.hidden = text === null;
    if (text === null) return;
    const [title, line] = [document.createElement('strong'), document.createElement('p')];
    title.textContent = form.dataset.problem;
    line.textContent = text;
    wrong.replaceChildren(title, line);
    wrong.focus();
  }

  function busy(now) {
    sending = now;
    bar.hidden = !now;
    form.classList.toggle('sending', now);
    if (now) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
    for (const input of inputs) input.disabled = now;
  }

  function send() {
    const body = new FormData();
    body.set('form_token', form.querySelector('[name=form_token]').value);
    body.set('id_photo', photo, 'id');
    const request = new XMLHttpRequest();
    let timer = null;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED_MS);
    };
    const dropped = () => {
      clearTimeout(timer);
      busy(false);
      state.textContent = '';
      button.textContent = form.dataset.retry;
      refuse(form.dataset.dropped);
    };
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      watch();
      bar.value = Math.round((100 * loaded) / total);
    });
    request.upload.addEventListener('load', () => {
      bar.removeAttribute('value');
      state.textContent = form.dataset.looking;
    });
    request.addEventListener('load', () => {
      clearTimeout(timer);
      if (!answered(request)) dropped();
    });
    for (const end of ['error', 'abort']) request.addEventListener(end, dropped);
    refuse(null);
    busy(true);
    bar.value = 0;
    state.textContent = form.dataset.sending;
    watch();
    request.open('POST', form.action);
    request.send(body);
  }
}

/** Goes on, or shows the service's page about this photo; false where there is none. */
function answered({ status, responseText }) {
  if (status < 300) {
    location.assign('/onboarding');
    return true;
  }
  const page = new DOMParser().parseFromString(responseText, 'text/html');
  const next = page.querySelector('main');
  if (!next || status >= 500) return false;
  document.title = page.title;
  document.querySelector('main').replaceWith(document.adoptNode(next));
  const problem = next.querySelector('#problem');
  if (problem) problem.focus();
  else readFrom(next.querySelector('h1'));
  take(next.querySelector('form[data-preview]'));
  return true;
}
