// The change of shifts by keys: a packet opens at its next step, Ctrl+Enter sends, and a packet outlives a reload.
// needs: #handover with textarea[data-packet] (the case, and the offer that stood when it was written)
{
const page = document.getElementById('handover');
const opened = new Set();
const store = (area) => `sundial.packet.${area.dataset.packet}`;

const restore = () => page.querySelectorAll('textarea[data-packet]').forEach((area) => {
  if (area.value === area.defaultValue) area.value = sessionStorage.getItem(store(area)) ?? area.value;
});

page.addEventListener('input', (event) => {
  if (event.target.matches('[data-packet]')) sessionStorage.setItem(store(event.target), event.target.value);
});
page.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.isComposing || !event.target.form) return;
  const button = event.target.matches('input[type="text"]') && event.target.closest('.acts')?.querySelector('[formaction]');
  if (button) event.preventDefault();
  if (button) button.click(); // Enter in a question asks it; the first button of the form would accept
  else if (event.ctrlKey || event.metaKey) event.target.form.requestSubmit();
});
page.addEventListener('focusin', (event) => {
  if (!event.target.matches('[data-packet]') || opened.has(event.target.id)) return;
  opened.add(event.target.id);
  const line = event.target.value.indexOf('\n');
  if (line > 0) event.target.setRangeText(' ', line, line, 'end'); // behind the first heading, "Next step:"
});
restore();
}
