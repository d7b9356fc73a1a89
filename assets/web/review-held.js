/**
 * Decisions that are held back for ten seconds, so that they can be taken back. They are kept in the browser until the
 * service has answered: one that could not be sent, or was refused, is told on whatever page of the console is open then.
 */

const KEY = 'held-decisions';
/** How long a decision is held, after which time it is sent again without an answer, and how long a page tells of it. */
const [HOLD_MS, AGAIN_MS, TELL_MS] = [10_000, 5_000, 6_000];

/** So long a decision that was not recorded is kept: it may hold a note about somebody. */
const KEEP_MS = 86_400_000;

const me = document.querySelector('.who')?.textContent ?? '';
const all = () =>
  JSON.parse(localStorage.getItem(KEY) ?? '[]').filter(({ due }) => due > Date.now() - KEEP_MS);
const save = (entries) => localStorage.setItem(KEY, JSON.stringify(entries));
const put = (entry) => save([...all().filter(({ id }) => id !== entry.id), entry]);

/** Sentences that are told for a while, by id: `{ id, words, until }`. */
const told = new Map();
const underWay = new Set();
let changed = () => {};

/** Calls that whenever there is something else to be shown. */
export const onChange = (act) => {
  changed = act;
};

/** The signed-in reviewer's decisions that are not recorded, as far as this browser knows. */
export const entries = () => all().filter(({ who }) => who === me);

/** What is told for a while. */
export const sentences = () => [...told.values()];

/** Tells something until it is replaced by the same id, or the time has passed. */
export function tell(id, words, until = Date.now() + TELL_MS) {
  told.set(id, { id, words, until });
  changed();
}

/** Where a decision stands: `held`, `sent`, `late` (sent, and no answer came) or `refused`. */
export function stateOf({ sentAt, isLate, says }) {
  if (says) return 'refused';
  return isLate ? 'late' : sentAt ? 'sent' : 'held';
}

/** Holds a decision from now on. @returns what is kept of it */
export function hold(decision) {
  const entry = { ...decision, id: Date.now(), who: me, due: Date.now() + HOLD_MS };
  put(entry);
  return entry;
}

/** Forgets a decision. */
export function drop({ id }) {
  save(all().filter((entry) => entry.id !== id));
  changed();
}

/**
 * Sends a decision form. @param mode `check`: nothing is recorded; `send`
 * @returns the service's answer as JSON; `{ isAway: true }` if it cannot be reached, `{}` for an answer of another kind, as
 * after the sign-in has ended
 */
export async function post({ action, body }, mode) {
  const url = new URL(action);
  url.searchParams.set('hold', mode);
  // It arrives even if the page is left meanwhile.
  const sent = { method: 'POST', body: new URLSearchParams(body), redirect: 'manual', keepalive: true };
  const response = await fetch(url, sent).catch(() => null);
  if (!response) return { isAway: true };
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return isJson ? response.json().catch(() => ({})) : {};
}

/** Sends a decision, unless it was taken back or another tab has an answer, and keeps what the service says. */
async function send(entry) {
  const { id } = entry;
  if (underWay.has(id) || !all().some((held) => held.id === id)) return;
  underWay.add(id);
  const sent = { ...entry, sentAt: Date.now() };
  put(sent);
  changed();
  const { recorded, says } = await post(entry, 'send');
  underWay.delete(id);
  if (recorded) tell(id, recorded);
  if (recorded) drop(entry);
  // Given up meanwhile, it stays so.
  else if (all().some((held) => held.id === id)) put({ ...sent, says, isLate: true });
  changed();
}

/** Sends all decisions that are still held. @param except the id of one that is not */
export function sendHeld(except) {
  return Promise.all(
    entries()
      .filter((entry) => stateOf(entry) === 'held' && entry.id !== except)
      .map(send),
  );
}

/** Sends what is due, and again what got no answer. */
export function tick() {
  const now = Date.now();
  for (const entry of entries()) {
    const state = stateOf(entry);
    const isDue = state === 'held' ? entry.due <= now : now - entry.sentAt >= AGAIN_MS;
    if (state !== 'refused' && isDue) send(entry);
  }
  for (const [id, { until }] of told) if (until <= now) told.delete(id);
  changed();
}

/** Sends again what an earlier page has sent without hearing the answer. Called once, when a page opens. */
export function askAgain() {
  // What is too old goes, also that of others.
  save(all());
  for (const entry of entries()) if (['sent', 'late'].includes(stateOf(entry))) send(entry);
  tick();
}
