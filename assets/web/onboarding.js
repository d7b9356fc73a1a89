// What the applicant's pages do more with a script: the photo is made small and upright and shown before it is sent,
// and a page that waits follows what happens. Without it they work as plain forms.
const LONGEST_SIDE = 2000;
const JPEG_QUALITY = 0.9;
const RECONNECT_MS = [1000, 2000, 5000, 10000, 30000];

document.documentElement.classList.add('scripted');
const photoForm = document.querySelector('form[data-preview]');
if (photoForm) previewPhotos(photoForm);
if (document.querySelector('main[data-live]')) follow();

function previewPhotos(form) {
  const inputs = [...form.querySelectorAll('input[type=file]')];
  const preview = form.querySelector('.preview');
  const state = form.querySelector('.state');
  const button = form.querySelector('button');
  let shown = null;
  let choice = 0;

  for (const input of inputs) {
    input.addEventListener('change', async () => {
      const [file] = input.files;
      if (!file) return;
      choice += 1;
      const mine = choice;
      for (const other of inputs) if (other !== input) other.value = '';
      const small = await shrunk(file);
      // Another picture was chosen meanwhile.
      if (mine !== choice) return;
      if (small) put(input, small);
      show(small ?? file);
    });
  }

  form.addEventListener('submit', (event) => {
    if (button.getAttribute('aria-disabled') === 'true') return event.preventDefault();
    button.setAttribute('aria-disabled', 'true');
    state.textContent = form.dataset.sending;
  });
  // Back from the next page: the form can be sent again.
  window.addEventListener('pageshow', () => button.removeAttribute('aria-disabled'));

  function show(file) {
    if (shown) URL.revokeObjectURL(shown);
    shown = URL.createObjectURL(file);
    const image = new Image();
    image.alt = form.dataset.preview;
    image.onload = () => button.scrollIntoView({ block: 'nearest' });
    image.onerror = () => {
      preview.hidden = true;
    };
    image.src = shown;
    preview.replaceChildren(image);
    preview.hidden = false;
    state.textContent = form.dataset.ready;
    form.classList.add('chosen');
  }
}

/** As JPEG, upright, at most LONGEST_SIDE; null where this browser cannot read it: then it goes as it is. */
async function shrunk(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
    return blob && new File([blob], 'id.jpg', { type: 'image/jpeg' });
  } catch {
    return null;
  }
}

function put(input, file) {
  const files = new DataTransfer();
  files.items.add(file);
  input.files = files.files;
}

function follow() {
  let failures = 0;
  let socket = null;
  // A form is on its way: what it changes is told here too, and must not take the place of the page that it leads to.
  let leaving = false;
  const look = () => leaving || refresh(() => leaving);
  document.addEventListener('submit', () => {
    leaving = true;
  });
  window.addEventListener('pageshow', () => {
    leaving = false;
  });

  function connect() {
    socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/onboarding/changes`);
    socket.addEventListener('open', () => {
      failures = 0;
      // What happened before this was open.
      look();
    });
    socket.addEventListener('message', look);
    socket.addEventListener('close', () => {
      const wait = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)];
      failures += 1;
      setTimeout(connect, wait);
    });
  }
  connect();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') look();
  });
}

/** Puts the page as it is now in place of this one's content, and has its heading read where it is another. */
async function refresh(leaving) {
  const answer = await fetch('/onboarding', { headers: { accept: 'text/html' } }).catch(() => null);
  if (!answer) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.querySelector('main');
  const now = document.querySelector('main');
  if (leaving() || !next || next.innerHTML === now.innerHTML) return;
  // A page with a form of its own kind needs its own scripts and policy.
  if (next.querySelector('form')) return location.replace('/onboarding');
  document.title = page.title;
  now.replaceWith(document.adoptNode(next));
  next.focus();
}
