/**
 * The search in place. What is looked for may be a name, so it never stands in an address: the form is posted. The words
 * are kept with the entry in the browser's history, so that "back" from a case shows what was found.
 */
import { localise } from './review.js';

const main = document.querySelector('#main');

async function search(path, fields) {
  const response = await fetch(path, { method: 'POST', body: new URLSearchParams(fields) });
  const answer = new DOMParser().parseFromString(await response.text(), 'text/html');
  const found = answer.querySelector('#main');
  if (!found) throw new Error('not a page of ours');
  localise(found);
  main.replaceChildren(...found.childNodes);
}

if (document.querySelector('form[data-search]')) {
  main.addEventListener('submit', async (event) => {
    const form = event.target;
    if (!form.matches('[data-search]')) return;
    event.preventDefault();
    const fields = [...new FormData(form)];
    try {
      await search(form.action, fields);
    } catch {
      return form.submit();
    }
    history.replaceState({ search: fields }, '');
    scrollTo(0, 0);
    main.querySelector('input[type=search]')?.focus();
  });
  const earlier = history.state?.search;
  if (earlier) search('/review/search', earlier).catch(() => {});
}
