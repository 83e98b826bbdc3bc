// Something changed: the page is told so, and no more; it fetches what it shows with its reader's own rights (live.js).
// While the page cannot be seen there is no stream; on return everything is fetched once. A stream that was refused, or says
// nothing for long, is opened anew, later each time; until one stands, the page reads again at each try.
// needs: live.js and gone.js before it, <meta name="live" content="/live?...">; without that nothing listens
{
const address = document.querySelector('meta[name="live"]')?.content;
const SILENT = 40_000, WATCH = 5_000; // milliseconds: the server gives a sign of life where it has said nothing for 15 seconds
let source, timer, heard, lost = false, refused = 0;

const open = () => {
  lost ||= document.hidden;
  if (!address || source || document.hidden || over) return;
  heard = Date.now();
  source = new EventSource(address);
  // The sign of life comes only where nothing else does, so whatever comes is one.
  for (const sign of ['open', 'here', 'live', 'desk']) source.addEventListener(sign, () => { heard = Date.now(); });
  for (const name of ['live', 'desk']) source.addEventListener(name, () => news(name));
  source.addEventListener('open', () => {
    refused = 0;
    reached(address);
    if (lost) news('live', 'desk');
    lost = false;
  });
  source.addEventListener('error', () => {
    lost = true;
    if (source?.readyState === EventSource.CLOSED) anew();
    else missing(address); // the browser comes back by itself
  });
};

const close = () => {
  source?.close();
  source = undefined;
  lost = true;
  clearTimeout(timer);
};

const anew = () => {
  close();
  reached(address); // whether the page can be read is seen as it reads
  timer = setTimeout(() => {
    open();
    news('live', 'desk');
  }, later(refused++));
};

const back = () => {
  refused = 0;
  if (document.hidden) return close();
  clearTimeout(timer);
  open();
};
document.addEventListener('visibilitychange', back);
for (const returns of ['focus', 'online', 'pageshow']) addEventListener(returns, back);
for (const ends of ['pagehide', 'over']) addEventListener(ends, close);
setInterval(() => {
  settle();
  if (source && Date.now() - heard > SILENT) anew();
}, WATCH);
}
