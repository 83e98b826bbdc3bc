// What every page does with script, all of it a comfort: the page says the same without.
// A menu closes when the reader turns elsewhere; once a minute, while it is seen, a page reads its times again.
const MENUS = 'details.mine[open], details.more[open]';
document.addEventListener('click', (event) => {
  document.querySelectorAll(MENUS).forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});
document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && document.querySelector(MENUS);
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});

const reading = () => document.hidden || document.querySelector(`:popover-open, dialog[open], ${MENUS}`);
setInterval(() => reading() || document.body.dispatchEvent(new CustomEvent('live')), 60_000);

// A part that fetches itself again keeps the focus: htmx finds it by its id, this by where it leads, what it sends or says.
let kept;
const told = (one) => ['href', 'value'].map((name) => one.getAttribute(name)).find(Boolean) ?? `${one.form?.getAttribute('action')} ${one.textContent}`;
document.addEventListener('htmx:beforeSwap', () => {
  const at = document.activeElement;
  kept = at.id || at === document.body ? undefined : { name: at.localName, told: told(at) };
});
document.addEventListener('htmx:afterSwap', () => {
  if (kept && document.activeElement === document.body) {
    [...document.querySelectorAll(kept.name)].find((one) => told(one) === kept.told)?.focus({ preventScroll: true });
  }
  kept = undefined;
});

// A link such as /cases/SD-7K3M-92Q#why-upd-2 opens the popover of that name.
const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
if (named?.popover) named.showPopover();

// A new message is said aloud, once and politely; a countdown never is.
let newest = document.querySelector('.portal .msg')?.id;
document.addEventListener('htmx:afterSettle', () => {
  const first = document.querySelector('.portal .msg');
  if (!first || first.id === newest) return;
  newest = first.id;
  const line = document.createElement('p');
  line.className = 'vh';
  line.textContent = `New message from ${first.querySelector('header b').textContent}`;
  if (first.matches('.us')) document.getElementById('notices').replaceChildren(line);
});
