// Single keys on the desk. Each acts on what the page shows: an element with data-key="t" is pressed or focused by t.
// Never while typing, never with Ctrl, Alt or Meta, and not at all once they are switched off in the list of keys (?).
{
const OFF = 'sundial.keys-off';
const typing = (el) => el.closest('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]');
const rows = () => [...document.querySelectorAll('[data-row]')].filter((row) => row.checkVisibility());
const off = () => localStorage.getItem(OFF) === 'yes';
const help = document.getElementById('keys');
let going = 0;

const move = (step) => {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains('cursor'));
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  all[at]?.classList.remove('cursor');
  next.classList.add('cursor');
  next.querySelector('a').focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
};

const press = (key) => {
  const here = document.querySelector(`.cursor [data-key="${key}"]`) ?? document.querySelector(`[data-key="${key}"]:not([data-row] *)`);
  if (!here || here.disabled) return false;
  if (here.matches('input[type="search"], input[type="text"], textarea, select')) here.focus();
  else here.click();
  if (here.type === 'radio') here.form.querySelector('textarea').focus();
  return true;
};

const fixed = {
  j: () => move(1),
  k: () => move(-1),
  o: () => document.querySelector('.cursor a')?.click(),
  g: () => { going = Date.now(); },
  '?': () => help?.showModal(),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === 'Escape' && typing(event.target)) return event.target.blur();
  if (typing(event.target) || document.querySelector('dialog[open]') || (off() && event.key !== '?')) return;
  const gone = Date.now() - going < 1500;
  going = 0;
  const act = gone ? () => press(`g ${event.key}`) : (fixed[event.key] ?? (() => press(event.key)));
  if (act() !== false) event.preventDefault();
});

document.addEventListener('focusin', (event) => {
  const row = event.target.closest('[data-row]');
  if (row) rows().forEach((one) => one.classList.toggle('cursor', one === row));
});

const toggle = document.getElementById('keys-off');
if (toggle) {
  toggle.checked = off();
  toggle.addEventListener('change', () => localStorage.setItem(OFF, toggle.checked ? 'yes' : 'no'));
}
document.documentElement.classList.toggle('no-keys', off());
}
