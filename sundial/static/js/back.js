// Who goes back to a form that has arrived finds it empty, under a new key; one that has not arrived keeps its key.
// needs: form[data-keep] with a field named key, sent without htmx; js/send.js, which notes the key that arrived
addEventListener('pageshow', (event) => document.querySelectorAll('form[data-keep]:not([hx-post])').forEach((one) => {
  const known = history.state?.key;
  const done = known && known === sessionStorage.getItem('sundial.arrived');
  if (done && event.persisted) location.reload();
  else if (done) one.reset();
  else if (known) one.elements.key.value = known;
  history.replaceState({ ...history.state, key: one.elements.key.value }, '');
}));
