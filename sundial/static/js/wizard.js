// The answers of the wizard choose a severity at once; without script a button asks the server for it.
// needs: #wizard with .ask[data-yes], on the last [data-no]; an output[data-says]; radios #sev1, #sev2, ...
{
const wizard = document.getElementById('wizard');
const output = wizard?.querySelector('output');
wizard?.querySelector('button').remove();

const settled = () => {
  for (const ask of wizard.querySelectorAll('.ask')) {
    const answer = ask.querySelector(':checked')?.value;
    if (!answer) return '';
    if (answer === 'yes') return ask.dataset.yes;
    if (ask.dataset.no) return ask.dataset.no;
  }
  return '';
};

wizard?.addEventListener('change', () => {
  const severity = settled();
  output.textContent = severity ? output.dataset.says.replace('{n}', severity) : '';
  const card = document.getElementById(`sev${severity}`);
  if (card) card.checked = true;
});
}
