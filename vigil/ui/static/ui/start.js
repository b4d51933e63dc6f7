// On a phone the list comes first; the filters open when asked for.
if (matchMedia("(max-width: 40em)").matches) {
  for (const filter of document.querySelectorAll(".vigil-filter")) filter.open = false;
}

// The components' address carries a hash of their content, so the page tells it.
const { initAll } = await import(document.body.dataset.components);
initAll();
