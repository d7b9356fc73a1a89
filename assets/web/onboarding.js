// What every page of the applicant does more with a script. Without it all of them work as plain pages and forms.
const FIRST_PAGE = 'consent';

document.documentElement.classList.add('scripted');

// Whoever comes from one step to the next hears where it is, or what did not work, and goes on from there.
const problem = document.querySelector('#problem');
if (problem) problem.focus();
else if (document.querySelector('main').dataset.name !== FIRST_PAGE) readFrom(document.querySelector('h1'));

/** A heading takes the focus only to be read out. */
export function readFrom(heading) {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// A second tap sends nothing twice. The photo has a way of its own.
for (const form of document.querySelectorAll('form:not([data-preview])')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'true';
    form.querySelector('button').setAttribute('aria-disabled', 'true');
  });
}

// Back from the next page as this one was left: it can be sent again.
window.addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    form.querySelector('button').removeAttribute('aria-disabled');
  }
});
