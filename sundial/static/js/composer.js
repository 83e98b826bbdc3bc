// The composer keeps what is typed, per case, and holds the key while the guard has something to say.
// The server asks the same again; all of this is only sooner. needs: form.composer[data-case][data-rules]
{
const modeOf = (form) => form.querySelector('[name="mode"]:checked')?.value;
const kept = (form) => `sundial.draft.${form.dataset.case}`;
const found = (form, text) => {
  for (const rule of JSON.parse(form.dataset.rules)) {
    const match = new RegExp(rule.pattern, 'im').exec(text);
    if (match) return { ...rule, words: match[0].trim().replace(/^[([{,;:]+/, '') };
  }
  return null;
};
const look = (form) => {
  const text = form.elements.text.value;
  const hold = modeOf(form) === 'public' && !form.querySelector('.held') ? found(form, text) : null; // .held: the server has said it
  const guard = form.querySelector('.guard[data-live]');
  const send = form.querySelector('button.primary.if-public');
  guard.hidden = !hold;
  send.disabled = Boolean(hold);
  send.textContent = hold ? hold.key : send.dataset.says;
  if (hold) guard.querySelector('span').textContent = `${hold.says.replace('{found}', hold.words)} ${hold.advice}`;
};

const keep = (form) => {
  const text = form.elements.text.value;
  if (text) sessionStorage.setItem(kept(form), JSON.stringify({ text, mode: modeOf(form), seen: form.elements.seen.value }));
  else sessionStorage.removeItem(kept(form));
};

const begin = (form) => {
  const draft = JSON.parse(sessionStorage.getItem(kept(form)) ?? 'null');
  if (draft && !form.elements.text.value && !('fresh' in form.dataset)) {
    form.elements.text.value = draft.text;
    form.elements.seen.value = draft.seen;
    form.querySelector(`[name="mode"][value="${draft.mode}"]`).checked = true;
  }
  delete form.dataset.fresh;
  keep(form);
  look(form);
};

const composer = (event) => event.target.closest?.('form.composer');
document.addEventListener('input', (event) => {
  const form = composer(event);
  if (!form) return;
  const head = document.getElementById('thread')?.dataset.head;
  if (event.target.name === 'text' && head && !sessionStorage.getItem(kept(form))) form.elements.seen.value = head;
  keep(form);
  look(form);
});
document.addEventListener('keydown', (event) => {
  const form = composer(event);
  if (!form || event.key !== 'Enter') return;
  if (event.target.type === 'radio') event.preventDefault();
  if (event.ctrlKey || event.metaKey) form.querySelector(`button.primary.if-${modeOf(form)}:not(:disabled)`)?.click();
});
const beginIn = (root) => [root, ...root.querySelectorAll('form')].filter((one) => one.matches('form.composer')).forEach(begin);
document.body.addEventListener('htmx:load', (event) => beginIn(event.target));
beginIn(document.body);
}
