// A part that fetches itself again keeps what was typed, ticked and chosen in it, what was open, and where the caret stood.
// What nobody has touched shows what the server says now; words whose field is gone stand in [data-orphans], if there is one.
// htmx looks for the focus while what was open is still shut: there it is lost, and the next letter would be a key of the desk.
// needs: [data-typed] around the part; rows and details of it have no id, for htmx gives an element with an id its old
// attributes back for a moment, and the cursor is lost in it
{
const FIELDS = '[data-typed] :is(input:not([type="hidden"]), textarea, select)';
const option = (field) => [...field.options].find((one) => one.defaultSelected) ?? field.options[0];
const touched = (field) => {
  if (['checkbox', 'radio'].includes(field.type)) return field.checked !== field.defaultChecked;
  return field.value !== (field.matches('select') ? option(field)?.value : field.defaultValue);
};
let kept = [], open = [], cursor, focus, caret;

const orphaned = (one) => {
  const place = document.querySelector('[data-orphans]');
  if (!place || !one.matches('textarea')) return;
  const words = document.createElement('textarea');
  Object.assign(words, { rows: 6, readOnly: true, value: one.value });
  words.setAttribute('aria-labelledby', place.getAttribute('aria-labelledby'));
  place.append(words);
  place.hidden = false;
};

const forget = () => {
  [kept, open] = [[], []];
  caret = cursor = focus = undefined;
};

document.addEventListener('htmx:beforeSwap', (event) => {
  forget(); // a swap that a press held up never came after
  if (!event.detail.target.closest?.('[data-typed]')) return;
  kept = [...document.querySelectorAll(FIELDS)].filter((one) => one.id && touched(one));
  open = [...document.querySelectorAll('[data-typed] details')].map((one) => one.open);
  cursor = document.querySelector('[data-typed] .cursor')?.dataset.row;
  const at = document.activeElement;
  focus = at.id;
  caret = at.matches('textarea, input[type="text"]') ? { id: at.id, from: at.selectionStart, to: at.selectionEnd, top: at.scrollTop } : undefined;
});
document.addEventListener('htmx:afterSwap', () => {
  for (const one of kept) {
    const field = document.getElementById(one.id);
    if (!field) orphaned(one);
    if (!field) continue;
    field.checked = one.checked;
    field.value = one.value;
  }
  document.querySelectorAll('[data-typed] details').forEach((one, at) => { one.open ||= Boolean(open[at]); });
  if (focus && document.activeElement === document.body) document.getElementById(focus)?.focus({ preventScroll: true });
  if (cursor) document.querySelector(`[data-typed] [data-row="${cursor}"]`)?.classList.add('cursor');
  const field = caret && document.getElementById(caret.id);
  field?.setSelectionRange(caret.from, caret.to);
  if (field) field.scrollTop = caret.top;
  forget();
}, true); // before page.js, which looks for a link that had the focus: what is shut cannot have it
}
