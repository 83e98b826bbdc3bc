// A question that is ticked adds its line to the message, one that is not takes it out again; what was written stays.
// Without script a button does it on the server. needs: form#asks with [data-line] and a textarea
{
const form = document.getElementById('asks');
const area = form?.querySelector('textarea');
const isAsk = (line) => line.startsWith('- ');

const add = (lines, line) => {
  const last = lines.findLastIndex(isAsk);
  if (last >= 0) return lines.toSpliced(last + 1, 0, line);
  return [...lines, ...(lines.length && lines.at(-1) ? [''] : []), line];
};

form?.addEventListener('change', (event) => {
  const line = event.target.dataset.line;
  if (!line) return;
  const lines = area.value ? area.value.split('\n') : [];
  const at = lines.indexOf(line);
  if (event.target.checked && at < 0) area.value = add(lines, line).join('\n');
  if (!event.target.checked && at >= 0) area.value = lines.toSpliced(at, 1).join('\n');
});
}
