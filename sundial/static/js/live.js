// What is told of a change is fetched: the parts that show it fetch themselves again (hx-trigger="live from:body").
// What the reader has open stays open: news waits until the popover, menu or dialog is closed, and a press is over (press.js).
// What could not be fetched is asked for again, later each time; a page that has not been able to look for long says so.
const PATIENCE = 20_000, LONG = 20_000, SELDOM = 30_000; // milliseconds: for an answer; till it is said; between two tries
const UNREAD = 'The desk cannot be reached at the moment: what stands here may be old. This page goes on trying.';
const later = (tries) => Math.min(1000 * 2 ** tries, SELDOM) * (0.5 + Math.random() / 2); // never all pages at once
const waiting = new Set();
const busy = () => pressing() || document.querySelector(':popover-open, dialog[open], details.more[open]');
const settle = () => {
  if (busy()) return;
  const names = [...waiting];
  waiting.clear();
  names.forEach((name) => document.body.dispatchEvent(new CustomEvent(name)));
};
const news = (...names) => {
  names.forEach((name) => waiting.add(name));
  settle();
};
// What was open can also be taken away with the part that held it: nothing closes then, so it is looked for as well.
for (const closed of ['toggle', 'close', 'released', 'htmx:afterSettle']) document.addEventListener(closed, settle, true);

const missed = new Map(); // what could not be read, and how often
const failed = new Set();
let telling, trying;
const missing = (path) => {
  missed.set(path, (missed.get(path) ?? -1) + 1);
  telling ??= setTimeout(() => {
    const line = document.createElement('p');
    Object.assign(line, { id: 'unread', className: 'notice', textContent: UNREAD });
    document.getElementById('notices').append(line);
  }, LONG);
};
const reached = (path) => {
  missed.delete(path);
  if (missed.size) return;
  telling = clearTimeout(telling);
  document.getElementById('unread')?.remove();
};
const again = (path) => {
  trying ??= setTimeout(() => {
    trying = undefined;
    news(...failed);
    failed.clear();
  }, later(missed.get(path)));
};

const cause = ({ detail }) => ['live', 'desk'].find((name) => name === (detail.requestConfig ?? detail).triggeringEvent?.type);
document.addEventListener('htmx:configRequest', (event) => { if (cause(event)) event.detail.timeout = PATIENCE; });
document.addEventListener('htmx:beforeSwap', (event) => {
  if (!cause(event) || !busy() || !event.detail.shouldSwap) return;
  event.detail.shouldSwap = false; // it was opened while the news was on its way
  waiting.add(cause(event));
});
document.addEventListener('htmx:afterRequest', (event) => {
  const { path } = event.detail.requestConfig;
  if (!cause(event) || event.detail.successful) return cause(event) && reached(path);
  failed.add(cause(event));
  missing(path);
  again(path);
});
