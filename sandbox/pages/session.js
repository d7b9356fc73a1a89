// The session page: takes a picture by camera or from a file, shows a short hold, sends it, shows the verdict.
import { openCamera, openFile, PICTURE_PROBLEMS, Problem } from './picture-sources.js';

const element = (id) => document.getElementById(id);
const { sessionId, holdMs, redirectMs, prompts } = element('session').dataset;
const SEND_TIMEOUT_MS = 30_000;
const TELL = {
  pass: ['✓', 'Done', 'Your face was captured.', 'You can close this page.'],
  retry: ['↻', 'Not quite', 'That was inconclusive.', 'Ask for a new link to try again.'],
  fail: ['✕', 'Not accepted', 'This check did not succeed.', 'You can close this page.'],
};

/** Counts what was begun, so that a camera which is allowed late does not cut in on a picture chosen meanwhile. */
let latest = 0;
let cancelled = false;

/** The section that is on show has the focus: it is read out, and the next Tab lands in it. */
function show(id) {
  for (const section of ['start', 'hold', 'result']) element(section).hidden = section !== id;
  element(id).focus();
}

function tellProblem(message) {
  element('problem').textContent = message ?? '';
  element('problem').hidden = !message;
}

function waitForCamera(waiting) {
  element('use-camera').disabled = waiting;
  element('use-camera').textContent = waiting ? 'Waiting for the camera…' : 'Use the camera';
}

/** Resolves to true after the hold, to false when cancelled meanwhile. */
function hold(lines) {
  const start = performance.now();
  return new Promise((resolve) => {
    const tick = () => {
      const part = Number(holdMs) === 0 ? 1 : Math.min(1, (performance.now() - start) / Number(holdMs));
      prompt(lines[Math.min(lines.length - 1, Math.floor(part * lines.length))]);
      element('progress').value = part;
      if (cancelled) resolve(false);
      else if (part === 1) resolve(true);
      else setTimeout(tick, 50);
    };
    tick();
  });
}

function prompt(line) {
  if (element('prompt').textContent !== line) element('prompt').textContent = line;
}

/** The outcome; null when the session has come to its end, and the page must be asked for again. */
async function send(image) {
  const form = new FormData();
  form.set('image', image, 'capture');
  form.set('verdict', element('verdict').value);
  const answer = await fetch(`/capture/${sessionId}`, {
    method: 'POST',
    body: form,
    signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
  }).catch(() => {
    throw new Problem('The sandbox does not answer. Try again.');
  });
  if ([404, 409, 410].includes(answer.status)) return null;
  const body = await answer.json().catch(() => null);
  if (!answer.ok || !body)
    throw new Problem(PICTURE_PROBLEMS[body?.detail?.code] ?? 'That did not work. Try again.');
  return body;
}

function showResult({ verdict, photo_quality_score: quality, redirect_url: target }) {
  const [mark, title, text, goodbye] = TELL[verdict];
  const noFace = verdict === 'retry' && quality === null;
  element('result').dataset.tone = verdict;
  element('mark').textContent = mark;
  element('verdict-title').textContent = title;
  const told = noFace ? 'No face was found in the picture.' : text;
  element('verdict-text').textContent = `${told} ${target ? 'Taking you back…' : goodbye}`;
  if (target) element('continue').href = target;
  element('continue').hidden = !target;
  show('result');
  // Replaced, for there is nothing left to do here that the Back button could lead to.
  if (target) setTimeout(() => location.replace(target), Number(redirectMs));
}

async function runWith(source) {
  await source.begin();
  cancelled = false;
  element('hold').ariaBusy = 'false';
  show('hold');
  if (!(await hold(source.lines))) return show('start');
  element('hold').ariaBusy = 'true';
  prompt('Checking…');
  element('hold').focus();
  const outcome = await send(await source.take());
  if (outcome) showResult(outcome);
  else location.reload();
}

async function capture(open) {
  const run = ++latest;
  let source;
  tellProblem(null);
  try {
    source = await open();
    if (run === latest) await runWith(source);
  } catch (error) {
    if (run !== latest) return;
    show('start');
    tellProblem(error instanceof Problem ? error.message : 'That did not work. Try again.');
  } finally {
    source?.stop();
  }
}

element('use-camera').addEventListener('click', () => {
  waitForCamera(true);
  capture(() => openCamera(prompts.split('|')).finally(() => waitForCamera(false)));
});
element('picture').addEventListener('change', ({ target }) => {
  const [file] = target.files;
  if (file) capture(() => openFile(file));
  target.value = '';
});
element('cancel').addEventListener('click', () => {
  cancelled = true;
});
// Come back to from the browser's own memory, the page would show what no longer holds.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
