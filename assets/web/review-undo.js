/** The bar that tells of decisions that are held back, and the form that holds them. Without it forms are sent at once. */

import {
  askAgain,
  drop,
  entries,
  hold,
  onChange,
  post,
  sendHeld,
  sentences,
  stateOf,
  tell,
  tick,
} from './review-held.js';

const form = document.querySelector('#decision');
const list = document.createElement('div');

function element(tag, words, more = {}) {
  const made = Object.assign(document.createElement(tag), more);
  made.textContent = words;
  return made;
}

function button(name, act) {
  const made = element('button', name, { type: 'button', className: 'quiet-button' });
  made.addEventListener('click', act);
  return made;
}

/** Goes back to the case, where the form is filled in again. */
function takeBack(entry) {
  drop(entry);
  sessionStorage.setItem('taken-back', JSON.stringify(entry));
  location.assign(entry.path);
}

/** Fills in what was typed before the decision was taken back. */
function fillIn() {
  const entry = JSON.parse(sessionStorage.getItem('taken-back') ?? 'null');
  sessionStorage.removeItem('taken-back');
  if (!form || !entry || new URL(entry.path).pathname !== location.pathname) return;
  for (const [name, value] of new URLSearchParams(entry.body)) {
    const field = form.elements[name];
    if (field && !['token', 'seq', 'decision'].includes(name)) field.value = value;
  }
  form.querySelector(`.${entry.decision} select`)?.focus();
}

function undoButton(entry) {
  const undo = button('Undo ', () => takeBack(entry));
  undo.append(element('span', 'x', { className: 'kbd', ariaHidden: 'true' }));
  undo.dataset.undo = '';
  return undo;
}

/** The parts of the line about a decision. */
const PARTS = {
  held: (entry) => [
    element('p', `${entry.what} is sent in ten seconds.`),
    element('span', '', { className: 'left', ariaHidden: 'true' }),
    undoButton(entry),
  ],
  sent: ({ what }) => [element('p', `${what} is being sent.`)],
  late: (entry) => [
    element(
      'p',
      `${entry.what} is not recorded yet: the service does not answer. It is tried again. If this stays, sign in again.`,
    ),
    button('Give up', () => drop(entry)),
  ],
  refused: (entry) => [
    element('p', `${entry.what} was not recorded. ${entry.says}`),
    ...[new URLSearchParams(entry.body).get('note')?.trim()].flatMap((note) =>
      note ? [element('blockquote', note)] : [],
    ),
    element('a', 'Open the case', { href: entry.path }),
    button('Dismiss', () => drop(entry)),
  ],
};

function lineOf(name, parts) {
  const line = document.createElement('div');
  line.dataset.line = name;
  line.className = name.split(' ')[1];
  line.append(...parts);
  return line;
}

/** Shows where each decision stands. A line that says the same stays, so that it is heard once and keeps the focus. */
function show() {
  const wanted = new Map(sentences().map(({ id, words }) => [`${id} told`, () => [element('p', words)]]));
  for (const entry of entries())
    wanted.set(`${entry.id} ${stateOf(entry)}`, () => PARTS[stateOf(entry)](entry));
  for (const line of [...list.children]) if (!wanted.has(line.dataset.line)) line.remove();
  const there = new Set([...list.children].map((line) => line.dataset.line));
  for (const [name, parts] of wanted) if (!there.has(name)) list.append(lineOf(name, parts()));
  for (const entry of entries()) {
    const left = list.querySelector(`[data-line="${entry.id} held"] .left`);
    if (left) left.textContent = `${Math.max(0, Math.ceil((entry.due - Date.now()) / 1000))} s`;
  }
}

/** The id of the decision that this page has made. */
let own;
/** Whether an answer is waited for. */
let isBusy = false;
/** Whether the form is being sent without the script, because it would be refused. */
let isAsItIs = false;

/** What the form decides, with the button that was pressed. */
function decisionOf(submitter) {
  const body = new FormData(form, submitter);
  const decision = body.get('decision') ?? '';
  const name = form.querySelector(`fieldset.${decision} legend`)?.textContent;
  const path = form.action.replace('/decisions', '');
  const user = decodeURIComponent(new URL(path).pathname.split('/').at(-1));
  return {
    ...{ decision, path, what: `${user}: “${name}”` },
    action: submitter?.hasAttribute('formaction') ? submitter.formAction : form.action,
    body: new URLSearchParams(body).toString(),
  };
}

/** Asks whether the decision would be taken, holds it, and goes on. If not, the form is sent: its page says what is wrong. */
async function holdBack(event) {
  if (isAsItIs) return;
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  sessionStorage.setItem('decided-at', performance.timeOrigin + performance.now());
  const { submitter } = event;
  const decision = decisionOf(submitter);
  const [{ next, isAway }] = await Promise.all([post(decision, 'check'), sendHeld()]);
  if (next) {
    own = hold(decision).id;
    return location.assign(next);
  }
  isBusy = false;
  if (isAway) return tell('away', 'The service cannot be reached, so nothing was decided. Try again.');
  isAsItIs = true;
  form.requestSubmit(submitter);
  isAsItIs = false;
}

/** The next case is looked for once the decision on the one before is recorded. */
function goOnLater(event) {
  const way = event.target.closest('[data-next]');
  if (!way || !entries().some((entry) => stateOf(entry) === 'held')) return;
  event.preventDefault();
  sendHeld().then(() => way.click());
}

list.className = 'held';
list.setAttribute('role', 'status');
const bar = document.querySelector('form.bar');
if (bar) bar.prepend(list);
else {
  list.classList.add('alone');
  // The search replaces what is in the page's main part.
  document.body.append(list);
}
onChange(show);
askAgain();
fillIn();
setInterval(tick, 1_000);
form?.addEventListener('submit', holdBack);
addEventListener('click', goOnLater, true);
addEventListener('pagehide', () => sendHeld(own));
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  [own, isBusy] = [undefined, false];
  askAgain();
});
// Measured with `decided-at` by the tests: how long a reviewer waits for the next case.
performance.mark('ready-for-keys');
