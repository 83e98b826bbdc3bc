// Something changed: say so on the page, and the parts that show it fetch themselves again (hx-trigger="live from:body").
// The stream carries no content. While the page cannot be seen there is none; on return everything is fetched once.
// needs: <meta name="live" content="/live?...">; without it nothing listens
{
const address = document.querySelector('meta[name="live"]')?.content;
const say = (name) => document.body.dispatchEvent(new CustomEvent(name));
let source, lost = false;

// What the reader has open stays open: news waits until the popover, menu or dialog is closed.
let waiting = new Set();
const busy = () => document.querySelector(':popover-open, dialog[open], details.more[open]');
const news = (name) => {
  if (busy()) waiting.add(name);
  else say(name);
};
document.addEventListener('htmx:beforeSwap', (event) => {
  const cause = event.detail.requestConfig.triggeringEvent?.type;
  if (!['live', 'desk'].includes(cause) || !busy()) return;
  event.detail.shouldSwap = false; // it was opened while the news was on its way
  waiting.add(cause);
});
document.addEventListener('toggle', () => {
  if (busy()) return;
  const names = [...waiting];
  waiting.clear();
  names.forEach(say);
}, true);

const open = () => {
  if (!address || source) return;
  source = new EventSource(address);
  for (const name of ['live', 'desk']) source.addEventListener(name, () => news(name));
  source.addEventListener('open', () => {
    if (lost) ['live', 'desk'].forEach(news);
    lost = false;
  });
  source.addEventListener('error', () => { lost = true; });
};

const close = () => {
  source?.close();
  source = undefined;
  lost = true;
};

document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
addEventListener('pagehide', close);
addEventListener('pageshow', open);
addEventListener('focus', () => { if (source?.readyState === EventSource.CLOSED) { close(); open(); ['live', 'desk'].forEach(news); } });
}
