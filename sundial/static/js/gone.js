// A page that is not there any more for its reader says so once, in the words of the page for what never was, and takes what
// it showed with it; whoever has signed out is told that. Both ask for nothing more. What was typed stays, to be copied.
// needs: live.js after it, for what a fetch is about
const NOTHING = ['There is nothing at this address', 'It may have been mistyped, or it is not yours to see.', 'To the first page'];
const SIGNED_OUT = ['You are signed out', 'What stands here may be old.', 'Sign in'];
const [SIGN_IN_FIRST, NOT_FOUND] = [401, 404];
let over = false;

const element = (name, more, ...inside) => {
  const one = Object.assign(document.createElement(name), more);
  one.append(...inside);
  return one;
};
const leaves = () => {
  const [title, says, leads] = NOTHING;
  const main = document.getElementById('main');
  const typed = [...document.querySelectorAll('textarea')].filter((area) => area.value !== area.defaultValue);
  const kept = typed.map((area) => element('textarea', { value: area.value, rows: 6, readOnly: true, ariaLabel: 'What you had typed' }));
  document.querySelectorAll('[popover], dialog, #broken, #alarm > *').forEach((one) => one.remove());
  document.title = 'Nothing here';
  main.className = main.classList.contains('wrap') ? 'wrap nothing' : 'nothing';
  main.replaceChildren(
    document.getElementById('notices'),
    element('h1', { textContent: title }),
    element('p', { textContent: says }),
    ...(kept.length ? [element('h2', { textContent: 'What you had typed' }), ...kept] : []),
    element('p', {}, element('a', { className: 'btn', href: '/', textContent: leads })),
  );
  main.focus({ preventScroll: true });
};
const asksToSignIn = () => {
  const [title, says, leads] = SIGNED_OUT;
  const href = `/sign-in/?${new URLSearchParams({ next: location.pathname + location.search })}`;
  const line = element('p', { id: 'signed-out', className: 'notice' }, `${title}. ${says} `, element('a', { href, textContent: leads }));
  document.getElementById('notices').append(line);
};
const endings = { [SIGN_IN_FIRST]: asksToSignIn, [NOT_FOUND]: leaves };

// htmx would send the whole page to the sign-in page, under the hand of somebody who writes.
document.addEventListener('htmx:beforeOnLoad', (event) => {
  if (cause(event) && endings[event.detail.xhr.status]) event.preventDefault();
});
document.addEventListener('htmx:configRequest', (event) => { if (over && cause(event)) event.preventDefault(); });
document.addEventListener('htmx:afterRequest', (event) => {
  const ends = cause(event) && endings[event.detail.xhr?.status];
  if (!over && !ends) return;
  if (cause(event)) event.stopImmediatePropagation(); // live.js would try again
  if (over) return;
  over = true;
  missed.clear();
  reached();
  dispatchEvent(new CustomEvent('over')); // hear.js closes the stream
  ends();
}, true);
