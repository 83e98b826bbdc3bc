// A promise that broke is said once in this browser: aloud to a screen reader, and in a line that stays until it is closed.
// needs: #broken[data-latest][data-url] in the side column, and an empty #alarm
{
const SAID = 'sundial.said-broken';
const alarm = document.getElementById('alarm');

const say = () => {
  const broken = document.getElementById('broken');
  const latest = broken?.dataset.latest;
  if (!latest || localStorage.getItem(SAID) === latest) return;
  localStorage.setItem(SAID, latest);
  const link = document.createElement('a');
  link.href = broken.dataset.url;
  link.textContent = broken.textContent;
  const close = document.createElement('button');
  close.className = 'btn quiet slim';
  close.textContent = 'Close';
  close.addEventListener('click', () => alarm.replaceChildren());
  alarm.replaceChildren(document.getElementById('alarm-mark').content.cloneNode(true), link, close);
};
document.body.addEventListener('htmx:afterSettle', say);
say();
}
