// The ID photo is made small and upright, shown, and sent in a way that shows how far it is and loses nothing.
import { readFrom } from './onboarding.js';
import { shrunk } from './onboarding-shrink.js';

const MOST_BYTES = 8000000;
/** An upload that stands still as long has lost its connection. */
const STALLED_MS = 30000;
const READABLE = ['image/jpeg', 'image/png'];

take(document.querySelector('form[data-preview]'));

function take(form) {
  if (!form) return;
  const inputs = [...form.querySelectorAll('input[type=file]')];
  const [preview, state, bar] = ['.preview', '.state', 'progress'].map((name) => form.querySelector(name));
  const button = form.querySelector('button');
  const wrong = form.querySelector('#upload-problem');
  let photo = null;
  let shown = null;
  let choice = 0;
  let sending = false;

  for (const input of inputs) {
    input.addEventListener('change', () => choose(input));
    // Chosen before this script was there, or kept by the browser on the way back.
    if (input.files.length > 0) choose(input);
  }

  form.addEventListener('submit', (event) => {
    if (!photo) return;
    event.preventDefault();
    if (!sending) send();
  });

  async function choose(input) {
    const [file] = input.files;
    if (!file || sending) return;
    choice += 1;
    const mine = choice;
    refuse(null);
    state.textContent = form.dataset.reading;
    const small = await shrunk(file);
    // Another picture was chosen meanwhile.
    if (mine !== choice) return;
    // Chosen again, the same file is a choice again.
    for (const each of inputs) each.value = '';
    state.textContent = '';
    // What this browser cannot show, the service may still be able to read.
    const kept = small ?? (READABLE.includes(file.type) ? file : null);
    if (!kept) return refuse(form.dataset.unreadable);
    if (kept.size > MOST_BYTES) return refuse(form.dataset.tooLarge);
    photo = kept;
    show(small !== null);
  }

  function show(readable) {
    if (shown) URL.revokeObjectURL(shown);
    shown = URL.createObjectURL(photo);
    const image = new Image();
    image.alt = form.dataset.preview;
    image.src = shown;
    preview.replaceChildren(...(readable ? [image] : []));
    preview.hidden = !readable;
    state.textContent = form.dataset.ready;
    form.classList.add('chosen');
    // From here on, another picture is the second choice.
    form.append(form.querySelector('.pickers'), form.querySelector('.hint'));
    image
      .decode()
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
