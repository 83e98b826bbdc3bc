// A form that sends words: Ctrl+Enter sends it, it cannot be sent twice, and what was typed outlives a reload or a lost line.
// needs: form[data-keep="name"] around a textarea; htmx or not.
const store = (form) => `sundial.text.${form.dataset.keep}`;
const SENT = 'sundial.sent', KEY = 'sundial.sent-key', ARRIVED = 'sundial.arrived';
const form = (event) => event.target.closest?.('form[data-keep]');

function restore(one) {
  const area = one.querySelector('textarea');
  if (area.value === area.defaultValue) area.value = sessionStorage.getItem(store(one)) ?? area.value;
}

document.addEventListener('input', (event) => {
  if (form(event) && event.target.matches('textarea')) sessionStorage.setItem(store(form(event)), event.target.value);
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form(event)?.requestSubmit();
});
document.addEventListener('submit', (event) => {
  const one = event.target;
  if (one.method !== 'post') return;
  if (one.dataset.sending) return event.preventDefault();
  one.dataset.sending = 'yes';
  if (one.dataset.keep && !one.hasAttribute('hx-post')) {
    sessionStorage.setItem(SENT, store(one));
    sessionStorage.setItem(KEY, one.elements.key.value);
  }
  setTimeout(() => delete one.dataset.sending, 4000);
}, true);

document.addEventListener('htmx:afterRequest', (event) => {
  const one = form(event);
  if (!one || event.detail.requestConfig?.verb !== 'post') return;
  delete one.dataset.sending;
  if (!event.detail.successful) return;
  sessionStorage.removeItem(store(one));
  one.reset();
});
for (const fault of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) {
  document.addEventListener(fault, (event) => {
    if (event.detail.requestConfig?.verb !== 'post') return;
    const line = document.createElement('p');
    line.className = 'notice error';
    line.textContent = 'This was not sent. Your text is still here; please send it again.';
    document.getElementById('notices').replaceChildren(line);
  });
}

// A form without htmx has arrived when the next page is the case, or the notices; anywhere else its text is kept.
const forms = [...document.querySelectorAll('form[data-keep]')];
const sent = sessionStorage.getItem(SENT);
sessionStorage.removeItem(SENT);
if (sent && /^\/(desk\/)?(cases\/SD-|releases\/)/.test(location.pathname) && !forms.some((one) => store(one) === sent)) {
  sessionStorage.removeItem(sent);
  sessionStorage.setItem(ARRIVED, sessionStorage.getItem(KEY));
}
forms.forEach(restore);
