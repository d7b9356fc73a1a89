/** The queue follows by itself. Nothing is touched while nothing has changed, and then only the rows that did. */
import { localise } from './review.js';

/** From the beginning of one look to that of the next; with the way there and back it is less than a second (ms). */
const LOOK_EVERY_MS = 600;
/** The least rest between two looks, so that a slow machine or network has time for other work (ms). */
const REST_MS = 300;
/** After a look that failed (ms). */
const AFTER_FAILURE_MS = 5_000;
/** How long an answer is waited for (ms). */
const WITHIN_MS = 10_000;

const list = document.querySelector('[data-live]');
const lost = document.querySelector('[data-lost]');
const trouble = document.querySelector('#ilive');
/** What the list that stands here is: the service answers without a list while it is the same. */
let tag = list?.dataset.tag ?? null;
let timer;
let isLooking = false;

/** Asks for the list, one request at a time, and sets the time of the next. A hidden page asks when it is shown. */
async function look() {
  clearTimeout(timer);
  if (isLooking || document.hidden) return;
  isLooking = true;
  const startedAt = performance.now();
  const isLost = !(await ask().catch(() => false));
  isLooking = false;
  say(lost, isLost ? lost.dataset.lost : '');
  const tookMs = performance.now() - startedAt;
  timer = setTimeout(look, isLost ? AFTER_FAILURE_MS : Math.max(REST_MS, LOOK_EVERY_MS - tookMs));
}

/** @returns whether the list is what the service says */
async function ask() {
  const headers = tag === null ? {} : { 'If-None-Match': tag };
  const options = { headers, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) };
  const response = await fetch(list.dataset.live, options);
  if (response.status !== 304 && !response.ok) return false;
  const words = response.headers.get('X-Notice');
  if (trouble) say(trouble, words ? decodeURIComponent(words) : '');
  if (response.status === 304) return true;
  const wanted = document.createElement('template');
  wanted.innerHTML = await response.text();
  localise(wanted.content);
  show(wanted.content);
  tag = response.headers.get('ETag');
  return true;
}

/** Sets words only when they differ, so that a screen reader says them once. */
function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** Makes the list as wanted. The focus stays on its row; if the row has gone, it goes to the one in its place. */
function show(wanted) {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const row = focused?.closest('tbody tr');
  const place = row ? [...row.parentElement.children].indexOf(row) : -1;
  follow(list, wanted);
  if (!focused || document.activeElement === focused) return;
  const href = focused.getAttribute('href');
  const same = href && list.querySelector(`a[href="${CSS.escape(href)}"]`);
  const rows = [...list.querySelectorAll('tbody tr')];
  const next = same ?? rows[Math.min(place, rows.length - 1)]?.querySelector('a') ?? list.querySelector('a');
  if (next) next.focus({ preventScroll: true });
  else document.querySelector('#main').focus({ preventScroll: true });
}

/** Gives an element the children of another one. What is equal is not touched; rows are known by their link. */
function follow(there, wanted) {
  const nodes = [...wanted.childNodes];
  const keys = nodes.map(keyOf);
  const old = new Map();
  // What goes is removed first: what stays is then in its place, and need not be moved, which would take its focus.
  for (const [index, node] of [...there.childNodes].entries()) {
    if (keys.includes(keyOf(node, index))) old.set(keyOf(node, index), node);
    else node.remove();
  }
  for (const [index, node] of nodes.entries()) {
    const at = there.childNodes[index] ?? null;
    const kept = old.get(keys[index]);
    if (kept && (kept.isEqualNode(node) || isContainerAs(kept, node))) {
      if (kept !== at) there.insertBefore(kept, at);
      if (!kept.isEqualNode(node)) follow(kept, node);
    } else if (kept) {
      kept.replaceWith(node);
      if (node !== there.childNodes[index]) there.insertBefore(node, there.childNodes[index]);
    } else there.insertBefore(node, at);
  }
}

function keyOf(node, index) {
  const link = node.nodeName === 'TR' ? node.querySelector('th a[href]') : null;
  return link ? link.getAttribute('href') : `${node.nodeName} ${index}`;
}

/** Whether both are the same part of the way down to the rows. */
function isContainerAs(kept, node) {
  const isOnTheWay = ['SECTION', 'TABLE', 'TBODY'].includes(node.nodeName);
  return isOnTheWay && kept.cloneNode(false).isEqualNode(node.cloneNode(false));
}

if (list) {
  look();
  document.addEventListener('visibilitychange', look);
}
