// The session page: takes a picture by camera or from a file, shows a short hold, sends it, shows the verdict.
const element = (id) => document.getElementById(id);
const { sessionId, holdMs, redirectMs, prompts } = element('session').dataset;
const TELL = {
  pass: ['✓', 'Done', 'Your face was captured.'],
  retry: ['↻', 'Not quite', 'That was inconclusive. You can try once more.'],
  fail: ['✕', 'Not accepted', 'This check did not succeed.'],
};
const PROBLEMS = {
  session_expired: 'This session has expired.',
  session_decided: 'This session has already been used.',
  image_too_large: 'That picture is larger than 8 MB.',
  invalid_image: 'That file is no readable JPEG or PNG.',
  empty_image: 'That file is empty.',
};
let cancelled = false;
let stopSource = () => {};

function show(id) {
  for (const section of ['start', 'hold', 'result']) element(section).hidden = section !== id;
}

function backToStart(message) {
  stopSource();
  show('start');
  element('problem').textContent = message ?? '';
  element('problem').hidden = !message;
}

/** Resolves to true after the hold, to false when cancelled meanwhile. */
function hold() {
  const lines = prompts.split('|');
  const start = performance.now();
  return new Promise((resolve) => {
    const tick = () => {
      const part = Number(holdMs) === 0 ? 1 : Math.min(1, (performance.now() - start) / Number(holdMs));
      const line = lines[Math.min(lines.length - 1, Math.floor(part * lines.length))];
      if (element('prompt').textContent !== line) element('prompt').textContent = line;
      element('progress').value = part;
      if (cancelled) resolve(false);
      else if (part === 1) resolve(true);
      else setTimeout(tick, 50);
    };
    tick();
  });
}

async function openCamera() {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'user', width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  const video = element('video');
  stopSource = () => {
    for (const track of stream.getTracks()) track.stop();
    video.hidden = true;
  };
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  return () => {
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d').drawImage(video, 0, 0);
    return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
  };
}

async function openFile(file) {
  const preview = element('preview');
  preview.src = URL.createObjectURL(file);
  preview.hidden = false;
  stopSource = () => {
    URL.revokeObjectURL(preview.src);
    preview.hidden = true;
  };
  return () => file;
}

async function send(image) {
  const form = new FormData();
  form.set('image', image, 'capture');
  form.set('verdict', element('verdict').value);
  const answer = await fetch(`/capture/${sessionId}`, { method: 'POST', body: form });
  const body = await answer.json();
  if (!answer.ok) throw new Error(PROBLEMS[body.detail?.code] ?? 'That did not work.');
  return body;
}

function showResult({ verdict, redirect_url: target }) {
  const [mark, title, text] = TELL[verdict];
  element('result').dataset.tone = verdict;
  element('mark').textContent = mark;
  element('verdict-title').textContent = title;
  element('verdict-text').textContent = target
    ? `${text} Taking you back…`
    : `${text} You can close this page.`;
  show('result');
  element('result').focus();
  if (!target) return;
  element('continue').href = target;
  element('continue').hidden = false;
  setTimeout(() => location.assign(target), Number(redirectMs));
}

async function capture(open, problem) {
  cancelled = false;
  element('problem').hidden = true;
  let takePicture;
  try {
    takePicture = await open();
  } catch {
    backToStart(problem);
    return;
  }
  show('hold');
  element('cancel').focus();
  try {
    if (!(await hold())) return backToStart();
    element('prompt').textContent = 'Looking at your picture…';
    const image = await takePicture();
    const outcome = await send(image);
    stopSource();
    showResult(outcome);
  } catch (error) {
    backToStart(error instanceof TypeError ? 'The sandbox does not answer.' : error.message);
  }
}

element('use-camera').addEventListener('click', () =>
  capture(openCamera, 'No camera, or no permission to use it. You can choose a picture instead.'),
);
element('picture').addEventListener('change', ({ target }) => {
  const [file] = target.files;
  target.value = '';
  if (file) capture(() => openFile(file), 'That file could not be read.');
});
element('cancel').addEventListener('click', () => {
  cancelled = true;
});
