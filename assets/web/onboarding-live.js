// A page that waits follows what happens: a WebSocket says that something has changed, the page is then asked for anew.
// Where the socket cannot be had, the page is asked for each time that it is tried again.
import { readFrom } from './onboarding.js';

const RECONNECT_MS = [1000, 2000, 5000, 10000, 30000];
/** A connection that lasted as long was a good one. */
const STEADY_MS = 10000;
const ANSWER_WITHIN_MS = 15000;
/** The service makes room for a newer page of the same applicant. */
const MADE_ROOM = 1013;

let socket = null;
let timer = null;
let failures = 0;
let leaving = false;
let asking = false;
let askAgain = false;

connect();
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') wakeUp();
});
window.addEventListener('online', wakeUp);
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) wakeUp();
});
// A page with an open socket is not kept for the way back.
window.addEventListener('pagehide', disconnect);
// On the way to the next page nothing may come between.
document.addEventListener('submit', () => {
  leaving = true;
});

/** After sleep or a lost network a socket may look open and be dead. */
function wakeUp() {
  leaving = false;
  failures = 0;
  connect();
}

function disconnect() {
  clearTimeout(timer);
  const old = socket;
  socket = null;
  old?.close();
}

function connect() {
  disconnect();
  refresh();
  if (!isLive()) return;
  const since = Date.now();
  try {
    socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/onboarding/changes`);
  } catch {
    return connectLater();
  }
  const mine = socket;
  mine.addEventListener('open', refresh);
  mine.addEventListener('message', refresh);
  mine.addEventListener('close', ({ code }) => {
    if (mine !== socket) return;
    socket = null;
    if (Date.now() - since > STEADY_MS) failures = 0;
    // Shown again, it connects again; before that it would only drive out the newer page.
    if (code !== MADE_ROOM) connectLater();
  });
}

function connectLater() {
  const wait = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)];
  failures += 1;
  // Not all of them at the same moment after an outage.
  timer = setTimeout(connect, wait * (1 + Math.random() / 2));
}

/** One question at a time; what happens meanwhile is asked once more. */
async function refresh() {
  askAgain = true;
  if (asking) return;
  asking = true;
  while (askAgain && !leaving) {
    askAgain = false;
    await showNow();
  }
  asking = false;
}

/** Puts the page as it is now in place of this one's content, where it is another. */
async function showNow() {
  const page = await pageNow();
  say(page !== null);
  const next = page?.querySelector('main');
  const now = document.querySelector('main');
  if (!next || leaving) return;
  // The browser was switched to another applicant, in another tab: the whole page must say so.
  if (next.dataset.case !== now.dataset.case) {
    leaving = true;
    return location.replace('/onboarding');
  }
  const { lang } = page.documentElement;
  if (next.dataset.name === now.dataset.name && lang === document.documentElement.lang) return;
  // A form has a script and a policy of its own, another language a frame of its own.
  if (next.querySelector('form') || lang !== document.documentElement.lang) {
    leaving = true;
    return location.replace('/onboarding');
  }
  const hadFocus = now.contains(document.activeElement);
  document.title = page.title;
  now.replaceWith(document.adoptNode(next));
  const heading = next.querySelector('h1');
  if (hadFocus) readFrom(heading);
  else document.querySelector('#said').textContent = heading.textContent;
  if (!isLive()) disconnect();
}

/** The page as the service shows it now; null without a connection. */
async function pageNow() {
  try {
    const signal = AbortSignal.timeout?.(ANSWER_WITHIN_MS);
    const answer = await fetch(document.querySelector('main').dataset.path ?? '/onboarding', {
      headers: { accept: 'text/html' },
      signal,
    });
    return new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    return null;
  }
}

function say(connected) {
  const place = document.querySelector('#connection');
  const text = connected ? place?.dataset.on : place?.dataset.off;
  if (place && place.textContent !== text) place.textContent = text;
}

function isLive() {
  return document.querySelector('main[data-live]') !== null;
}
