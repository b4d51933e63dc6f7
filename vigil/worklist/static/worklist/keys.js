// j and k, or the arrows, move between the referrals of the list; Enter opens, as on any link.
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const typing = event.target.closest("input, select, textarea, summary, button");
  if (!step || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const links = [...document.querySelectorAll(".worklist__open")];
  const at = links.indexOf(document.activeElement);
  // The arrows go on scrolling the page until somebody is in the list.
  if (at < 0 && event.key.startsWith("Arrow")) return;
  const next = links[at < 0 ? 0 : at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
