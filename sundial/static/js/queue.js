// A list does not move under the pointer or the focus: what is new waits behind a button that says how much it is.
// needs: section#queue with rows [data-row][data-stamp], button#newer
{
const button = document.getElementById('newer');
const list = () => document.getElementById('queue');
const held = () => list().matches(':has(tr:hover)') || list().contains(document.activeElement);
let waiting;

const stamps = (root) => [...root.querySelectorAll('[data-row]')].map((row) => [row.dataset.row, row.dataset.stamp]);

// How many rows differ: new or gone, changed, or else in another order (then it is one change).
const changes = (next) => {
  const before = new Map(stamps(list()));
  const after = new Map(stamps(next));
  const changed = [...after].filter(([row, stamp]) => before.get(row) !== stamp).length;
  const gone = [...before.keys()].filter((row) => !after.has(row)).length;
  return changed + gone || Number([...before.keys()].join() !== [...after.keys()].join());
};

const put = (next) => {
  const at = document.querySelector('.cursor')?.dataset.row;
  const focused = list().contains(document.activeElement);
  const top = list().querySelector('.scroll')?.scrollTop;
  list().replaceWith(next);
  htmx.process(next);
  next.querySelector('.scroll').scrollTop = top;
  const row = at && next.querySelector(`[data-row="${at}"]`);
  row?.classList.add('cursor');
  if (focused) row?.querySelector('a').focus({ preventScroll: true });
  button.hidden = true;
  waiting = undefined;
};

// The same rows in the same places: only their words move (a countdown), and that disturbs nobody.
document.addEventListener('htmx:beforeSwap', (event) => {
  if (event.detail.target !== list() || !event.detail.shouldSwap) return;
  event.detail.shouldSwap = false;
  const next = new DOMParser().parseFromString(event.detail.serverResponse, 'text/html').getElementById('queue');
  if (!next) return;
  const count = changes(next);
  if (!count || !held()) return put(document.adoptNode(next));
  waiting = next;
  button.textContent = `${count} ${count === 1 ? 'change' : 'changes'}, show`;
  button.hidden = false;
});
button.addEventListener('click', () => waiting && put(document.adoptNode(waiting)));
document.addEventListener('pointerover', () => waiting && !held() && put(document.adoptNode(waiting)));
}
