// The components' address carries a hash of their content, so the page tells it.
const { initAll } = await import(document.body.dataset.components);
initAll();
